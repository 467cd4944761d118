"""Photos from promise to proof, on both stores: what is receipted is there, byte for byte."""

import io
import random
import uuid
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image

from audit.app import create_app
from audit.evidence.service import content_key
from audit.infra.config import Config
from audit.infra.db import db, unit_of_work
from audit.infra.store import Store, Upload
from audit.infra.store_folder import FolderStore
from audit.jobs.handlers import copy_photo
from audit.problems import Problem
from tests.conftest import KEYS
from tests.counting import ask, jobs, verbs
from tests.evidence.pictures import CANARY, encoded, scene, tattling_jpeg
from tests.serving import together
from tests.stores import send
from tests.world import World, announce, jpeg, make_world


@pytest.fixture(params=["folder", "s3"])
def world(request, database_url, tmp_path):
    """A tenant of a program with either store."""
    url = request.getfixturevalue("s3_url") if request.param == "s3" else f"folder:{tmp_path}"
    app = create_app(Config(database_url=database_url, store_url=url, pool_size=20, **KEYS))
    with app.app_context():
        yield make_world(app)
        db.engine.dispose()


def store_of(world: World) -> Store:
    return world.outside.store


def ask_for(world: World, method: str, photo: uuid.UUID, end: str = "", body: Any = None) -> Any:
    return world.call("visitor", method, f"/api/v1/field/evidence/{photo}{end}", body)


def put(world: World, upload: dict[str, Any], data: bytes) -> int:
    """Send bytes to an upload address, wherever it leads; the status."""
    if upload["url"].startswith(world.outside.config.public_url):
        return world.upload(upload, data).status_code
    return send(Upload(upload["url"], upload["headers"]), data).status


def uploaded(
    world: World, visit_id: uuid.UUID, item: str, data: bytes, **changes: Any
) -> uuid.UUID:
    """A photo announced and uploaded, not verified."""
    photo = uuid.uuid4()
    told = ask_for(world, "PUT", photo, body=announce(visit_id, item, data, **changes))
    assert put(world, told.json["upload"], data) in (200, 201)
    return photo


def damage(store: Store, key: str, data: bytes) -> None:
    """Change what is stored behind the store's back."""
    if isinstance(store, FolderStore):
        store._path(key).write_bytes(data)
    else:
        store._client.put_object(Bucket=store._bucket, Key=key, Body=data)


def test_a_photo_is_announced_uploaded_and_verified_with_a_receipt_for_ever(world: World) -> None:
    visit_id, data = world.plan(), jpeg()
    photo = uploaded(world, visit_id, "R1", data)

    said = ask_for(world, "POST", photo, "/verify").json
    again = ask_for(world, "POST", photo, "/verify").json
    shown = ask_for(world, "GET", photo).json

    assert said == again == shown
    assert (said["state"], said["upload"], said["refusal"]) == ("verified", None, None)
    facts = {key: said["receipt"][key] for key in ("evidence", "sha256", "verified_at", "seq")}
    assert world.outside.signer.sign(facts) == said["receipt"]["signature"]
    with unit_of_work(world.tenant_id):
        assert store_of(world).read(content_key(facts["sha256"]), 10**7) == data
    assert verbs(world, photo) == {"evidence.verified": 1}
    assert world.visit(visit_id).state == "assigned"


def test_a_photo_larger_than_any_json_we_take_is_accepted(world: World) -> None:
    noise = Image.frombytes("RGB", (1600, 1200), random.Random(7).randbytes(5_760_000))
    data = encoded(noise, quality=97)
    assert len(data) > world.outside.config.body_bytes
    photo = uploaded(world, world.plan(), "R1", data)

    told = ask_for(world, "POST", photo, "/verify").json

    assert told["state"] == "verified"


def test_announcing_again_is_fine_and_gives_an_address_while_the_bytes_are_missing(
    world: World,
) -> None:
    visit_id, data, photo = world.plan(), jpeg(), uuid.uuid4()
    body = announce(visit_id, "R1", data)

    said = [ask_for(world, "PUT", photo, body=body).json for _ in range(2)]
    said.append(ask_for(world, "GET", photo).json)

    assert {each["state"] for each in said} == {"registered"}
    assert put(world, said[2]["upload"], data) in (200, 201)
    assert len(ask(world, "SELECT id FROM evidence")) == 1


def test_before_its_bytes_are_there_a_photo_cannot_be_verified(world: World) -> None:
    visit_id, data, photo = world.plan(), jpeg(), uuid.uuid4()
    ask_for(world, "PUT", photo, body=announce(visit_id, "R1", data))

    said = ask_for(world, "POST", photo, "/verify")

    assert (said.status_code, said.json["code"]) == (409, "evidence.not_uploaded")
    assert ask_for(world, "GET", photo).json["state"] == "registered"


def test_other_bytes_than_announced_are_not_taken_by_the_address(world: World) -> None:
    visit_id, data, photo = world.plan(), jpeg(), uuid.uuid4()
    upload = ask_for(world, "PUT", photo, body=announce(visit_id, "R1", data)).json["upload"]
    flipped = data[:-3] + bytes([data[-3] ^ 1]) + data[-2:]

    statuses = [put(world, upload, wrong) for wrong in (flipped, data[:-1], data + b"\0")]

    assert all(400 <= status < 500 for status in statuses), statuses
    assert put(world, upload, data) in (200, 201)


def test_wrong_bytes_that_a_store_let_in_are_thrown_away_and_may_be_sent_again(
    world: World,
) -> None:
    visit_id, data = world.plan(), jpeg()
    photo = uploaded(world, visit_id, "R1", data)
    damage(store_of(world), f"quarantine/{world.tenant_id}/{photo}", data[:-1] + b"\0")

    wrong = ask_for(world, "POST", photo, "/verify")
    upload = ask_for(world, "GET", photo).json["upload"]
    sent = put(world, upload, data)

    assert (wrong.status_code, wrong.json["code"]) == (409, "evidence.wrong_hash")
    assert sent in (200, 201)
    assert ask_for(world, "POST", photo, "/verify").json["state"] == "verified"


@pytest.mark.parametrize(("language", "words"), [("zh-CN", "请重新拍摄"), ("en", "Take it again")])
def test_a_truncated_photo_is_refused_for_good_with_the_reason_in_the_readers_language(
    world: World, language, words
) -> None:
    visit_id, data = world.plan(), jpeg()
    photo = uploaded(world, visit_id, "R1", data[: len(data) // 2])

    said = ask_for(world, "POST", photo, f"/verify?lang={language}").json
    again = ask_for(world, "POST", photo, f"/verify?lang={language}").json

    assert said == again
    assert (said["state"], said["receipt"]) == ("refused", None)
    assert said["refusal"]["code"] == "evidence.damaged"
    assert words in said["refusal"]["detail"]
    assert verbs(world, photo) == {"evidence.refused": 1}


def test_ta11_the_same_bytes_fill_two_items_of_two_visits_under_two_types(world: World) -> None:
    visits, data = [world.plan(), world.plan()], encoded(scene(), "PNG")
    photos = [
        uploaded(world, visit_id, item, data, type=kind)
        for visit_id in visits
        for item, kind in (("R1", "image/png"), ("R2", "image/jpeg"))
    ]

    said = [ask_for(world, "POST", photo, "/verify").json["state"] for photo in photos]
    for photo in photos:
        copy(world, photo)

    assert said == ["verified"] * 4
    assert [row.media_type for row in ask(world, "SELECT media_type FROM blob")] == ["image/png"]
    assert len(ask(world, "SELECT kind FROM copy")) == 3
    path = f"/api/v1/desk/visits/{visits[0]}/evidence/{photos[1]}/original"
    original = world.call("reviewer", "GET", path)
    assert (original.data, original.mimetype) == (data, "image/png")


def test_ta12_a_late_put_changes_nothing_of_a_verified_photo(world: World) -> None:
    visit_id, data, other, photo = world.plan(), jpeg(), jpeg(), uuid.uuid4()
    upload = ask_for(world, "PUT", photo, body=announce(visit_id, "R1", data)).json["upload"]
    put(world, upload, data)
    receipt = ask_for(world, "POST", photo, "/verify").json["receipt"]
    longer = other[: len(data)].ljust(len(data), b"\0")

    late = [put(world, upload, longer), put(world, upload, other)]
    renamed = ask_for(world, "PUT", photo, body=announce(visit_id, "R1", other))

    assert all(400 <= status < 500 for status in late), late
    assert (renamed.status_code, renamed.json["code"]) == (409, "evidence.other_content")
    assert ask_for(world, "POST", photo, "/verify").json["receipt"] == receipt
    path = f"/api/v1/desk/visits/{visit_id}/evidence/{photo}/original"
    assert world.call("reviewer", "GET", path).data == data


def test_two_phones_that_verify_at_once_get_the_same_receipt(world: World) -> None:
    visit_id, data = world.plan(), jpeg()
    photo = uploaded(world, visit_id, "R1", data)

    said = together([partial(ask_for, world, "POST", photo, "/verify")] * 8)

    assert {each.status_code for each in said} == {200}
    assert len({each.json["receipt"]["signature"] for each in said}) == 1
    assert verbs(world, photo) == {"evidence.verified": 1}
    assert jobs(world)["evidence.verified"] == 1


def test_the_same_photos_of_many_visits_are_verified_at_once_without_waiting_for_each_other(
    world: World,
) -> None:
    shots = [jpeg(), jpeg()]
    photos = [uploaded(world, world.plan(), "R1", shots[n % 2]) for n in range(8)]

    said = together([partial(ask_for, world, "POST", photo, "/verify") for photo in photos])

    assert {each.json["state"] for each in said} == {"verified"}
    assert len(ask(world, "SELECT sha256 FROM blob")) == 2


def copy(world: World, photo: uuid.UUID) -> None:
    """What the worker does after a photo is verified."""
    with unit_of_work(world.tenant_id):
        copy_photo(SimpleNamespace(store=store_of(world)), photo)


def test_the_worker_makes_three_copies_that_carry_nothing_but_pixels(world: World) -> None:
    photo = uploaded(world, world.plan(), "R1", tattling_jpeg(orientation=6))
    ask_for(world, "POST", photo, "/verify")

    copy(world, photo)
    copy(world, photo)

    rows = ask(world, "SELECT kind, sha256, width, height FROM copy ORDER BY size_bytes DESC")
    assert [(row.kind, row.width, row.height) for row in rows] == [
        ("view", 600, 800),
        ("print", 480, 640),
        ("thumb", 240, 320),
    ]
    for row in rows:
        made = store_of(world).read(f"{world.tenant_id}/{row.sha256}", 10**7)
        assert CANARY not in made
        assert all(name.startswith("jfif") for name in Image.open(io.BytesIO(made)).info)


@pytest.mark.parametrize("lost", [False, True])
def test_tc11_what_is_damaged_or_gone_in_the_store_is_found_and_not_given_out(
    world: World, lost
) -> None:
    visit_id, data = world.plan(), jpeg()
    photo = uploaded(world, visit_id, "R1", data)
    sha256 = ask_for(world, "POST", photo, "/verify").json["receipt"]["sha256"]
    world.submit(visit_id, world.body((photo, data)))
    world.submit(visit_id, world.callback())
    world.act("reviewer", visit_id, "approve")
    key = f"{world.tenant_id}/{sha256}"
    if lost:
        store_of(world).delete(key)
    else:
        damage(store_of(world), key, data[:-9] + bytes([data[-9] ^ 1]) + data[-8:])

    path = f"/api/v1/desk/visits/{visit_id}/evidence/{photo}/original"
    original = world.call("reviewer", "GET", path)
    published = world.act("publisher", visit_id, "publish")
    with pytest.raises(Problem) as copying:
        copy(world, photo)

    assert [each.json["code"] for each in (original, published)] == ["evidence.lost"] * 2
    assert copying.value.code == "evidence.lost"
    assert world.visit(visit_id).state == "approved"
