"""What stands in a file before its pixels: what may reach the decoder, which way is up.

Promise: the JPEG decoder sees only the segments that pixels need. Comments, EXIF, XMP, profiles,
indexes of further images (MPO) and private segments never reach it, so a bad one can neither harm
it nor make it refuse an honest photo. Pure functions of bytes. Read `strip`, then `orientation`.
"""

import re
import struct
from dataclasses import dataclass

MOST_SCANS = 40  # cameras write 1, progressive encoders about 10; each is a pass over all blocks
MOST_SEGMENTS = 2000  # 20 MB of profile in the largest segments are 320
_SCAN, _END = b"\xff\xda", b"\xff\xd9"
# DQT, DHT, DRI, frame headers (which of them it can decode the decoder says), Adobe colour.
_NEEDED = frozenset({0xDB, 0xC4, 0xDD, 0xEE, *range(0xC0, 0xD0)})
_ORIENTATION, _SHORT = 0x0112, 3
_EXIF = b"Exif\x00\x00"
_MARKER = re.compile(rb"\xff+([^\x00\xff])")  # fill bytes may precede a marker
_MARKER_IN_DATA = re.compile(rb"\xff([^\x00\xff\xd0-\xd7])")  # no `+`: searching must be linear


class BadHeader(ValueError):
    """The segments do not add up to a JPEG file."""


@dataclass(frozen=True, slots=True)
class Stripped:
    """`data`: the same pixels without anything else; `exif`: the payload of the EXIF segment."""

    data: bytes
    exif: bytes
    scans: int


def strip(data: bytes) -> Stripped:
    """Keep what pixels need; raises `BadHeader`.

    `scans` may be too high, but above `MOST_SCANS` only when there really are so many.
    """
    kept, exif = [data[:2]], b""
    place = 2
    for _ in range(MOST_SEGMENTS):
        marker, start, end = _segment(data, place)
        if marker == _SCAN[1]:
            return Stripped(b"".join((*kept, data[place:])), exif, _scans(data, place))
        if marker in _NEEDED:
            kept.append(data[place:end])
        elif marker == 0xE1 and not exif and data.startswith(_EXIF, start):
            exif = data[start:end]
        place = end
    raise BadHeader("no pixels after many segments")


def orientation(exif: bytes) -> int:
    """The orientation, 1 to 8, that an EXIF payload (with or without its name) claims; else 1.

    Reads one tag of the first directory and nothing else: whatever is odd about the rest of it, the
    photo is still a photo.
    """
    tiff = exif.removeprefix(_EXIF)
    order = {b"II*\x00": "<", b"MM\x00*": ">"}.get(tiff[:4])
    if order is None:
        return 1
    try:
        (place,) = struct.unpack_from(order + "I", tiff, 4)
        (count,) = struct.unpack_from(order + "H", tiff, place)
        for entry in range(place + 2, place + 2 + 12 * count, 12):
            tag, kind, _, value = struct.unpack_from(order + "HHIH", tiff, entry)
            if tag == _ORIENTATION:
                return value if kind == _SHORT and 1 <= value <= 8 else 1
    except struct.error:
        pass  # the directory points outside: no claim
    return 1


def webp_size(data: bytes) -> tuple[int, int]:
    """Width and height that the first chunk of a WebP file claims; (0, 0) for an unknown chunk.

    Asked before the decoder is, which reserves memory for all pixels when it is made.
    """
    kind, head = data[12:16], data[20:30].ljust(10, b"\0")
    if kind == b"VP8X":
        return 1 + int.from_bytes(head[4:7], "little"), 1 + int.from_bytes(head[7:10], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(head[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 ":
        width, height = (int.from_bytes(head[at : at + 2], "little") for at in (6, 8))
        return width & 0x3FFF, height & 0x3FFF
    return 0, 0


def _segment(data: bytes, place: int) -> tuple[int, int, int]:
    """Marker, start of payload, end of the segment at `place`; fill bytes may precede it."""
    found = _MARKER.match(data, place)
    if not found:
        raise BadHeader("no marker where one must be")
    start = found.end() + 2
    length = int.from_bytes(data[found.end() : start], "big")
    end = found.end() + length
    if length < 2 or end > len(data):
        raise BadHeader("a segment is longer than the file")
    return found[1][0], start, end


def _scans(data: bytes, place: int) -> int:
    """See `strip`; what follows the end of the image does not count, be it a film."""
    at_most = data.count(_SCAN, place)
    if at_most <= MOST_SCANS:
        return at_most  # walking through every photo would cost more than it tells
    scans = 0
    for _ in range(MOST_SEGMENTS):
        found = _MARKER_IN_DATA.search(data, place)
        if not found or found[0] == _END:
            return scans
        scans += found[0] == _SCAN
        place = found.end() + int.from_bytes(data[found.end() : found.end() + 2], "big")
    return MOST_SCANS + 1
