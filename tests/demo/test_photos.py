"""The demo's photos are what a phone would send."""

from datetime import datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from PIL import Image
from PIL.ExifTags import IFD, Base

from audit.demo.photos import SCENES, Shot, photo

TAKEN_AT = datetime(2026, 3, 2, 10, 5, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
HANGZHOU = (30.20812, 120.21194)


def shot(scene="lounge", seed=1, orientation=1):
    return Shot(scene, seed, TAKEN_AT, HANGZHOU, orientation)


def opened(data):
    return Image.open(BytesIO(data))


@pytest.mark.parametrize("scene", sorted(SCENES))
@pytest.mark.parametrize("orientation", [1, 6])
def test_every_scene_is_a_phone_photo(scene, orientation):
    data = photo(shot(scene, orientation=orientation))

    image = opened(data)
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (1600, 1200))
    assert 100_000 <= len(data) <= 350_000


@pytest.mark.parametrize("orientation", [1, 6, 8])
def test_exif_tells_device_time_place_and_orientation(orientation):
    exif = opened(photo(shot(orientation=orientation))).getexif()
    place = exif.get_ifd(IFD.GPSInfo)

    assert exif[Base.Orientation] == orientation
    assert exif[Base.Make] == "Wutong"
    assert exif.get_ifd(IFD.Exif)[Base.DateTimeOriginal] == "2026:03:02 10:05:30"
    assert exif.get_ifd(IFD.Exif)[Base.OffsetTimeOriginal] == "+08:00"
    assert (place[1], place[3]) == ("N", "E")
    assert degrees(place[2]) == pytest.approx(HANGZHOU[0], abs=1e-5)
    assert degrees(place[4]) == pytest.approx(HANGZHOU[1], abs=1e-5)


def degrees(parts):
    return sum(float(part) / 60**power for power, part in enumerate(parts))


def test_the_same_shot_gives_the_same_bytes_and_another_seed_others():
    first = photo(shot())

    assert photo(shot()) == first
    assert photo(shot(seed=2)) != first
