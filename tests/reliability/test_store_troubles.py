"""The store is away (T-C3) or full (T-C7): answers are taken, photos wait, no promise is false."""

import uuid
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from audit.app import create_app
from audit.evidence import sandbox
from audit.infra import store_s3
from audit.infra.config import Config
from audit.infra.db import db, unit_of_work
from audit.infra.failpoints import armed
from audit.jobs import handlers
from tests.counting import ask, rows, verbs
from tests.reliability.bad_bucket import MOODS, Bucket, bad_bucket
from tests.reliability.rig import KEYS, running
from tests.serving import Server
from tests.world import World, announce, jpeg, make_world

READY = "/health/ready"


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    """A bucket in memory; our patience with it is short, its silence longer."""
    monkeypatch.setattr(store_s3, "_READ_SECONDS", 0.3)
    monkeypatch.setattr(store_s3, "_ATTEMPTS", 2)
    with bad_bucket() as made:
        yield made


@pytest.fixture
def by_the_sea(database_url: str, bucket: Bucket) -> Iterator[World]:
    """A world whose photos lie in that bucket."""
    app = create_app(Config(database_url=database_url, store_url=bucket.url, **KEYS))
    with app.app_context():
        yield make_world(app)
        db.engine.dispose()


@pytest.mark.parametrize("mood", MOODS)
def test_tc3_answers_are_taken_and_photos_wait_while_the_bucket_is_ill(
    by_the_sea: World, bucket: Bucket, mood: str
) -> None:
    world, data, photo = by_the_sea, jpeg(), uuid.uuid4()
    visit_id, where = world.plan(), f"/api/v1/field/evidence/{photo}"
    told = world.call("visitor", "PUT", where, announce(visit_id, "R1", data))
    bucket.kept["/evidence/" + key_of(told.json["upload"]["url"])] = data  # the phone had sent it
    bucket.mood = mood

    taken = world.submit(visit_id, world.body((photo, data)))
    callback = world.submit(visit_id, world.callback())
    refused = world.call("visitor", "POST", f"{where}/verify")
    ready = world.call(None, "GET", READY)
    alive = world.call(None, "GET", "/health/live")
    meanwhile = ask(world, "SELECT state FROM evidence WHERE id = :e", e=photo)
    kept = dict(bucket.kept)
    bucket.mood = "well"
    with unit_of_work(world.tenant_id):
        handlers.sweep_visit(SimpleNamespace(store=world.outside.store), visit_id)

    assert (taken.status_code, callback.status_code) == (200, 200)
    assert taken.json["waiting_for"]["evidence"] == [str(photo)]
    assert (refused.status_code, refused.json["code"]) == (503, "store.unavailable")
    assert refused.headers["Retry-After"]
    assert alive.status_code == 200
    # readiness asks by HEAD, which has no body to be cut
    assert ("store" in ready.json["degraded"]) == (mood != "half")
    assert meanwhile == [("registered",)]
    assert data in kept.values(), "what the phone had sent was thrown away"
    assert world.visit(visit_id).state == "submitted"
    assert "store" not in world.call(None, "GET", READY).json["degraded"]
    assert world.call("visitor", "POST", f"{where}/verify").json["receipt"]
    assert verbs(world, photo) == {"evidence.verified": 1}


def key_of(url: str) -> str:
    return url.partition("/evidence/")[2].partition("?")[0]


FOLDER = ("begin", "written", "synced", "named", "done")


@pytest.mark.parametrize("step", FOLDER)
def test_tc7_a_full_folder_at_any_step_is_a_507_and_recovers_by_itself(
    world: World, step: str
) -> None:
    data, photo, visit_id = jpeg(), uuid.uuid4(), world.plan()
    where = f"/api/v1/field/evidence/{photo}"
    told = world.call("visitor", "PUT", where, announce(visit_id, "R1", data)).json
    before = rows(world)

    with armed(f"store.folder.{step}=enospc"):
        sent = world.upload(told["upload"], data)
    again = world.upload(told["upload"], data)
    with armed(f"store.folder.{step}=enospc"):
        judged = world.call("visitor", "POST", f"{where}/verify")
    meanwhile = rows(world)
    verified = world.call("visitor", "POST", f"{where}/verify")

    assert (sent.status_code, sent.json["code"]) == (507, "store.full")
    assert sent.headers["Retry-After"]
    assert again.status_code == 201
    assert (judged.status_code, judged.json["code"]) == (507, "store.full")
    assert meanwhile == before
    assert verified.json["receipt"]
    assert verbs(world, photo) == {"evidence.verified": 1}


def test_tc7_no_room_for_a_child_is_a_503_and_recovers_by_itself(world: World) -> None:
    data, photo, visit_id = jpeg(), uuid.uuid4(), world.plan()
    where = f"/api/v1/field/evidence/{photo}"
    told = world.call("visitor", "PUT", where, announce(visit_id, "R1", data)).json
    world.upload(told["upload"], data)
    sandbox.close()

    with armed("child.begin=enospc"):
        refused = world.call("visitor", "POST", f"{where}/verify")
    verified = world.call("visitor", "POST", f"{where}/verify")

    assert (refused.status_code, refused.json["code"]) == (503, "evidence.cannot_examine")
    assert verified.json["receipt"]


def test_tc7_a_full_log_keeps_nobody_from_being_served(world: World) -> None:
    visit_id, token = world.plan(), world.tokens["visitor"]
    path = f"/api/v1/field/visits/{visit_id}/submissions/{uuid.uuid4()}"
    with running(world.app, full_log=True) as program:
        asked = Server(program.port).ask(token, "GET", "/api/v1/field/visits")
        body = world.body((uuid.uuid4(), b"declared"))
        taken = [Server(program.port).ask(token, "PUT", path, body) for _ in range(2)]

    assert asked.status == 200
    assert [said.status for said in taken] == [200, 200]
    assert taken[0].json["receipt"] == taken[1].json["receipt"]
