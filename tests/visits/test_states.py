"""T-B6, T-B9, T-B1: which way a visit may move, who may move it, and that two never both do.

The table stands here again, written out by hand from model 3: the program's own is what is tested.
"""

import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from audit.infra.db import db, unit_of_work
from audit.infra.events import EventRow
from audit.people.actor import ROLES, Membership
from audit.visits.models import Decision, Publication, Visit
from tests.api.stock import grant, join, visit_in
from tests.infra.filled import as_owner
from tests.world import World, make_world

STATES = ("planned", "assigned", "accepted", "in_progress", "submitted", "second_review",
          "returned", "approved", "published", "expired", "cancelled", "void")  # fmt: skip
WHO = {
    "assign": "planner",
    "complete": "quality_manager",
    "approve": "reviewer",
    "publish": "publisher",
    "void": "quality_manager",
}
LEGAL = {
    ("planned", "assign"): "assigned",
    ("expired", "assign"): "assigned",
    ("in_progress", "complete"): "submitted",
    ("submitted", "approve"): "approved",
    ("approved", "publish"): "published",
    ("in_progress", "void"): "void",
    ("returned", "void"): "void",
    ("submitted", "void"): "void",
    ("second_review", "void"): "void",
    ("approved", "void"): "void",
    ("published", "void"): "void",
}


@dataclass(frozen=True)
class Trace:
    """All that a verb may leave behind."""

    visit: dict[str, Any]
    events: int
    decisions: int
    publications: int
    jobs: int


@pytest.fixture(scope="module")
def town(app: Flask) -> World:
    """One tenant for all cells; each has a visit of its own."""
    with app.app_context():
        return make_world(app)


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def trace(world: World, visit_id: uuid.UUID) -> Trace:
    with unit_of_work(world.tenant_id):
        visit = db.session.get_one(Visit, (world.tenant_id, visit_id))
        columns = {column.key: getattr(visit, column.key) for column in sa.inspect(Visit).columns}
        counts = [db.session.scalar(sa.select(sa.func.count()).select_from(model))
                  for model in (EventRow, Decision, Publication)]  # fmt: skip
        jobs = db.session.scalar(sa.text("SELECT count(*) FROM queue.procrastinate_jobs"))
    return Trace(columns, *counts, jobs)


def put_into(world: World, state: str) -> uuid.UUID:
    """A visit in `state`: the way visits come there, or by hand where nothing leads there yet."""
    if state in ("planned", "assigned", "in_progress", "submitted", "approved", "published"):
        return visit_in(world, state)
    visit_id = visit_in(world, "submitted")
    values = {"state": state, "counted": state != "void"}
    with unit_of_work(world.tenant_id):
        db.session.execute(sa.update(Visit).where(Visit.id == visit_id).values(**values))
    return visit_id


def body_of(world: World, verb: str) -> Any:
    bodies = {"assign": {"visitor_id": str(world.visitor_id)}, "void": {"reason": "wrong dealer"}}
    return bodies.get(verb)


@pytest.mark.parametrize("verb", WHO)
@pytest.mark.parametrize("state", STATES)
def test_tb6_only_the_listed_moves_happen_and_only_by_whom_they_belong_to(
    town: World, state: str, verb: str
) -> None:
    visit_id = put_into(town, state)
    before, body = trace(town, visit_id), body_of(town, verb)

    refused = {role: town.act(role, visit_id, verb, body).status_code
               for role in ROLES if role != WHO[verb]}  # fmt: skip
    after_refusals = trace(town, visit_id)
    answer = town.act(WHO[verb], visit_id, verb, body)
    after = trace(town, visit_id)

    assert set(refused.values()) == {403}
    assert after_refusals == before
    if (state, verb) in LEGAL:
        assert (answer.status_code, after.visit["state"]) == (200, LEGAL[state, verb])
        assert answer.headers["ETag"] == f'"{after.visit["row_version"]}"'
        assert after.visit["row_version"] > before.visit["row_version"]
        assert after.events == before.events + 1
    else:
        assert (answer.status_code, answer.json["code"]) == (409, "visit.wrong_state")
        assert after == before


@pytest.mark.parametrize("verb", WHO)
@pytest.mark.parametrize(
    ("given", "status", "code"),
    [
        (None, 428, "request.if_match_needed"),
        ('"99"', 412, "request.stale"),
        ('"not-a-number"', 412, "request.stale"),
        ('W/"1"', 412, "request.stale"),
        ("*", 412, "request.stale"),
        ('"1", "2"', 412, "request.stale"),
    ],
)
def test_tb6_a_verb_wants_the_etag_of_now(
    town: World, verb: str, given: str | None, status: int, code: str
) -> None:
    state = next(state for state, action in LEGAL if action == verb)
    visit_id = put_into(town, state)
    before, path = trace(town, visit_id), f"/api/v1/desk/visits/{visit_id}/{verb}"

    headers = {"If_Match": given} if given else {}
    answer = town.call(WHO[verb], "POST", path, body_of(town, verb), **headers)

    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert trace(town, visit_id) == before


def test_what_can_never_be_done_is_said_before_what_is_stale(town: World) -> None:
    visit_id = put_into(town, "published")

    answer = town.call(
        "reviewer", "POST", f"/api/v1/desk/visits/{visit_id}/approve", If_Match='"99"'
    )

    assert (answer.status_code, answer.json["code"]) == (409, "visit.wrong_state")


@pytest.mark.parametrize("reason", ["", " \n", "x" * 2001, 7, None])
def test_a_void_without_its_reason_moves_nothing(town: World, reason: object) -> None:
    visit_id = put_into(town, "submitted")
    before = trace(town, visit_id)

    answer = town.act("quality_manager", visit_id, "void", {"reason": reason})

    assert (answer.status_code, answer.json["problems"][0]["pointer"]) == (422, "/reason")
    assert trace(town, visit_id) == before


def test_a_void_visit_no_longer_counts_and_says_why(town: World) -> None:
    visit_id = put_into(town, "published")

    answer = town.act("quality_manager", visit_id, "void", {"reason": "wrong dealer"})

    with unit_of_work(town.tenant_id):
        decision = db.session.scalars(
            sa.select(Decision).where(Decision.visit_id == visit_id, Decision.verb == "void")
        ).one()
    assert (answer.json["state"], answer.json["counted"]) == ("void", False)
    assert (decision.reason, decision.person_id) == (
        "wrong dealer",
        town.actors["quality_manager"].person_id,
    )


def test_tb9_nobody_approves_their_own_visit_also_when_they_became_a_reviewer(
    world: World,
) -> None:
    visit_id = put_into(world, "submitted")
    person = world.actors["visitor"].person_id
    as_owner("DELETE FROM membership WHERE person_id = %s", person, table="membership")
    with unit_of_work(world.tenant_id):
        grant(person, Membership("reviewer", "tenant"))
    before = trace(world, visit_id)

    own = world.act("visitor", visit_id, "approve")
    unchanged = trace(world, visit_id) == before
    others = world.act("reviewer", visit_id, "approve")

    assert (own.status_code, own.json["code"]) == (409, "visit.own")
    assert unchanged
    assert others.status_code == 200


def test_tb9_who_approved_does_not_publish_under_another_role(town: World) -> None:
    person = join(town, "reviewer", "two-hats").person_id
    with unit_of_work(town.tenant_id):
        grant(person, Membership("publisher", "tenant"))
    visit_id = put_into(town, "submitted")
    town.act("two-hats", visit_id, "approve")
    before = trace(town, visit_id)

    own = town.act("two-hats", visit_id, "publish")
    unchanged = trace(town, visit_id) == before
    others = town.act("publisher", visit_id, "publish")

    assert (own.status_code, own.json["code"]) == (409, "visit.approved_by_you")
    assert unchanged
    assert others.status_code == 200


def at_once(times: int, world: World, visit_id: uuid.UUID, verb: str) -> list[tuple[int, str]]:
    """The same verb from so many people at the same moment, all with the ETag of before."""
    tag, answers = f'"{world.visit(visit_id).row_version}"', []
    start, path = threading.Barrier(times), f"/api/v1/desk/visits/{visit_id}/{verb}"

    def press_the_button() -> None:
        start.wait()
        answer = world.call(WHO[verb], "POST", path, body_of(world, verb), If_Match=tag)
        answers.append((answer.status_code, answer.json.get("code", "")))

    threads = [threading.Thread(target=press_the_button) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)


@pytest.mark.parametrize(
    ("verb", "times"), [("approve", 16), ("void", 16), ("complete", 16), ("publish", 8)]
)
def test_tb1_of_many_at_once_one_wins(town: World, verb: str, times: int) -> None:
    state = {"approve": "submitted", "void": "submitted", "complete": "in_progress"}
    visit_id = put_into(town, state.get(verb, "approved"))
    before = trace(town, visit_id)

    answers = at_once(times, town, visit_id, verb)

    after = trace(town, visit_id)
    assert [status for status, _ in answers] == [200] + [409] * (times - 1)
    assert {code for _, code in answers[1:]} <= {"visit.wrong_state", "visit.changed_meanwhile"}
    assert after.events == before.events + 1
    assert after.decisions == before.decisions + 1
    assert after.publications == before.publications + (verb == "publish")
    assert after.jobs == before.jobs + (verb in ("publish", "complete"))
