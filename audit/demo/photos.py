"""The demo's phone camera.

Promise: `photo` answers a JPEG as a phone would have sent it: 1600 x 1200 stored pixels, grain,
vignette, a hand that is never quite level, EXIF with device, time, place and orientation. The
same shot gives the same bytes. Read `photo`; `SCENES` names what can be photographed.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from io import BytesIO
from statistics import NormalDist

from PIL import Image, ImageChops
from PIL.ExifTags import IFD, Base
from PIL.TiffImagePlugin import IFDRational

from audit.demo.canvas import Canvas
from audit.demo.cars import dashboard, panel, seat
from audit.demo.dice import dice
from audit.demo.goods import parts
from audit.demo.lounges import drinks, lounge
from audit.demo.papers import bill, quote, walkround
from audit.demo.rooms import arrival, bay, delivery, desk
from audit.demo.yard import entrance

SCENES: Mapping[str, Callable[[Canvas], None]] = {
    "arrival": arrival,
    "bay": bay,
    "bill": bill,
    "dashboard": dashboard,
    "delivery": delivery,
    "desk": desk,
    "drinks": drinks,
    "entrance": entrance,
    "lounge": lounge,
    "panel": panel,
    "parts": parts,
    "quote": quote,
    "seat": seat,
    "walkround": walkround,
}
_SIZE = (1600, 1200)
_MARGIN = 48  # drawn around the picture, so that a turned one has no bare corners
_MAKE, _MODEL = "Wutong", "WT-7 Pro"  # no such phone
# How a stored image got there from the upright one: the inverse of what EXIF asks a viewer to do.
_STORED = {6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}


@dataclass(frozen=True, slots=True)
class Shot:
    """One press of the shutter. `taken_at` is aware; WGS-84 degrees; EXIF orientation 1, 6 or 8."""

    scene: str
    seed: int
    taken_at: datetime
    place: tuple[float, float]
    orientation: int = 1


def photo(shot: Shot) -> bytes:
    """JPEG of `shot`, 100 to 350 kB."""
    chance = dice("photo", shot.scene, shot.seed)
    upright = shot.orientation not in _STORED
    size = _SIZE if upright else _SIZE[::-1]
    canvas = Canvas((size[0] + 2 * _MARGIN, size[1] + 2 * _MARGIN), chance)
    SCENES[shot.scene](canvas)
    image = _held_by_hand(canvas.image, chance.uniform(-0.04, 0.04), size)
    if not upright:
        image = image.transpose(_STORED[shot.orientation])
    image = ImageChops.multiply(image, _vignette(chance.randrange(3)))
    image = ImageChops.add(image, _grain(chance.randrange(3)), 1, -128)
    out = BytesIO()
    image.save(out, "JPEG", quality=chance.randint(76, 82), exif=_exif(shot))
    return out.getvalue()


def _held_by_hand(image: Image.Image, slope: float, size: tuple[int, int]) -> Image.Image:
    """The middle of `image`, turned a little (`slope` is the tangent of the angle) and soft.

    Two shears made of blocks moved by whole pixels, then the image laid over itself a pixel apart:
    a sixth of the time that a bilinear transform takes.
    """
    wide, tall = image.size
    leaning = Image.new("RGB", image.size)
    for shift, (top, bottom) in _blocks(tall, slope):
        leaning.paste(image.crop((0, top, wide, bottom)), (shift, top))
    turned = Image.new("RGB", image.size)
    for shift, (left, right) in _blocks(wide, -slope):
        turned.paste(leaning.crop((left, 0, right, tall)), (left, shift))
    x, y = (wide - size[0]) // 2, (tall - size[1]) // 2
    one, other = (turned.crop((x + n, y + n, x + n + size[0], y + n + size[1])) for n in (0, 1))
    return Image.blend(one, other, 0.5)


def _blocks(length: int, slope: float) -> Iterator[tuple[int, tuple[int, int]]]:
    """How far each stretch of `length` pixels moves so that the whole leans by `slope`."""
    most = round(length * abs(slope) / 2)
    for step in range(-most, most + 1):
        start, end = ((step + most + n) * length // (2 * most + 1) for n in (0, 1))
        yield (step if slope > 0 else -step), (start, end)


@cache
def _vignette(tint: int) -> Image.Image:
    """Darker towards the corners; three white balances: neutral, warm, cool."""
    levels = Image.radial_gradient("L").point(
        [round(255 - 88 * (level / 255) ** 2.2) for level in range(256)]
    )
    bands = ((1.0, 1.0, 1.0), (1.0, 0.975, 0.92), (0.945, 0.98, 1.0))[tint]
    dimmed = [levels.point([round(v * band) for v in range(256)]) for band in bands]
    return Image.merge("RGB", dimmed).resize(_SIZE, Image.Resampling.BILINEAR)


@cache
def _grain(sheet: int) -> Image.Image:
    """Sensor noise about 128. Not `Image.effect_noise`: that draws from C's global generator."""
    bell = NormalDist(128, 5.5)
    levels = [round(bell.inv_cdf((byte + 0.5) / 256)) for byte in range(256)]
    pixels = dice("grain", sheet).randbytes(_SIZE[0] * _SIZE[1])
    brightness = Image.frombytes("L", _SIZE, pixels).point(levels)
    colour = brightness.resize((400, 300), box=(0, 0, 400, 300)).resize(_SIZE)
    return Image.merge("RGB", (brightness, ImageChops.blend(brightness, colour, 0.3), brightness))


def _exif(shot: Shot) -> Image.Exif:
    exif = Image.Exif()
    exif[Base.Make], exif[Base.Model] = _MAKE, _MODEL
    exif[Base.Orientation] = shot.orientation
    exif[Base.DateTime] = shot.taken_at.strftime("%Y:%m:%d %H:%M:%S")
    exif.get_ifd(IFD.Exif).update(
        {
            Base.DateTimeOriginal: exif[Base.DateTime],
            Base.OffsetTimeOriginal: shot.taken_at.strftime("%z")[:3] + ":00",
            Base.FNumber: IFDRational(18, 10),
        }
    )
    lat, lon = shot.place
    exif.get_ifd(IFD.GPSInfo).update(
        {1: "N" if lat >= 0 else "S", 2: _sexagesimal(lat), 3: "E" if lon >= 0 else "W"}
        | {4: _sexagesimal(lon), 18: "WGS-84"}
    )
    return exif


def _sexagesimal(degrees: float) -> tuple[IFDRational, IFDRational, IFDRational]:
    """Degrees, minutes, hundredths of a second, as EXIF writes them."""
    hundredths = round(abs(degrees) * 360_000)
    minutes, rest = divmod(hundredths, 6_000)
    whole, minutes = divmod(minutes, 60)
    return IFDRational(whole), IFDRational(minutes), IFDRational(rest, 100)
