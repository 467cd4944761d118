"""Reading what stands before the pixels never fails on odd metadata and never takes long."""

import struct

import pytest

from audit.evidence import headers
from tests.evidence import pictures


def tiff(order, tag=0x0112, kind=3, value=6, place=8):
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", place)
    return head + struct.pack(order + "HHHIHH", 1, tag, kind, 1, value, 0)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("name", [b"", b"Exif\0\0"])
def test_orientation_is_read_in_both_byte_orders(order, name):
    assert headers.orientation(name + tiff(order)) == 6


@pytest.mark.parametrize(
    "exif",
    [
        b"",
        b"II*\0",
        b"garbage" * 9,
        tiff("<", value=0),
        tiff("<", value=9),
        tiff("<", kind=4),
        tiff("<", tag=0x0110),
        tiff("<", place=0xFFFFFFFF),
        tiff("<")[:-5],
    ],
)
def test_a_claim_that_makes_no_sense_is_no_claim(exif):
    assert headers.orientation(exif) == 1


def test_only_what_pixels_need_is_kept():
    stripped = headers.strip(pictures.tattling_jpeg(6))

    header = stripped.data[: stripped.data.index(b"\xff\xda")]
    assert pictures.CANARY not in header
    assert headers.orientation(stripped.exif) == 6
    assert header.count(b"\xff\xc0") == 1


@pytest.mark.parametrize("options", [{}, {"lossless": True}, {"exif": pictures.exif()}])
def test_the_size_of_every_kind_of_webp_is_known_before_decoding(options):
    data = pictures.encoded(pictures.scene(801, 602), "WEBP", **options)

    assert headers.webp_size(data) == (801, 602)


@pytest.mark.parametrize("data", [b"", b"RIFF", b"RIFF\0\0\0\0WEBPVP8X", b"RIFF\0\0\0\0WEBPABCD"])
def test_a_webp_cut_short_claims_almost_nothing(data):
    assert max(headers.webp_size(data)) <= 1


@pytest.mark.parametrize(
    "data",
    [b"\xff\xd8", b"\xff\xd8\xff", b"\xff\xd8\xff\xe0\0", b"\xff\xd8\xff\xe0\0\1", b"\xff\xd8ab"],
)
def test_segments_that_do_not_add_up_are_a_bad_header(data):
    with pytest.raises(headers.BadHeader):
        headers.strip(data)
