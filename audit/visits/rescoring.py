"""A wave scored again under another checklist version, beside its frozen scores (F-A5, F-A7).

Promise: no frozen score is touched; every visit stands beside its own with the reason of every
difference. It goes in small steps, each committed, so that progress can be seen, a worker may die
at any moment and several may work on one. A draft gives an impact study and leaves nothing else; a
published version gives shadow scorecards too. Read `order_rescoring`, then `rescore_some`.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from audit.checklists.answers import Answer, parse_answers
from audit.checklists.definition import parse
from audit.checklists.document import Definition
from audit.checklists.models import DRAFT, ChecklistVersion
from audit.checklists.queries import definition_of
from audit.checklists.queries import get as get_version
from audit.infra.clock import now
from audit.infra.db import db, tenant
from audit.infra.events import record
from audit.infra.queue import defer
from audit.kpi.queries import frameworks_for, yardstick_of
from audit.kpi.rollup import kpi_results
from audit.kpi.yardstick import judged
from audit.people.actor import Actor
from audit.problems import Problem
from audit.scoring.fitting import fitting
from audit.scoring.numbers import exact, maybe_exact
from audit.scoring.reasons import Reason, Scored, reasons
from audit.scoring.result import restored
from audit.scoring.score import SCORING_VERSION, score
from audit.scoring.scorecard import Scorecard
from audit.visits.complete import document_of, named
from audit.visits.models import RescoredVisit, Rescoring, ScorecardRow, Wave
from audit.visits.trial import lenient

QUEUED, RUNNING, DONE, FAILED = STATES = ("queued", "running", "done", "failed")
IMPACT, SHADOW = "impact", "shadow"
STEP = 100  # visits a commit
LANES = 2  # how many steps may run at the same time, given as many workers

TAKE_ALL = sa.text("""
INSERT INTO rescored_visit (tenant_id, rescoring_id, visit_id, dealer_id, revision, counted)
SELECT v.tenant_id, :rescoring, v.id, v.dealer_id, v.current_revision, v.counted
  FROM visit v
 WHERE v.tenant_id = :tenant AND v.wave_id = :wave
   AND v.state IN ('submitted', 'second_review', 'approved', 'published')
   AND EXISTS (SELECT FROM scorecard s WHERE s.tenant_id = v.tenant_id AND s.visit_id = v.id
                  AND s.revision = v.current_revision AND s.purpose = 'official')
""")
# The official scorecard is the newest, should a later program have scored the revision again.
NEXT = sa.text("""
SELECT r.visit_id, r.revision, v.version_hash, v.scenario, revision.answers, card.document
  FROM rescored_visit r
  JOIN visit v ON v.tenant_id = r.tenant_id AND v.id = r.visit_id
  JOIN revision ON revision.tenant_id = r.tenant_id AND revision.visit_id = r.visit_id
   AND revision.number = r.revision
  CROSS JOIN LATERAL (
    SELECT s.document FROM scorecard s
     WHERE s.tenant_id = r.tenant_id AND s.visit_id = r.visit_id AND s.revision = r.revision
       AND s.purpose = 'official' ORDER BY s.scoring_version DESC LIMIT 1) card
 WHERE r.tenant_id = :tenant AND r.rescoring_id = :rescoring AND r.done_at IS NULL
 ORDER BY r.visit_id LIMIT :step FOR UPDATE OF r SKIP LOCKED
""")


@dataclass(frozen=True, slots=True)
class Rescored:
    """One visit under the other version: the scorecards, why they differ, what was never asked."""

    frozen: Scored
    other: Scored
    reasons: list[Reason]
    not_asked: list[str]


def order_rescoring(actor: Actor, wave_id: uuid.UUID, version_id: uuid.UUID) -> Rescoring:
    """Score the wave's visits again under that version; workers do it from here on."""
    wave, version = db.session.get(Wave, (tenant(), wave_id)), get_version(version_id)
    if wave is None:
        raise Problem("wave.unknown")
    _check_comparable(wave, version)
    row = Rescoring(
        id=uuid.uuid4(),
        wave_id=wave.id,
        version_id=version.id,
        version_hash=version.hash,
        document=version.arranged,
        purpose=IMPACT if version.state == DRAFT else SHADOW,
        created_at=now(),
    )
    db.session.add(row)
    db.session.flush()  # its visits refer to it
    taken = db.session.execute(TAKE_ALL, {"tenant": tenant(), "rescoring": row.id, "wave": wave.id})
    if not taken.rowcount:  # type: ignore[attr-defined] # of an INSERT there is one
        raise Problem("rescoring.nothing")
    record(actor.name, "rescoring.ordered", row.id, wave=str(wave.id), hash=version.hash)
    for _ in range(LANES):
        defer("rescoring.due", row.id)
    return row


def _check_comparable(wave: Wave, version: ChecklistVersion) -> None:
    if wave.version_hash == version.hash:
        raise Problem("rescoring.same_version")
    if definition_of(wave.version_hash).code != version.code:
        raise Problem("rescoring.other_checklist", checklist=version.code)


def rescore_some(rescoring_id: uuid.UUID) -> bool:
    """The next visits of a rescoring, and the job for those after them.

    True for whoever finds all of them done: it is theirs to sum up and `finish`.
    """
    row = db.session.get_one(Rescoring, (tenant(), rescoring_id))
    if row.state in (DONE, FAILED):
        return False
    found = db.session.execute(NEXT, {"tenant": tenant(), "rescoring": row.id, "step": STEP}).all()
    if not found:
        return _is_all_done(row)
    other = parse(orjson.loads(row.document))
    pairs = [(each, rescored(other, each)) for each in found]
    _keep(row, pairs)
    _enter(row.id, QUEUED, RUNNING)
    defer("rescoring.due", row.id)
    return False


def rescored(other: Definition, visit: sa.Row[Any]) -> Rescored:
    """A row of `NEXT` under the other version. Answers that have no place in it are left out, and
    what it asks for and nobody answered stays out of the score (R4, `exclude`)."""
    definition, frozen = definition_of(visit.version_hash), restored(visit.document)
    answers = parse_answers(visit.answers)
    fits = fitting(other, answers)
    card = shadow_score(other, fits, visit.scenario)
    not_asked = [item for item in card.missing if item not in answers]
    lost = set(answers) - set(fits)
    pair = Scored(definition, frozen), Scored(other, card)
    why = dict.fromkeys(not_asked, "not_asked") | dict.fromkeys(lost, "answer_gone")
    return Rescored(*pair, reasons(*pair, why), not_asked)


def shadow_score(other: Definition, fits: Mapping[str, Answer], scenario: str | None) -> Scorecard:
    """Under another version, those of the old answers that fit it (`scoring.fitting`)."""
    acted = scenario if scenario in other.scenarios else None
    return score(lenient(other), fits, acted)


def _keep(row: Rescoring, pairs: Sequence[tuple[sa.Row[Any], Rescored]]) -> None:
    moment = now()
    db.session.execute(
        sa.update(RescoredVisit),
        [
            {
                "tenant_id": row.tenant_id,
                "rescoring_id": row.id,
                "visit_id": visit.visit_id,
                "frozen": _figure(each.frozen),
                "other": _figure(each.other),
                "reasons": [_told(reason) for reason in each.reasons],
                "not_asked": each.not_asked,
                "done_at": moment,
            }
            for visit, each in pairs
        ],
    )
    if row.purpose == SHADOW:
        _keep_shadows(row, pairs[0][1].other.definition, pairs)


def _figure(scored: Scored) -> dict[str, str | None]:
    card = scored.card
    return {"status": card.status, "value": maybe_exact(scored.value), "grade": card.grade}


def _told(reason: Reason) -> dict[str, Any]:
    return reason._asdict() | {"why": list(reason.why), "effect": exact(reason.effect)}


def _keep_shadows(
    row: Rescoring, version: Definition, pairs: Iterable[tuple[sa.Row[Any], Rescored]]
) -> None:
    """As scorecards of purpose `shadow`; the same again is there already."""
    frameworks = judged(frameworks_for(version.frameworks), yardstick_of(row.wave_id))
    values = []
    for visit, each in pairs:
        other = each.other
        kpis = kpi_results(other.definition, other.card, frameworks)
        values.append(
            {
                "tenant_id": row.tenant_id,
                "id": uuid.uuid4(),
                "visit_id": visit.visit_id,
                "revision": visit.revision,
                "checklist_hash": row.version_hash,
                "frameworks": named(kpis),
                "scoring_version": SCORING_VERSION,
                "purpose": SHADOW,
                "document": document_of(other.card, kpis),
            }
        )
    db.session.execute(insert(ScorecardRow).values(values).on_conflict_do_nothing())


def _is_all_done(row: Rescoring) -> bool:
    """Nothing is left, and nothing under way: another's step may still be."""
    open_ = sa.select(RescoredVisit.visit_id).where(
        RescoredVisit.rescoring_id == row.id, RescoredVisit.done_at.is_(None)
    )
    return db.session.scalar(open_.limit(1)) is None


def finish(rescoring_id: uuid.UUID, summary: Mapping[str, Any]) -> None:
    """It is done, with the whole wave in a few numbers; nothing when it ended before."""
    _enter(rescoring_id, RUNNING, DONE, summary=dict(summary), finished_at=now())


def _enter(rescoring_id: uuid.UUID, before: str, after: str, **values: object) -> None:
    """From one state to the next; nothing when it is past that."""
    db.session.execute(
        sa.update(Rescoring)
        .where(Rescoring.id == rescoring_id, Rescoring.state == before)
        .values(state=after, **values)
    )


def give_up(rescoring_id: uuid.UUID, code: str) -> None:
    """The last try of a step has failed: what was done stays, and why it ended is told."""
    for before in (QUEUED, RUNNING):
        _enter(rescoring_id, before, FAILED, failure=code, finished_at=now())
