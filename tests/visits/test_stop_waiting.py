"""Who stops waiting for photos first looks whether they have come after all (model 3)."""

import uuid

from tests.counting import ask
from tests.world import World, announce, jpeg

PHOTO = jpeg(55)


def uploaded(world: World, visit_id: uuid.UUID) -> uuid.UUID:
    """A photo whose bytes are here and whose phone fell silent before it asked for a verdict."""
    evidence_id = uuid.uuid4()
    path = f"/api/v1/field/evidence/{evidence_id}"
    told = world.call("visitor", "PUT", path, announce(visit_id, "R1", PHOTO))
    world.upload(told.json["upload"], PHOTO)
    return evidence_id


def test_a_photo_that_was_uploaded_is_verified_and_not_called_absent(world: World) -> None:
    visit_id = world.plan()
    evidence_id = uploaded(world, visit_id)
    world.submit(visit_id, world.body((evidence_id, PHOTO)))

    said = world.act("quality_manager", visit_id, "complete")

    assert (said.status_code, said.json["state"]) == (200, "submitted")
    assert ask(world, "SELECT state FROM evidence") == [("verified",)]
    assert ask(world, "SELECT code FROM flag") == []


def test_where_that_was_all_that_was_missing_no_answer_is_closed(world: World) -> None:
    visit_id = world.plan()
    evidence_id = uploaded(world, visit_id)
    world.submit(visit_id, world.body((evidence_id, PHOTO)))
    world.submit(visit_id, world.callback())

    said = world.act("quality_manager", visit_id, "complete")

    causes = ask(world, "SELECT cause FROM revision ORDER BY number")
    assert (said.status_code, said.json["state"]) == (200, "submitted")
    assert causes == [("onsite",), ("callback",)]
    assert ask(world, "SELECT verb FROM decision") == [("complete",)]


def test_a_photo_that_never_came_is_still_flagged(world: World) -> None:
    visit_id, evidence_id = world.plan(), uuid.uuid4()
    world.submit(visit_id, world.body((evidence_id, PHOTO)))

    said = world.act("quality_manager", visit_id, "complete")

    assert (said.status_code, said.json["state"]) == (200, "submitted")
    assert ask(world, "SELECT code FROM flag") == [("evidence_absent",)]


def test_a_photo_that_is_none_is_refused_and_flagged(world: World) -> None:
    visit_id, evidence_id, data = world.plan(), uuid.uuid4(), b"no photo at all"
    path = f"/api/v1/field/evidence/{evidence_id}"
    told = world.call("visitor", "PUT", path, announce(visit_id, "R1", data))
    world.upload(told.json["upload"], data)
    world.submit(visit_id, world.body((evidence_id, data)))

    said = world.act("quality_manager", visit_id, "complete")

    assert said.status_code == 200
    assert ask(world, "SELECT state FROM evidence") == [("refused",)]
    assert ask(world, "SELECT code FROM flag") == [("evidence_absent",)]
