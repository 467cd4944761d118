"""A visit keeps its score, its ledger and its publication whatever happens to its checklist."""

import random
from typing import Any

import orjson
import pytest
import sqlalchemy as sa
from psycopg import errors

from audit.checklists import queries
from audit.checklists import service as checklists
from audit.checklists.answers import parse_answers
from audit.infra.db import db, unit_of_work
from audit.kpi.queries import frameworks, frameworks_for
from audit.kpi.rollup import kpi_results, stored_kpis
from audit.problems import Problem
from audit.scoring.result import stored
from audit.scoring.score import score
from tests.scoring.edits import edit
from tests.tiny import checklist_document
from tests.world import World

VERSIONS = 25


def ask(world: World, statement: str) -> list[tuple[Any, ...]]:
    with unit_of_work(world.tenant_id):
        return [tuple(row) for row in db.session.execute(sa.text(statement))]


def kept(world: World, visit_id: object) -> tuple[object, ...]:
    """The scorecards, the ledger as the door answers it, the publications."""
    ledger = world.call("quality_manager", "GET", f"/api/v1/desk/visits/{visit_id}/ledger")
    assert ledger.status_code == 200
    return (
        ask(
            world, "SELECT id, revision, checklist_hash, frameworks, document::text FROM scorecard"
        ),
        ledger.data,
        ask(world, "SELECT id, hash, document FROM publication"),
    )


def next_versions(world: World) -> int:
    """Draft and publish edited versions of the checklist, each of another content; how many."""
    rnd, made = random.Random("frozen"), 0
    for _ in range(10 * VERSIONS):  # edits that make no sense are refused, and tried otherwise
        document = checklist_document() | {"version": made + 2}
        edit(rnd, document, times=6)
        made += _published(world, document)
        if made == VERSIONS:
            break
    return made


def _published(world: World, document: dict[str, Any]) -> bool:
    try:
        with unit_of_work(world.tenant_id):
            draft = checklists.draft_version("system", document)
            checklists.publish("system", draft.id, frameworks(), draft.row_version)
    except Problem as refused:
        if refused.code != "request.invalid":
            raise
        return False
    return True


def test_a_visit_is_frozen_while_its_checklist_goes_through_25_versions(world: World) -> None:
    world.published()
    ((visit_id, answers),) = ask(
        world,
        "SELECT v.id, r.answers FROM visit v JOIN revision r"
        " ON r.visit_id = v.id AND r.number = v.current_revision",
    )
    before = kept(world, visit_id)

    made = next_versions(world)
    with unit_of_work(world.tenant_id):
        checklists.retire("system", world.checklist_id, 2)
    queries._definitions.clear()  # as after a restart

    assert made == VERSIONS
    assert kept(world, visit_id) == before
    ((card,),) = ask(world, "SELECT document FROM scorecard")
    with unit_of_work(world.tenant_id):
        definition = queries.definition_of(world.version_hash)
        again = score(definition, parse_answers(answers), "paid")
        kpis = kpi_results(definition, again, frameworks_for(definition.frameworks))
    fresh = stored(again) | {"kpi": stored_kpis(kpis, again.dp)}
    assert orjson.loads(orjson.dumps(fresh)) == card


@pytest.mark.parametrize(
    ("statement", "error"),
    [
        ("UPDATE checklist_version SET document = document || ' '", errors.CheckViolation),
        ("UPDATE checklist_version SET hash = hash || '0'", errors.CheckViolation),
        ("UPDATE checklist_version SET published_at = now()", errors.CheckViolation),
        ("UPDATE checklist_version SET code = 'other'", errors.InsufficientPrivilege),
        ("DELETE FROM checklist_version", errors.InsufficientPrivilege),
        ("UPDATE scorecard SET document = '{}'", errors.InsufficientPrivilege),
        ("DELETE FROM scorecard", errors.InsufficientPrivilege),
        ("UPDATE framework SET document = '{}'", errors.InsufficientPrivilege),
        ("UPDATE publication SET document = '{}'", errors.InsufficientPrivilege),
    ],
)
def test_the_database_refuses_to_change_what_was_scored(
    world: World, statement: str, error: type[Exception]
) -> None:
    world.published()

    with pytest.raises(sa.exc.DBAPIError) as refused:
        ask(world, statement)

    assert isinstance(refused.value.orig, error)
