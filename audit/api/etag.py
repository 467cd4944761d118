"""What a caller saw last, read from If-Match."""

from werkzeug.datastructures import ETags

from audit.problems import Problem

_MOST_DIGITS = 9


def row_version(expected: ETags) -> int:
    """The row version of the one ETag given; `request.stale` (412) for anything that is none."""
    tags = expected.as_set()
    # an empty ETag is read as None; more digits than a row version has are no number of ours
    text = (next(iter(tags)) or "") if len(tags) == 1 else ""
    if not text.isdecimal() or len(text) > _MOST_DIGITS:
        raise Problem("request.stale")
    return int(text)
