"""The visitor's own visits: listed, read, locked, drafted."""

import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from audit.checklists.answers import dump_answers
from audit.checklists.models import LibraryEntry
from audit.checklists.queries import definition_of, scripts_of
from audit.infra.clock import now
from audit.infra.db import db, tenant
from audit.infra.events import record
from audit.infra.pages import Asked, Page, page, up
from audit.people.actor import Actor
from audit.people.models import Dealer, VisitorIdentity
from audit.problems import Problem
from audit.visits.complete import Answers
from audit.visits.models import Draft, Visit, Wave
from audit.visits.states import CANCELLED, IN_PROGRESS, PLANNED, receiving

Own = tuple[Visit, Dealer, Wave]


def _of(person: uuid.UUID | sa.BindParameter[uuid.UUID]) -> sa.ColumnElement[bool]:
    me = sa.select(VisitorIdentity.visitor_id).where(VisitorIdentity.person_id == person)
    return Visit.visitor_id == me.scalar_subquery()


def _mine(actor: Actor) -> sa.ColumnElement[bool]:
    return _of(actor.person_id)


# Made once: SQLAlchemy needs longer to make a statement than PostgreSQL to lock the row.
LOCK = (
    sa.select(Visit)
    .where(Visit.id == sa.bindparam("visit"))
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)
LOCK_OWN = LOCK.where(_of(sa.bindparam("person")))


def list_own(actor: Actor, asked: Asked) -> Page[Own]:
    """The visits assigned to the actor with dealer and wave, earliest window first."""
    statement = (
        sa.select(Visit, Dealer, Wave)
        .join(Dealer, Dealer.id == Visit.dealer_id)
        .join(Wave, Wave.id == Visit.wave_id)
        .where(_mine(actor), Visit.state.not_in((PLANNED, CANCELLED)))
    )
    return page(statement, up(Visit.window_opens, Visit.id), asked)


def get_own(actor: Actor, visit_id: uuid.UUID) -> Own:
    """One own visit with dealer and wave; `visit.unknown` for any other."""
    row = db.session.execute(
        sa.select(Visit, Dealer, Wave)
        .join(Dealer, Dealer.id == Visit.dealer_id)
        .join(Wave, Wave.id == Visit.wave_id)
        .where(_mine(actor), Visit.id == visit_id)
    ).one_or_none()
    if row is None:
        raise Problem("visit.unknown")
    visit, dealer, wave = row
    return visit, dealer, wave


def scripts_cited(actor: Actor, visit_id: uuid.UUID) -> Sequence[LibraryEntry]:
    """The scripts that the checklist of an own visit cites, in their newest version (S4.5)."""
    visit, _, _ = get_own(actor, visit_id)
    cited = {item.script_id for item in definition_of(visit.version_hash).items}
    codes = sorted(code for code in cited if code is not None)
    return scripts_of(codes) if codes else ()


def lock_own(actor: Actor, visit_id: uuid.UUID) -> Visit:
    """The own visit, locked against other writers until the commit."""
    return _locked(LOCK_OWN, {"visit": visit_id, "person": actor.person_id})


def lock_visit(visit_id: uuid.UUID) -> Visit:
    """Any visit of the tenant, locked likewise: for the clock, who needs no permission."""
    return _locked(LOCK, {"visit": visit_id})


def _locked(statement: sa.Select[Visit], values: dict[str, uuid.UUID]) -> Visit:
    """The lock comes before every other (evidence, blobs, head of the log) and stands alone in its
    statement: what a second phone sent while we waited for it is seen by the next statement only.
    It leaves key shares free, so rows may refer to the visit meanwhile.
    """
    visit = db.session.scalar(statement, values)
    if visit is None:
        raise Problem("visit.unknown")
    return visit


def save_draft(actor: Actor, visit_id: uuid.UUID, part: str, answers: Answers) -> Draft:
    """Keep what the phone has so far; unchecked, replaced by the next, gone with the submission."""
    visit = lock_own(actor, visit_id)
    state = receiving(visit.state)
    if visit.state != state:
        visit.state, visit.row_version = IN_PROGRESS, visit.row_version + 1
        record(f"visitor:{visit.visitor_id}", "visit.started", visit.id)
    values = {"answers": dump_answers(answers), "saved_at": now()}
    key = {"tenant_id": tenant(), "visit_id": visit.id, "part": part}
    statement = insert(Draft).values(key | values)
    db.session.execute(statement.on_conflict_do_update(constraint="draft_pk", set_=values))
    return Draft(**key, **values)
