"""Whether a JPEG carries pixels and nothing else.

Promise: `True` only for a file made of the segments that decoding needs, from its first byte to its
last: no EXIF, XMP, colour profile, comment, and nothing behind the end. WeasyPrint copies a JPEG's
bytes into the PDF as they are (rel N2), so what passes here is what a reader can dig out. Pure.
"""

_START, _END = b"\xff\xd8", b"\xff\xd9"
_SCAN = 0xDA
# JFIF header, tables, frame, restart interval, scan: ITU T.81 B.2, JFIF 1.02.
_NEEDED = frozenset({0xE0, 0xDB, 0xC0, 0xC1, 0xC2, 0xC4, 0xDD, _SCAN})


def is_bare_jpeg(data: bytes) -> bool:
    """Walk the segments of `data`; a progressive file has several scans."""
    if not data.startswith(_START) or not data.endswith(_END):
        return False
    at = len(_START)
    while at < len(data) - len(_END):
        following = _after_segment(data, at)
        if following is None:
            return False
        at = following
    return at == len(data) - len(_END)


def _after_segment(data: bytes, at: int) -> int | None:
    """Where the segment at `at` ends; None if it is none, or none that decoding needs."""
    marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4])
    if data[at] != 0xFF or marker not in _NEEDED or length < 2:
        return None
    if marker == 0xE0 and data[at + 4 : at + 9] != b"JFIF\0":
        return None
    return _after_scan(data, at + 2 + length) if marker == _SCAN else at + 2 + length


def _after_scan(data: bytes, at: int) -> int:
    """Entropy-coded bytes end at the first 0xFF that is neither stuffed nor a restart mark."""
    while (at := data.find(b"\xff", at)) >= 0:
        follower = data[at + 1] if at + 1 < len(data) else 0
        if follower != 0 and not 0xD0 <= follower <= 0xD7:
            return at
        at += 2
    return len(data)
