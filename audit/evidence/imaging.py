"""Strangers' pixels made ours. Runs inside the sandbox child only (`sandbox.py`).

Promise: what comes out was encoded here from decoded pixels: a JPEG of only the JFIF segment,
tables and data, upright, sRGB, in three sizes, the same bytes for the same input. No metadata, no
second image, no bytes after the end survive, since pixels are copied and files are not (N1, N2,
rel 4.5). What is not an honest photo of at most 40 million pixels is refused with a code.

Decisions: the first image of an MPO file (phones write them) counts, for such files are JPEG up to
there; animated WebP and PNG are refused, since a reviewer would see one frame and an archive many.
ICC profiles are not read: cameras and canvases write sRGB or close to it, and a parser of profiles
is a larger risk than slightly pale colours in evidence. WebP is allowed 12 million pixels, because
its decoder holds four copies of them and the child may grow by 300 MB only.

Read `handle` (the sandbox's messages), `identify`, `copies`.
"""

import io
import warnings
from collections.abc import Iterable
from dataclasses import dataclass

from PIL import Image, PngImagePlugin

from audit.evidence import headers
from audit.problems import Problem

MEGABYTE = 1024 * 1024
MOST_BYTES = 20 * MEGABYTE
MOST_PIXELS = 40_000_000
MOST_WEBP_PIXELS = 12_000_000

warnings.simplefilter("error", Image.DecompressionBombWarning)
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
PngImagePlugin.MAX_TEXT_CHUNK = MEGABYTE
PngImagePlugin.MAX_TEXT_MEMORY = 4 * MEGABYTE


@dataclass(frozen=True, slots=True)
class Size:
    """One copy we make: its kind, its long edge in pixels (model 5), its JPEG quality."""

    kind: str
    long_edge: int
    quality: int


VIEW, PRINT, THUMB = Size("view", 1600, 85), Size("print", 640, 80), Size("thumb", 320, 75)
SIZES = (VIEW, PRINT, THUMB)

_MAGIC = (
    (b"\xff\xd8\xff", "JPEG", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "PNG", "image/png"),
    (b"RIFF", "WEBP", "image/webp"),
)
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SIDEWAYS = frozenset({5, 6, 7, 8})
_STRIP_PIXELS = 2_000_000
_SPARE = 2400  # reducing by whole numbers leaves this many pixels at least, so HAMMING has a choice


def handle(parts: tuple[bytes, ...]) -> Iterable[bytes]:
    """The child's work: `(b"ready",)`, `(b"examine", data)` or `(b"copies", data)`.

    Answers text facts, for copies followed by the bytes; raises `Problem("evidence....")`.
    """
    task, *rest = parts
    if task == b"ready":
        return []
    try:
        if task == b"examine":
            media_type, width, height = identify(rest[0])
            return [f"{media_type} {width} {height}".encode()]
        return [part for copy in copies(rest[0]) for part in copy]
    except Problem:
        raise
    except MemoryError:
        raise Problem("evidence.too_heavy") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many(MOST_PIXELS) from None
    except Exception as error:  # decoders raise anything, and here it can mean one thing only
        raise Problem("evidence.damaged") from error


def identify(data: bytes) -> tuple[str, int, int]:
    """Media type by content, upright width and height in pixels; every pixel was decoded once.

    JPEG is decoded at an eighth of its size: that reads all data at a fraction of the cost.
    """
    photo = _open(data)
    width, height = photo.size
    photo.image.draft(None, (max(1, width // 8), max(1, height // 8)))
    photo.image.load()
    return photo.media_type, *(_swapped(photo.size) if photo.sideways else photo.size)


def copies(data: bytes) -> Iterable[tuple[bytes, bytes]]:
    """For each of `SIZES` its facts (`kind width height`) and its JPEG bytes; never enlarged."""
    picture = _rebuilt(_open(data))
    for size in SIZES:
        picture = _shrunk(picture, size.long_edge)  # each from the one before: a quarter the work
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=size.quality, subsampling="4:2:0")
        yield f"{size.kind} {picture.width} {picture.height}".encode(), out.getvalue()


@dataclass(frozen=True, slots=True)
class _Photo:
    """An opened file whose pixels are not decoded yet; `size` is that of the file, not upright."""

    image: Image.Image
    media_type: str
    size: tuple[int, int]
    orientation: int

    @property
    def sideways(self) -> bool:
        return self.orientation in _SIDEWAYS


def _open(data: bytes) -> _Photo:
    form, media_type = _kind(data)
    exif = b""
    if form == "JPEG":
        stripped = headers.strip(data)
        if stripped.scans > headers.MOST_SCANS:
            raise Problem("evidence.too_heavy")
        data, exif = stripped.data, stripped.exif
    elif form == "WEBP":
        _check_pixels(headers.webp_size(data), MOST_WEBP_PIXELS)
    image = Image.open(io.BytesIO(data), formats=(form,))
    _check_pixels(image.size, MOST_WEBP_PIXELS if form == "WEBP" else MOST_PIXELS)
    if getattr(image, "is_animated", False):
        raise Problem("evidence.animated")
    exif = exif or image.info.get("exif", b"")
    return _Photo(image, media_type, image.size, headers.orientation(exif))


def _kind(data: bytes) -> tuple[str, str]:
    """Pillow's name and the media type, by the first bytes."""
    if not data:
        raise Problem("evidence.empty")
    if len(data) > MOST_BYTES:
        raise Problem("evidence.too_large", limit_megabytes=MOST_BYTES // MEGABYTE)
    for magic, form, media_type in _MAGIC:
        if data.startswith(magic):
            return form, media_type
    raise Problem("evidence.unknown_type")


def _check_pixels(size: tuple[int, int], most_pixels: int) -> None:
    if size[0] * size[1] > most_pixels:
        raise _too_many(most_pixels)


def _too_many(most_pixels: int) -> Problem:
    return Problem("evidence.too_many_pixels", limit_megapixels=most_pixels // 1_000_000)


def _rebuilt(photo: _Photo) -> Image.Image:
    """Upright RGB pixels at the size of the largest copy or less, and nothing but pixels."""
    image = photo.image
    image.draft(None, _fitted(image.size, VIEW.long_edge))
    image.load()
    picture = _shrunk(_on_white(image), VIEW.long_edge)
    if photo.orientation in _UPRIGHT:
        picture = picture.transpose(_UPRIGHT[photo.orientation])
    picture.info.clear()  # all that Pillow could write besides pixels: comment, profile, EXIF
    return picture


def _on_white(image: Image.Image) -> Image.Image:
    """RGB over white; large images strip by strip, reduced at once, for the sake of memory."""
    factor = max(1, max(image.size) // _SPARE)
    if factor == 1:
        return _rgb(image)
    width, height = image.size
    rows = factor * max(1, _STRIP_PIXELS // (width * factor))
    canvas = Image.new("RGB", (-(-width // factor), -(-height // factor)))
    for top in range(0, height, rows):
        strip = _rgb(image.crop((0, top, width, min(top + rows, height))))
        canvas.paste(strip.reduce(factor), (0, top // factor))
    return canvas


def _rgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):  # 16-bit grey: its high byte
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if not image.has_transparency_data:
        # converting what is RGB already would copy it: a fifth of the work for a usual photo
        return image if image.mode == "RGB" else image.convert("RGB")
    layer = image.convert("RGBA")
    canvas = Image.new("RGB", layer.size, "white")
    canvas.paste(layer, mask=layer.getchannel("A"))
    return canvas


def _shrunk(image: Image.Image, long_edge: int) -> Image.Image:
    """`image` fitted to `long_edge`; itself when it is small enough."""
    size = _fitted(image.size, long_edge)
    if size == image.size:
        return image
    if (size[0] * 2, size[1] * 2) == image.size:
        # the mean of four: what the filter would give, at a fifth of its cost
        return image.reduce(2)
    # Halving by averages first costs a fifth of the filter and shows at no edge (1.2: 2.5 times).
    return image.resize(size, Image.Resampling.HAMMING, reducing_gap=1.2)


def _fitted(size: tuple[int, int], long_edge: int) -> tuple[int, int]:
    longest = max(size)
    if longest <= long_edge:
        return size
    width, height = (max(1, (2 * edge * long_edge + longest) // (2 * longest)) for edge in size)
    return width, height


def _swapped(size: tuple[int, int]) -> tuple[int, int]:
    return size[1], size[0]
