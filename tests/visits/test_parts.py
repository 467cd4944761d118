"""A visit comes in parts, in any order, and may go on without what never came (model 3, T-A6)."""

import itertools
import json
import re
import uuid
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from audit.infra.db import db, unit_of_work
from audit.jobs.handlers import end_overdue, end_waiting, sweep_visit
from audit.visits import assign
from tests.counting import ask, jobs, rows, verbs
from tests.world import CALLBACK, TODAY, World, announce, jpeg

REGISTER, UPLOAD, VERIFY, ON_SITE, CALL = "register", "upload", "verify", "onsite", "callback"
ORDERS = [
    order
    for order in itertools.permutations((REGISTER, UPLOAD, VERIFY, ON_SITE, CALL))
    if order.index(REGISTER) < order.index(UPLOAD) < order.index(VERIFY)
]
PHOTO = jpeg(77)


def field(path: str) -> str:
    return f"/api/v1/field/{path}"


def scored(world: World) -> list[Any]:
    """The scorecards of the tenant as stored, but for the ids that the photos happen to have."""
    found = ask(world, "SELECT document::text FROM scorecard")
    return [re.sub(r'"[0-9a-f-]{36}"', '"photo"', document) for (document,) in found]


def flags(world: World) -> list[tuple[str, Any]]:
    return list(map(tuple, ask(world, "SELECT code, facts FROM flag ORDER BY raised_at")))


def do(world: World, handler: Any, visit_id: uuid.UUID) -> None:
    """Run a handler as the worker does."""
    with unit_of_work(world.tenant_id):
        handler(SimpleNamespace(store=world.outside.store), visit_id)


def plan_until(world: World, days: int) -> uuid.UUID:
    """A visit of a wave whose callback deadline is `days` from today."""
    last, planner = TODAY + timedelta(days=days), world.actors["planner"]
    title = {"zh-CN": "旧期", "en": "Old wave"}
    with unit_of_work(world.tenant_id):
        programme = assign.add_programme(planner, assign.NewProgramme("P2", title)).id
        wave = assign.NewWave(programme, "OLD", title, last, last, last, world.version_hash)
        wave_id = assign.open_wave(planner, wave).id
        new = assign.NewVisit(
            wave_id, world.dealers[0], "covert", "paid", last, last, world.visitor_id
        )
        return assign.plan_visit(planner, new).id


class Phone:
    """Sends the messages of one visit, each when told to, with the base it saw last."""

    def __init__(self, world: World, visit_id: uuid.UUID | None = None) -> None:
        self.world, self.visit_id, self.photo = world, visit_id or world.plan(), uuid.uuid4()
        self.base: int | None = None
        self.upload: Any = None

    def send(self, message: str) -> Any:
        where = field(f"evidence/{self.photo}")
        if message == REGISTER:
            said = self.world.call("visitor", "PUT", where, announce(self.visit_id, "R1", PHOTO))
            self.upload = said.json["upload"]
        elif message == UPLOAD:
            said = self.world.upload(self.upload, PHOTO)
        elif message == VERIFY:
            said = self.world.call("visitor", "POST", f"{where}/verify")
        else:
            said = self._part(message)
        assert said.status_code in (200, 201), said.json
        return said.json

    def _part(self, message: str) -> Any:
        on_site = message == ON_SITE
        body = self.world.body((self.photo, PHOTO)) if on_site else self.world.callback()
        said = self.world.submit(self.visit_id, body | {"base": self.base})
        self.base = (self.base or 0) + 1
        return said


def test_ta6_whatever_the_order_of_the_messages_the_end_is_the_same(world: World) -> None:
    ends = []
    for order in ORDERS:
        phone = Phone(world)
        for message in order:
            assert world.visit(phone.visit_id).state in ("assigned", "in_progress"), order
            phone.send(message)
        visit = world.visit(phone.visit_id)
        ends.append(
            (visit.state, visit.current_revision, verbs(world, visit.id)["visit.submitted"])
        )

    assert len(ORDERS) == 20
    assert set(ends) == {("submitted", 2, 1)}
    assert len(scored(world)) == 20
    assert len(set(scored(world))) == 1


def test_the_visit_says_what_it_waits_for_until_nothing_is_left(world: World) -> None:
    phone = Phone(world)
    where, photo = field(f"visits/{phone.visit_id}"), str(phone.photo)
    seen = []

    for message in (None, CALL, ON_SITE, REGISTER, UPLOAD, VERIFY):
        if message:
            phone.send(message)
        told = world.call("visitor", "GET", where).json
        seen.append((told["state"], told["waiting_for"]["evidence"], told["waiting_for"]["parts"]))

    assert seen[1:] == [
        ("in_progress", [], ["onsite"]),
        *[("in_progress", [photo], [])] * 3,
        ("submitted", [], []),
    ]
    assert (seen[0][0], phone.base) == ("assigned", 2)


def test_a_refused_photo_is_waited_for_until_another_takes_its_place(world: World) -> None:
    visit_id, broken, whole = world.plan(), PHOTO[: len(PHOTO) // 2], jpeg(5)
    refused = world.photo(visit_id, "R1", broken)
    first = world.submit(visit_id, world.body((refused, broken))).json
    world.submit(visit_id, world.callback())

    taken = world.photo(visit_id, "R1", whole)
    said = world.submit(visit_id, world.body((taken, whole), base=2)).json

    assert first["waiting_for"] == {"evidence": [str(refused)], "parts": ["callback"]}
    assert said["state"] == "submitted"


def test_when_the_clock_stops_waiting_numbers_never_happened_and_the_rest_is_no_contact(
    world: World,
) -> None:
    phone = Phone(world)
    phone.send(ON_SITE)

    do(world, end_waiting, phone.visit_id)
    do(world, end_waiting, phone.visit_id)

    (row,) = ask(world, "SELECT * FROM revision WHERE cause = 'deadline'")
    closed = {"F1": {"none": True}, "F2": {"na": True, "reason": "no_contact"}}
    assert {key: row.answers[key] for key in CALLBACK} == closed
    assert (row.number, row.author, sorted(row.changed)) == (2, "system", ["F1", "F2"])
    assert flags(world) == [("evidence_absent", {"evidence": [str(phone.photo)]})]
    assert world.visit(phone.visit_id).state == "submitted"
    assert verbs(world, phone.visit_id)["visit.submitted"] == 1


def test_the_quality_manager_may_stop_waiting_earlier(world: World) -> None:
    phone = Phone(world)
    for message in (REGISTER, UPLOAD, VERIFY, ON_SITE):
        phone.send(message)

    said = world.act("quality_manager", phone.visit_id, "complete")

    assert (said.status_code, said.json["state"]) == (200, "submitted")
    assert flags(world) == []
    assert ask(world, "SELECT verb FROM decision") == [("complete",)]


def test_without_the_on_site_part_nobody_can_go_on(world: World) -> None:
    phone = Phone(world)
    phone.send(CALL)

    do(world, end_waiting, phone.visit_id)
    said = world.act("quality_manager", phone.visit_id, "complete")

    assert (said.status_code, said.json["code"]) == (409, "visit.nothing_on_site")
    assert world.visit(phone.visit_id).state == "in_progress"


def test_tb3_a_photo_that_comes_too_late_is_kept_and_receipted_but_shown_in_no_document(
    world: World,
) -> None:
    phone = Phone(world)
    phone.send(ON_SITE)
    do(world, end_waiting, phone.visit_id)

    for message in (REGISTER, UPLOAD):
        phone.send(message)
    receipt = phone.send(VERIFY)["receipt"]

    assert receipt["evidence"] == str(phone.photo)
    world.act("reviewer", phone.visit_id, "approve")
    world.act("publisher", phone.visit_id, "publish")
    (row,) = ask(world, "SELECT document FROM publication")
    assert [item["photos"] for item in json.loads(row.document)["items"]] == [[]] * 6


def test_what_lies_uploaded_when_the_deadline_comes_is_verified_first(world: World) -> None:
    phone = Phone(world)
    for message in (ON_SITE, CALL, REGISTER, UPLOAD):
        phone.send(message)

    do(world, sweep_visit, phone.visit_id)
    do(world, end_waiting, phone.visit_id)

    assert flags(world) == []
    causes = ask(world, "SELECT cause FROM revision ORDER BY number")
    assert [row.cause for row in causes] == ["onsite", "callback"]


@pytest.mark.parametrize(("days", "state"), [(0, "in_progress"), (-2, "submitted")])
def test_a_visit_that_begins_after_the_deadline_does_not_wait_for_ever(
    world: World, days, state
) -> None:
    phone = Phone(world, plan_until(world, days))
    phone.send(ON_SITE)

    do(world, end_overdue, phone.visit_id)

    assert world.visit(phone.visit_id).state == state


def test_the_deadline_job_waits_for_the_end_of_the_local_day(world: World) -> None:
    visit_id = world.plan()

    (row,) = ask(
        world,
        "SELECT scheduled_at, callback_deadline FROM queue.procrastinate_jobs, wave"
        " WHERE task_name = 'visit.deadline' AND args ->> 'subject' = :visit",
        visit=str(visit_id),
    )

    local = row.scheduled_at.astimezone(ZoneInfo("Asia/Shanghai"))
    assert (local.date(), local.hour) == (row.callback_deadline + timedelta(days=1), 0)


def test_what_comes_after_the_wave_closed_is_taken_as_late_and_not_counted(world: World) -> None:
    phone = Phone(world)
    with unit_of_work(world.tenant_id):
        db.session.execute(sa.text("UPDATE wave SET state = 'closed'"))

    for message in (ON_SITE, CALL, REGISTER, UPLOAD, VERIFY):
        phone.send(message)

    visit = world.visit(phone.visit_id)
    assert (visit.state, visit.late, visit.counted) == ("submitted", True, False)


def test_what_comes_for_a_void_visit_is_stored_receipted_and_flagged_and_moves_nothing(
    world: World,
) -> None:
    phone = Phone(world)
    phone.send(CALL)
    world.act("quality_manager", phone.visit_id, "void", {"reason": "门店停业"})
    submission_id = uuid.uuid4()
    body = json.dumps(world.body((phone.photo, PHOTO), base=1)).encode()

    said = world.submit(phone.visit_id, body, submission_id)
    again = world.submit(phone.visit_id, body, submission_id)
    photo = [phone.send(message) for message in (REGISTER, UPLOAD, VERIFY)][-1]

    assert (said.status_code, said.json["state"]) == (200, "void")
    assert again.json["receipt"] == said.json["receipt"]
    assert photo["receipt"]["evidence"] == str(phone.photo)
    assert flags(world) == [
        ("received_after_end", {"submission": str(submission_id), "state": "void"})
    ]
    visit = world.visit(phone.visit_id)
    assert (visit.state, visit.current_revision, visit.counted) == ("void", 1, False)


def test_a_draft_starts_the_visit_once_and_goes_with_the_submission(world: World) -> None:
    phone = Phone(world)
    where = field(f"visits/{phone.visit_id}/draft")

    saved = [
        world.call("visitor", "PUT", where, {"part": "onsite", "answers": {"R2": {"v": value}}})
        for value in ("4", "99")
    ]

    assert [each.status_code for each in saved] == [200, 200]
    assert verbs(world, phone.visit_id)["visit.started"] == 1
    assert ask(world, "SELECT answers FROM draft") == [({"R2": {"v": "99"}},)]
    phone.send(ON_SITE)
    assert rows(world)["draft"] == 0


def test_a_draft_of_a_visit_that_has_gone_on_is_refused(world: World) -> None:
    visit_id = world.submitted()
    draft = {"part": "onsite", "answers": {}}

    said = world.call("visitor", "PUT", field(f"visits/{visit_id}/draft"), draft)

    assert (said.status_code, said.json["code"]) == (409, "visit.wrong_state")
    assert jobs(world)["visit.submitted"] == 1
