"""Two who act at the same moment: the visit's lock decides, and both are told the truth."""

import uuid
from collections.abc import Callable
from functools import partial
from types import SimpleNamespace
from typing import Any

from audit.infra.db import unit_of_work
from audit.jobs.handlers import end_waiting, sweep_visit
from tests.counting import ask, verbs
from tests.serving import together
from tests.world import World, announce, jpeg

ROUNDS = range(6)


def handled(world: World, handler: Any, visit_id: uuid.UUID) -> Callable[[], None]:
    """A call that runs a handler as the worker does."""

    def work() -> None:
        with world.app.app_context(), unit_of_work(world.tenant_id):
            handler(SimpleNamespace(store=world.outside.store), visit_id)

    return work


def acted(world: World, role: str, visit_id: uuid.UUID, verb: str, body: Any = None) -> Any:
    """A desk verb from a thread of its own."""
    with world.app.app_context():
        return world.act(role, visit_id, verb, body)


def uploaded(world: World, visit_id: uuid.UUID, data: bytes) -> uuid.UUID:
    """A photo announced and uploaded, not verified."""
    photo = uuid.uuid4()
    where = f"/api/v1/field/evidence/{photo}"
    told = world.call("visitor", "PUT", where, announce(visit_id, "R1", data))
    world.upload(told.json["upload"], data)
    return photo


def verify(world: World, photo: uuid.UUID) -> Any:
    return world.call("visitor", "POST", f"/api/v1/field/evidence/{photo}/verify")


def one_on_site(world: World) -> uuid.UUID:
    """A visit that waits for its callback only."""
    visit_id, data = world.plan(), jpeg()
    world.submit(visit_id, world.body((world.photo(visit_id, "R1", data), data)))
    return visit_id


def test_the_phone_and_the_sweep_verify_the_last_photo_and_the_visit_is_submitted_once(
    world: World,
) -> None:
    for _ in ROUNDS:
        visit_id, data = world.plan(), jpeg()
        photo = uploaded(world, visit_id, data)
        world.submit(visit_id, world.body((photo, data)))
        world.submit(visit_id, world.callback())

        said, _ = together([partial(verify, world, photo), handled(world, sweep_visit, visit_id)])

        assert said.json["receipt"] == verify(world, photo).json["receipt"]
        assert verbs(world, photo) == {"evidence.verified": 1}
        assert verbs(world, visit_id)["visit.submitted"] == 1


def test_the_last_photos_of_a_visit_verified_at_once_submit_it_once(world: World) -> None:
    for _ in ROUNDS:
        visit_id, shots = world.plan(), [jpeg(), jpeg()]
        photos = [uploaded(world, visit_id, data) for data in shots]
        body = world.body((photos[0], shots[0]))
        body["evidence"] += world.body((photos[1], shots[1]))["evidence"]
        for part in (body, world.callback()):
            world.submit(visit_id, part)

        together([partial(verify, world, photo) for photo in photos])

        assert world.visit(visit_id).state == "submitted"
        assert verbs(world, visit_id)["visit.submitted"] == 1


def test_a_callback_at_the_deadline_is_either_taken_or_refused_and_kept(world: World) -> None:
    for _ in ROUNDS:
        visit_id = one_on_site(world)

        said, _ = together(
            [
                partial(world.submit, visit_id, world.callback()),
                handled(world, end_waiting, visit_id),
            ]
        )

        sql = "SELECT cause FROM revision WHERE visit_id = :v AND number = 2"
        (second,) = ask(world, sql, v=visit_id)
        kept = ask(world, "SELECT code FROM submission_conflict WHERE visit_id = :v", v=visit_id)
        ends = {200: ("callback", []), 409: ("deadline", [("visit.wrong_state",)])}
        assert (second.cause, kept) == ends[said.status_code]
        assert world.visit(visit_id).current_revision == 2
        assert verbs(world, visit_id)["visit.submitted"] == 1


def test_a_callback_while_the_visit_is_voided_is_never_lost(world: World) -> None:
    for _ in ROUNDS:
        visit_id = one_on_site(world)

        said, voided = together(
            [
                partial(world.submit, visit_id, world.callback()),
                partial(acted, world, "quality_manager", visit_id, "void", {"reason": "误派"}),
            ]
        )

        assert said.status_code == 200
        assert voided.status_code in (200, 409, 412)
        parts = ask(world, "SELECT part FROM submission WHERE visit_id = :v", v=visit_id)
        assert len(parts) == 2
        assert (world.visit(visit_id).state == "void") == (voided.status_code == 200)


def test_tb3_a_publication_holds_the_photos_of_its_revision_whatever_arrives_meanwhile(
    world: World,
) -> None:
    for _ in ROUNDS:
        visit_id, data = world.plan(), jpeg()
        photo = uploaded(world, visit_id, data)
        world.submit(visit_id, world.body((photo, data)))
        handled(world, end_waiting, visit_id)()
        world.act("reviewer", visit_id, "approve")

        published, late = together(
            [partial(acted, world, "publisher", visit_id, "publish"), partial(verify, world, photo)]
        )

        assert (published.status_code, late.json["state"]) == (200, "verified")
        sql = "SELECT document FROM publication WHERE visit_id = :v"
        (row,) = ask(world, sql, v=visit_id)
        assert '"sha256"' not in row.document
