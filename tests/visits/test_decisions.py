"""What the desk is told beside the answers: who decided what, and what a visit waits for."""

import uuid
from typing import Any

from tests.infra.filled import as_owner
from tests.world import World


def told(world: World, visit_id: uuid.UUID, tail: str, role: str = "quality_manager") -> Any:
    return world.call(role, "GET", f"/api/v1/desk/visits/{visit_id}/{tail}").json


def test_who_approved_and_why_it_was_voided_stays_to_be_read(world: World) -> None:
    visit_id = world.submitted()
    world.act("reviewer", visit_id, "approve")
    world.act("quality_manager", visit_id, "void", {"reason": "the shop knew of it"})

    first, second = told(world, visit_id, "decisions", "planner")["items"]

    assert (first["verb"], first["by"], first["reason"]) == ("approve", "reviewer", None)
    assert (second["verb"], second["by"]) == ("void", "quality_manager")
    assert (second["reason"], second["revision"]) == ("the shop knew of it", first["revision"])


def test_the_decision_of_somebody_who_has_left_keeps_its_place_without_a_name(
    world: World,
) -> None:
    visit_id = world.submitted()
    world.act("reviewer", visit_id, "approve")
    person = world.actors["reviewer"].person_id
    as_owner("DELETE FROM membership WHERE person_id = %s", person, table="membership")

    (only,) = told(world, visit_id, "decisions")["items"]

    assert (only["verb"], only["by"]) == ("approve", None)


def test_what_a_visit_waits_for_is_told_until_nothing_is_left(world: World) -> None:
    visit_id, photo = world.plan(), b"never sent"
    announced = world.photo(visit_id, "R1", photo)
    world.submit(visit_id, world.body((announced, photo)))

    before = told(world, visit_id, "waiting", "reviewer")
    world.act("quality_manager", visit_id, "complete")

    assert before == {"evidence": [str(announced)], "parts": ["callback"]}
    assert told(world, visit_id, "waiting") == {"evidence": [], "parts": []}
