"""A second look at a printed PDF, by a reader that did not write it.

Promise: what passes has one header, one cross-reference that finds every object where it says, a
page, an end, and nothing before, between or after; and no object that acts, opens, embeds or points
outside. It reads only the plain shape that our printer writes (objects in a row, an object stream,
a cross-reference stream), so that anything unusual is refused. Pure. rel 4.14, T-D8; ISO 32000 7.5.
"""

import re
import zlib
from collections.abc import Iterator

from audit.problems import Problem

_TAIL = re.compile(rb"startxref\n([0-9]{1,10})\n%%EOF\n\Z")
_HEAD = re.compile(rb"%PDF-1\.7\n%[\x80-\xff]{4}\n")
_OBJECT = re.compile(rb"([0-9]{1,7}) 0 obj\n")
_STREAM = re.compile(rb"(<<[^\n]*/Length ([0-9]{1,9})[^\n]*>>)\nstream\n")
_STREAM_END = b"\nendstream\nendobj\n"
_TEXT = re.compile(rb"\((?:[^\\()]|\\.)*\)|(?<!<)<[0-9A-Fa-f\s]*>(?!>)", re.DOTALL)
_LONGEST = 64 << 20
# Keys that act, open, embed or point outside; none has a place in a report.
_REFUSED = re.compile(
    rb"/(?:JavaScript|JS|EmbeddedFiles?|Filespec|Launch|URI|OpenAction|AA|AcroForm|RichMedia"
    rb"|SubmitForm|ImportData|GoToR|GoToE|Movie|Sound|XFA|Encrypt|Metadata)\b"
)


class _Unusual(Exception):
    """What is wrong, in a few words."""


def check_pdf(data: bytes) -> None:
    """Raise `report.failed` unless `data` is a plain, complete and passive PDF with a page."""
    try:
        dictionaries = list(_dictionaries(data))
    except (_Unusual, zlib.error) as fault:
        raise Problem("report.failed", reason=f"pdf: {fault}") from fault
    # Texts are taken out first: what a visitor typed is no key, whatever it spells.
    keys = b"\n".join(_TEXT.sub(b"()", one) for one in dictionaries)
    refused = _REFUSED.search(keys)
    if refused:
        raise Problem("report.failed", reason=f"pdf: holds {refused[0].decode()}")
    if b"/Type /Page/" not in keys or keys.count(b"/Type /Catalog") != 1:
        raise Problem("report.failed", reason="pdf: has no pages")


def _dictionaries(data: bytes) -> Iterator[bytes]:
    """Every dictionary of the file, of streams and within the object stream, in file order."""
    head, tail = _HEAD.match(data), _TAIL.search(data)
    if not head or not tail:
        raise _Unusual("no head or no tail")
    at, last = head.end(), int(tail[1])
    starts = {}
    while at < tail.start():
        number, dictionary, body, following = _object(data, at)
        starts[number] = at
        yield dictionary
        if b"/Type /ObjStm" in dictionary:
            yield _inflated(body)
        if at == last:
            _check_reference(dictionary, _inflated(body), starts)
        at = following
    if last not in starts.values() or at != tail.start():
        raise _Unusual("the cross-reference is not where it is said to be")


def _object(data: bytes, at: int) -> tuple[int, bytes, bytes, int]:
    """Number, dictionary, stream and end of the object that begins at `at`."""
    name = _OBJECT.match(data, at)
    stream = _STREAM.match(data, name.end()) if name else None
    if not name or not stream:
        raise _Unusual(f"no object at {at}")
    end = stream.end() + int(stream[2])
    if not data.startswith(_STREAM_END, end):
        raise _Unusual(f"object {int(name[1])} is not as long as it says")
    return int(name[1]), stream[1], data[stream.end() : end], end + len(_STREAM_END)


def _inflated(body: bytes) -> bytes:
    inflater = zlib.decompressobj()
    text = inflater.decompress(body, _LONGEST)
    if not inflater.eof:
        raise _Unusual("a stream is cut or too long")
    return text


def _check_reference(dictionary: bytes, table: bytes, starts: dict[int, int]) -> None:
    """Each entry of type 1 must name the place of its object; W gives the widths of the columns."""
    if b"/Prev" in dictionary:
        raise _Unusual("it was updated after printing")
    widths = re.search(rb"/W \[1 ([1-8]) ([1-8])\]", dictionary)
    if not widths:
        raise _Unusual("unknown form of cross-reference")
    middle, width = int(widths[1]), 1 + int(widths[1]) + int(widths[2])
    for number, at in enumerate(range(0, len(table), width)):
        place = int.from_bytes(table[at + 1 : at + 1 + middle])
        if table[at] == 1 and starts.get(number) != place:
            raise _Unusual(f"object {number} is not where it is said to be")
