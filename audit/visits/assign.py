"""Waves, thin for now, and getting a visit to a visitor.

Promise: a visit is pinned to one published checklist version when it is assigned, and keeps it
whatever is published later (rel 4.8, T-B5).
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from audit.checklists.models import PUBLISHED
from audit.checklists.queries import by_hash, definition_of
from audit.infra.clock import end_of
from audit.infra.db import db, refusing
from audit.infra.events import record
from audit.infra.queue import defer
from audit.people.actor import Actor
from audit.people.models import Visitor
from audit.people.queries import get_dealer
from audit.problems import Fault, Problem, refuse
from audit.visits.models import Programme, Visit, Wave
from audit.visits.review import check_expected, get_visit, move
from audit.visits.states import ASSIGNED, PLANNED, PRACTICE

Title = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NewWave:
    """What is said of a wave; days are local days, deadlines end at 24:00."""

    programme_id: uuid.UUID
    code: str
    title: Title
    opens_on: date
    onsite_deadline: date
    callback_deadline: date
    version_hash: str


@dataclass(frozen=True, slots=True)
class NewVisit:
    """What is said of a visit; assigned at once when `visitor_id` is given."""

    wave_id: uuid.UUID
    dealer_id: uuid.UUID
    kind: str
    scenario: str | None
    window_opens: date
    window_closes: date
    visitor_id: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class NewProgramme:
    """What is said of a programme; `date_precision` `day` lets dealers see the day of a covert
    visit, `ranks_from` is how many visits of a wave a dealer needs to be ranked (R37)."""

    code: str
    title: Title
    date_precision: str = "wave"
    ranks_from: int = 2


def add_programme(actor: Actor, new: NewProgramme) -> Programme:
    """A standing plan."""
    row = Programme(
        id=uuid.uuid4(),
        code=new.code,
        title=dict(new.title),
        date_precision=new.date_precision,
        ranks_from=new.ranks_from,
    )
    with refusing({"programme_code_unique": "network.code_taken"}):
        db.session.add(row)
    record(actor.name, "programme.added", row.id)
    return row


def open_wave(actor: Actor, new: NewWave) -> Wave:
    """A wave under a published checklist version, open from the start."""
    if by_hash(new.version_hash).state != PUBLISHED:
        raise Problem("checklist.not_published")
    row = Wave(
        id=uuid.uuid4(),
        programme_id=new.programme_id,
        code=new.code,
        title=dict(new.title),
        opens_on=new.opens_on,
        onsite_deadline=new.onsite_deadline,
        callback_deadline=new.callback_deadline,
        version_hash=new.version_hash,
        state="open",
    )
    with refusing(
        {
            "wave_code_unique": "network.code_taken",
            "wave_days_ordered": "wave.days_ordered",
            "wave_programme_fk": "programme.unknown",
        }
    ):
        db.session.add(row)
    record(actor.name, "wave.opened", row.id)
    return row


def plan_visit(actor: Actor, new: NewVisit) -> Visit:
    """A visit of a wave; `planned`, or `assigned` when it names its visitor."""
    wave = _wave(new.wave_id)
    get_dealer(new.dealer_id)
    refuse(_plan_faults(new, wave))
    _check_visitor(new.visitor_id)
    visit = Visit(
        id=uuid.uuid4(),
        wave_id=wave.id,
        dealer_id=new.dealer_id,
        visitor_id=new.visitor_id,
        kind=new.kind,
        scenario=new.scenario,
        window_opens=new.window_opens,
        window_closes=new.window_closes,
        version_hash=wave.version_hash,
        state=ASSIGNED if new.visitor_id else PLANNED,
        row_version=1,
        counted=new.kind not in PRACTICE,
    )
    db.session.add(visit)
    db.session.flush()  # the event row tells of a visit that is there
    defer("visit.deadline", visit.id, at=end_of(wave.callback_deadline, actor.zone))
    record(actor.name, "visit.assigned" if new.visitor_id else "visit.planned", visit.id)
    return visit


def assign_visit(actor: Actor, visit_id: uuid.UUID, visitor_id: uuid.UUID, expected: int) -> Visit:
    """Give a planned or expired visit to a visitor, under the wave's version as it is now."""
    visit = get_visit(actor, visit_id, "visits.assign")
    check_expected(visit, "assign", expected)
    _check_visitor(visitor_id)
    version = _wave(visit.wave_id).version_hash
    move(visit, "assign", visitor_id=visitor_id, version_hash=version)
    record(actor.name, "visit.assigned", visit.id)
    return visit


def _wave(wave_id: uuid.UUID) -> Wave:
    wave = db.session.scalar(sa.select(Wave).where(Wave.id == wave_id))
    if wave is None:
        raise Problem("wave.unknown")
    return wave


def _plan_faults(new: NewVisit, wave: Wave) -> list[Fault]:
    faults = []
    scenarios = list(definition_of(wave.version_hash).scenarios)
    if scenarios and new.scenario not in scenarios:
        faults.append(Fault("visit.scenario", "/scenario", known=", ".join(scenarios)))
    if not scenarios and new.scenario is not None:
        faults.append(Fault("visit.no_scenarios", "/scenario"))
    if not wave.opens_on <= new.window_opens <= new.window_closes <= wave.onsite_deadline:
        days = f"{wave.opens_on} … {wave.onsite_deadline}"
        faults.append(Fault("visit.window", "/window_opens", days=days))
    return faults


def _check_visitor(visitor_id: uuid.UUID | None) -> None:
    if visitor_id and not db.session.scalar(sa.select(Visitor.id).where(Visitor.id == visitor_id)):
        raise Problem("visitor.unknown")
