"""What a caller saw last, read from If-Match."""

from werkzeug.datastructures import ETags

from audit.problems import Problem


def row_version(expected: ETags) -> int:
    """The row version of the one ETag given; `request.stale` (412) for anything that is none."""
    tags = expected.as_set()
    if len(tags) != 1 or not (text := next(iter(tags))).isdecimal():
        raise Problem("request.stale")
    return int(text)
