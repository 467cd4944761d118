"""T-D6 at the doors: an upload address is its owner's, for one photo, once, and reads nothing."""

import time
import uuid
from urllib.parse import parse_qs, urlsplit

from werkzeug.test import TestResponse

from tests.api.stock import Stock
from tests.world import World, announce, jpeg

PHOTO = jpeg(41)


def register(world: World, evidence_id: uuid.UUID) -> dict[str, object]:
    path = f"/api/v1/field/evidence/{evidence_id}"
    told = world.call("visitor", "PUT", path, announce(world.plan(), "R1", PHOTO))
    upload: dict[str, object] = told.json["upload"]
    return upload


def put(world: World, address: str, data: bytes) -> TestResponse:
    path = address.removeprefix(world.outside.config.public_url)
    headers = {"Content-Type": "image/jpeg"}
    return world.app.test_client().put(path, data=data, headers=headers)


def test_td6_an_address_of_one_tenant_opens_no_key_of_another(
    stock: Stock, stranger: Stock
) -> None:
    ours, theirs = uuid.uuid4(), uuid.uuid4()
    mine = urlsplit(str(register(stock.world, ours)["url"]))
    other = urlsplit(str(register(stranger.world, theirs)["url"]))

    swapped = put(stock.world, f"{other.path}?{mine.query}", PHOTO)

    assert (swapped.status_code, swapped.json["code"]) == (403, "store.bad_signature")


def test_td6_an_address_works_for_ten_minutes_at_most(world: World) -> None:
    query = parse_qs(urlsplit(str(register(world, uuid.uuid4())["url"])).query)

    left = int(query["expires"][0]) - time.time()

    assert 0 < left <= 600


def test_td6_after_the_photo_is_verified_its_address_changes_nothing(world: World) -> None:
    evidence_id = uuid.uuid4()
    address = str(register(world, evidence_id)["url"])
    put(world, address, PHOTO)
    path = f"/api/v1/field/evidence/{evidence_id}"
    before = world.call("visitor", "POST", f"{path}/verify").json

    other = put(world, address, PHOTO[:-1] + b"x")
    again = put(world, address, PHOTO)

    after = world.call("visitor", "GET", path).json
    assert other.status_code == 400
    assert again.status_code in (201, 409)
    assert (after["state"], after["receipt"]) == ("verified", before["receipt"])


def test_td6_nobody_reads_or_lists_where_uploads_go(world: World) -> None:
    address = str(register(world, uuid.uuid4())["url"])
    put(world, address, PHOTO)
    path = address.removeprefix(world.outside.config.public_url)

    answers = [
        world.call(role, "GET", each)
        for role in (None, "visitor", "tenant_admin")
        for each in (path, path.partition("?")[0], "/store/", "/store/quarantine")
    ]

    assert {answer.status_code for answer in answers} <= {404, 405}


def test_td6_a_photo_is_no_other_visitors_to_look_at(stock: Stock) -> None:
    world, evidence_id = stock.world, uuid.uuid4()
    register(world, evidence_id)
    path = f"/api/v1/field/evidence/{evidence_id}"

    answers = [world.call("second", "GET", path), world.call("second", "POST", f"{path}/verify")]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_td6_more_than_a_photo_may_have_is_never_announced(world: World) -> None:
    told = announce(world.plan(), "R1", PHOTO) | {"size_bytes": 5 * 1024**3}

    answer = world.call("visitor", "PUT", f"/api/v1/field/evidence/{uuid.uuid4()}", told)

    assert (answer.status_code, answer.json["problems"][0]["pointer"]) == (422, "/size_bytes")
