"""Row `photos`: a phone's photo verified, turned upright and rebuilt in three sizes.

Measured: `Sandbox.examine` and `Sandbox.make_copies` (1600, 640 and 320 px), which is all that the
web process and the worker do with the bytes, pipe to the child included. Photos are the demo's:
one camera, grain, EXIF, one in three sideways; the 12 MP ones are the same scenes at 4000 x 3000.
Baselines by simplejpeg (libjpeg-turbo) in this process: for 1600 px, the real load, a full decode
and one encode; for 12 MP a decode at half scale. The rate is that of two children, two threads.
"""

import io
import statistics
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime

import simplejpeg  # type: ignore[import-untyped]  # ships no types
from PIL import Image

from audit.demo.photos import Shot, photo
from audit.evidence.sandbox import Facts, Sandbox
from bench.rounds import paired, timed
from bench.table import Line, absolute, compared

SCENES = ("desk", "bay", "lounge", "dashboard", "parts", "arrival")
TURNS = (1, 6, 1, 1, 6, 1)  # EXIF orientation: a third is taken upright
LARGE = (4000, 3000)
TAKEN, PLACE = datetime(2026, 11, 12, 10, tzinfo=UTC), (31.23, 121.47)
RATE_PHOTOS, RATE_ROUNDS = 48, 7


def measure() -> list[Line]:
    """The ratios of both sizes, and the rate on two cores."""
    small = [
        photo(Shot(scene, 1, TAKEN, PLACE, turn)) for scene, turn in zip(SCENES, TURNS, strict=True)
    ]
    large = [_enlarged(each) for each in small[:3]]
    with closing(Sandbox()) as one:
        usual = paired(
            lambda: _take_in(one, small), lambda: _decode_and_encode(small), rounds=15, seconds=20
        )
        twelve = paired(
            lambda: _take_in(one, large), lambda: _decode_half(large), rounds=10, seconds=20
        )
    return [
        compared("photos", f"{len(small)} photos of 1600 px, three copies each", usual, 2.5),
        compared("photos", f"{len(large)} photos of 12 MP, three copies each", twelve, 5),
        absolute("photos", "photos of 1600 px a second, two children", _rate(small), "/s", -20),
    ]


def _enlarged(data: bytes) -> bytes:
    """The same scene as a camera of 12 megapixels stores it, EXIF and all."""
    image = Image.open(io.BytesIO(data))
    out = io.BytesIO()
    image.resize(LARGE, Image.Resampling.BICUBIC).save(
        out, "JPEG", quality=88, exif=image.info["exif"]
    )
    return out.getvalue()


def _take_in(sandbox: Sandbox, photos: Sequence[bytes]) -> None:
    for data in photos:
        if not isinstance(sandbox.examine(data), Facts) or len(sandbox.make_copies(data)) != 3:
            raise AssertionError("an honest photo was refused")


def _decode_and_encode(photos: Sequence[bytes]) -> None:
    for data in photos:
        pixels = simplejpeg.decode_jpeg(data, "RGB")
        simplejpeg.encode_jpeg(pixels, quality=85, colorspace="RGB", colorsubsampling="420")


def _decode_half(photos: Sequence[bytes]) -> None:
    for data in photos:
        simplejpeg.decode_jpeg(data, "RGB", min_height=LARGE[1] // 2, min_width=LARGE[0] // 2)


def _rate(photos: Sequence[bytes]) -> float:
    """The median of the rounds; a round is `RATE_PHOTOS` photos by two threads."""
    many = [[photos[number % len(photos)]] for number in range(RATE_PHOTOS)]
    with closing(Sandbox(2)) as both, ThreadPoolExecutor(2) as pool:
        times = [
            timed(lambda: [*pool.map(lambda one: _take_in(both, one), many)])
            for _ in range(RATE_ROUNDS + 1)
        ]
    return RATE_PHOTOS / statistics.median(times[1:])
