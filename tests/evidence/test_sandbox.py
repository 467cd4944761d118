"""An honest photo is described, turned upright and rebuilt from nothing but its pixels."""

import hashlib

import pytest
from PIL import Image

from audit.evidence.sandbox import (
    Facts,
    Sandbox,
)
from tests.evidence import pictures
from tests.evidence.sandbox_steps import (
    assert_only_pixels,
    opened,
)


def test_a_photo_is_described_by_its_content(sandbox):
    verdict = sandbox.examine(pictures.encoded(pictures.scene(800, 600)))

    assert verdict == Facts("image/jpeg", 800, 600)


@pytest.mark.parametrize(("form", "media_type"), [("PNG", "image/png"), ("WEBP", "image/webp")])
def test_png_and_webp_are_photos_too(sandbox, form, media_type):
    data = pictures.encoded(pictures.scene(), form)

    assert sandbox.examine(data) == Facts(media_type, 800, 600)
    assert [opened(copy).format for copy in sandbox.make_copies(data)] == ["JPEG"] * 3


def test_three_copies_have_their_sizes_and_hashes(sandbox):
    copies = sandbox.make_copies(pictures.encoded(pictures.scene(4000, 3000)))

    sizes = [(copy.kind, copy.width, copy.height) for copy in copies]
    assert sizes == [("view", 1600, 1200), ("print", 640, 480), ("thumb", 320, 240)]
    for copy in copies:
        assert opened(copy).size == (copy.width, copy.height)
        assert hashlib.sha256(copy.data).hexdigest() == copy.sha256


@pytest.mark.parametrize("size", [(1, 1), (3, 2000), (319, 20), (639, 700), (5000, 3)])
def test_copies_are_never_enlarged(sandbox, size):
    copies = sandbox.make_copies(pictures.encoded(pictures.scene(*size)))

    for copy, edge in zip(copies, (1600, 640, 320), strict=True):
        assert max(copy.width, copy.height) == min(edge, max(size))


def test_the_same_photo_gives_the_same_bytes_in_any_child(sandbox):
    data = pictures.noisy_jpeg()
    other = Sandbox()

    assert sandbox.make_copies(data) == other.make_copies(data) == sandbox.make_copies(data)
    other.close()


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize(
    ("form", "width"), [("JPEG", 800), ("JPEG", 4000), ("PNG", 800), ("WEBP", 800)]
)
def test_every_orientation_ends_upright(sandbox, orientation, form, width):
    turn = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # the inverse transpose of each
    upright = pictures.scene(width, width * 3 // 4)
    raw = upright.transpose(Image.Transpose(turn[orientation])) if orientation > 1 else upright
    data = pictures.encoded(raw, form, exif=pictures.exif(orientation))

    facts, copies = sandbox.examine(data), sandbox.make_copies(data)

    assert (facts.width, facts.height) == upright.size
    assert_quarters(copies[0])
    assert_quarters(copies[2])


def assert_quarters(copy):
    image = opened(copy)
    for (x, y), colour in zip(
        ((1, 1), (3, 1), (1, 3), (3, 3)),
        ((255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)),
        strict=True,
    ):
        seen = image.getpixel((image.width * x // 4, image.height * y // 4))
        assert max(abs(a - b) for a, b in zip(seen, colour, strict=True)) < 12, (x, y, seen)


@pytest.mark.parametrize(
    "make", [pictures.tattling_jpeg, pictures.tattling_png, pictures.tattling_webp]
)
def test_n1_nothing_but_pixels_reaches_a_copy(sandbox, make):
    data = make()
    assert data.count(pictures.CANARY) >= 2

    assert_only_pixels(sandbox.make_copies(data))


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "I;16", "1", "RGB"])
def test_any_kind_of_png_becomes_rgb_over_white(sandbox, mode):
    image = Image.new("RGBA", (40, 40), (0, 0, 0, 0)) if mode in {"LA", "RGBA"} else None
    image = image.convert(mode) if image else full_white(mode)

    copies = sandbox.make_copies(pictures.encoded(image, "PNG"))

    assert opened(copies[0]).mode == "RGB"
    assert min(opened(copies[0]).getpixel((20, 20))) > 250


def full_white(mode):
    if mode == "I;16":
        return Image.new(mode, (40, 40), 65_535)
    return Image.new("RGB", (40, 40), "white").convert(mode)


def test_sixteen_bit_grey_keeps_its_greys(sandbox):
    image = Image.new("I;16", (40, 40), 128 * 257)

    copies = sandbox.make_copies(pictures.encoded(image, "PNG"))

    assert abs(opened(copies[0]).getpixel((20, 20))[0] - 128) < 3


@pytest.mark.parametrize("mode", ["CMYK", "L"])
def test_jpeg_of_another_colour_space_keeps_its_look(sandbox, mode):
    data = pictures.encoded(pictures.scene(400, 400, mode))

    copies = sandbox.make_copies(data)

    expected = pictures.scene(400, 400, mode).convert("RGB").getpixel((100, 300))
    seen = opened(copies[0]).getpixel((100, 300))
    assert max(abs(a - b) for a, b in zip(seen, expected, strict=True)) < 12


def test_see_through_parts_of_a_large_picture_are_white(sandbox):
    data = pictures.encoded(Image.new("RGBA", (5000, 3000), (9, 9, 9, 0)), "PNG")

    view = opened(sandbox.make_copies(data)[0])

    assert view.size == (1600, 960)
    assert all(min(view.getpixel(at)) > 250 for at in ((0, 0), (800, 480), (1599, 959)))
