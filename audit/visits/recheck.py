"""Every stored score worked out again from the stored answers: the proof that none has moved.

Promise: a scorecard is compared with what this program makes of the revision, the checklist version
and the scenario it names, number by number; targets and weights are those it was judged by, for
they are frozen with it. Nothing is written. Read `recheck`.
"""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any, NamedTuple

import sqlalchemy as sa

from audit.checklists.answers import parse_answers
from audit.checklists.queries import definition_of
from audit.infra.db import db
from audit.kpi.queries import frameworks_behind
from audit.kpi.rollup import kpi_results, restored_kpis
from audit.problems import pointer
from audit.scoring.fitting import fitting
from audit.scoring.score import SCORING_VERSION, score
from audit.visits.complete import document_of
from audit.visits.models import Revision, ScorecardRow, Visit
from audit.visits.rescoring import SHADOW, shadow_score

BATCH = 50
# of a KPI value: what it was judged by, and the verdict; decided when the visit was scored
JUDGED = ("target", "amber", "status")


class Rechecked(NamedTuple):
    """One scorecard: where it differs (empty when it does not); `is_other` when another version of
    the scoring made it, which this program cannot repeat."""

    visit_id: uuid.UUID
    revision: int
    purpose: str
    differences: list[str]
    is_other: bool


def count_scorecards() -> int:
    """How many there are to recheck."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(ScorecardRow)) or 0


def recheck() -> Iterator[Rechecked]:
    """Every scorecard of the tenant, a few at a time in memory."""
    statement = (
        sa.select(ScorecardRow, Revision.answers, Visit.scenario)
        .join(
            Revision,
            sa.and_(
                Revision.visit_id == ScorecardRow.visit_id,
                Revision.number == ScorecardRow.revision,
            ),
        )
        .join(Visit, Visit.id == ScorecardRow.visit_id)
        .order_by(ScorecardRow.visit_id, ScorecardRow.revision)
        .execution_options(yield_per=BATCH)
    )
    with closing(db.session.execute(statement)) as rows:
        for row, answers, scenario in rows:
            is_other = row.scoring_version != SCORING_VERSION
            found = [] if is_other else _differences(row, answers, scenario)
            yield Rechecked(row.visit_id, row.revision, row.purpose, found, is_other)


def _differences(row: ScorecardRow, answers: Mapping[str, Any], scenario: str | None) -> list[str]:
    definition, given = definition_of(row.checklist_hash), parse_answers(answers)
    if row.purpose == SHADOW:
        card = shadow_score(definition, fitting(definition, given), scenario)
    else:
        card = score(definition, given, scenario)
    judged_by = frameworks_behind(definition.frameworks, restored_kpis(row.document["kpi"]))
    kpis = kpi_results(definition, card, judged_by)
    made = _comparable(document_of(card, kpis))
    return sorted(_unequal(_comparable(row.document), made))


def _comparable(document: Mapping[str, Any]) -> dict[str, Any]:
    kpi = [
        framework | {"values": [_unjudged(value) for value in framework["values"]]}
        for framework in document["kpi"]
    ]
    return {**document, "kpi": kpi}


def _unjudged(value: Mapping[str, Any]) -> dict[str, Any]:
    return {key: each for key, each in value.items() if key not in JUDGED}


def _unequal(stored: object, made: object, place: str = "") -> Iterator[str]:
    """The pointers at which two JSON values differ."""
    if isinstance(stored, dict) and isinstance(made, dict):
        for key in stored.keys() | made.keys():
            yield from _unequal(stored.get(key), made.get(key), place + pointer(key))
    elif isinstance(stored, list) and isinstance(made, list) and len(stored) == len(made):
        for index, pair in enumerate(zip(stored, made, strict=True)):
            yield from _unequal(*pair, place + pointer(index))
    elif stored != made:
        yield f"{place}: {stored!r} is stored, {made!r} comes out"
