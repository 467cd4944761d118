"""A rescoring step by step: who may die when, what is refused, what the database keeps."""

import uuid

import pytest
import sqlalchemy as sa

from audit.checklists import service as checklists
from audit.infra.db import db, unit_of_work
from audit.problems import Problem
from audit.reports.press import Press
from audit.visits import rescoring
from audit.visits.models import RescoredVisit, Rescoring
from tests.tiny import checklist_document
from tests.versions import order, other_version, read
from tests.world import World


@pytest.mark.parametrize("steps_first", [1, 3])
def test_a_rescoring_goes_on_after_any_step(
    world: World, press: Press, monkeypatch: pytest.MonkeyPatch, steps_first: int
) -> None:
    monkeypatch.setattr(rescoring, "STEP", 1)
    for dealer in (0, 1, 2, 0):
        world.submitted(dealer)
    ordered = uuid.UUID(order(world, other_version(world))["id"])

    for _ in range(steps_first):  # a worker that died after some steps
        with unit_of_work(world.tenant_id):
            rescoring.rescore_some(ordered)
    half = read(world, str(ordered))
    world.work_off(press)
    whole = read(world, str(ordered))

    assert (half["state"], half["done"], half["total"]) == ("running", steps_first, 4)
    assert (whole["state"], whole["done"]) == ("done", 4)


def test_two_workers_share_the_visits_and_none_is_done_twice(world: World) -> None:
    for dealer in (0, 1):
        world.submitted(dealer)
    ordered = uuid.UUID(order(world, other_version(world))["id"])
    taken = []

    with db.engine.connect() as one, db.engine.connect() as other:
        for link in (one, other):
            link.execute(sa.text("SELECT set_config('app.tenant', :t, true)"),
                         {"t": str(world.tenant_id)})  # fmt: skip
            facts = {"tenant": world.tenant_id, "rescoring": ordered, "step": 1}
            taken += [row.visit_id for row in link.execute(rescoring.NEXT, facts)]

    assert len(set(taken)) == 2


def test_a_rescoring_that_fails_says_so_and_keeps_what_was_done(world: World) -> None:
    world.submitted(0)
    ordered = uuid.UUID(order(world, other_version(world))["id"])

    with unit_of_work(world.tenant_id):
        rescoring.give_up(ordered, "internal")
    with unit_of_work(world.tenant_id):
        rescoring.rescore_some(ordered)  # a late job moves nothing
    told = read(world, str(ordered))

    assert (told["state"], told["failure"], told["done"]) == ("failed", "internal", 0)
    assert told["summary"] is None


@pytest.mark.parametrize(
    ("case", "code"),
    [
        ("same", "rescoring.same_version"),
        ("other", "rescoring.other_checklist"),
        ("empty", "rescoring.nothing"),
        ("nowhere", "wave.unknown"),
    ],
)
def test_what_cannot_be_compared_is_refused(world: World, case: str, code: str) -> None:
    version, wave = world.checklist_id, world.wave_id
    with unit_of_work(world.tenant_id):
        if case == "other":
            version = checklists.draft_version("system", checklist_document("another")).id
    if case in ("empty", "nowhere"):
        version = other_version(world)
    if case == "nowhere":
        wave = uuid.uuid4()

    with pytest.raises(Problem) as refused, unit_of_work(world.tenant_id):
        rescoring.order_rescoring(world.actors["quality_manager"], wave, version)

    assert refused.value.code == code


def test_the_database_keeps_a_rescored_visit_whole(world: World) -> None:
    world.submitted(0)
    ordered = uuid.UUID(order(world, other_version(world))["id"])

    with pytest.raises(sa.exc.IntegrityError), unit_of_work(world.tenant_id):
        db.session.execute(
            sa.update(RescoredVisit)
            .where(RescoredVisit.rescoring_id == ordered)
            .values(frozen={"value": "1"})
        )
    with unit_of_work(world.tenant_id):
        assert db.session.get_one(Rescoring, (world.tenant_id, ordered)).state == "queued"
