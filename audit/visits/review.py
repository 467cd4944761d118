"""The desk's verbs on a visit: approve, void, complete anyway.

Promise: a state moves by compare-and-set only, with its decision and its log row in one transaction
(rel 4.6); four-eyes rules compare persons, not roles (model 2).
"""

import uuid

import sqlalchemy as sa

from audit.evidence import service as evidence
from audit.infra.clock import now
from audit.infra.db import db
from audit.infra.events import record
from audit.infra.store import Store
from audit.people.actor import Actor
from audit.people.models import Dealer
from audit.people.queries import dealers_within, is_visitor
from audit.problems import Problem
from audit.visits.models import Decision, Visit
from audit.visits.photos import judged_uploads
from audit.visits.states import IN_PROGRESS, after
from audit.visits.waiting import complete_anyway, complete_if_ready


def get_visit(actor: Actor, visit_id: uuid.UUID, capability: str = "visits.read") -> Visit:
    """A visit at a dealer within the actor's reach; `visit.unknown` for any other."""
    visit = db.session.scalar(
        sa.select(Visit)
        .join(Dealer, Dealer.id == Visit.dealer_id)
        .where(Visit.id == visit_id, dealers_within(actor, capability))
    )
    if visit is None:
        raise Problem("visit.unknown")
    return visit


def check_expected(visit: Visit, action: str, expected: int) -> None:
    """Raise `visit.wrong_state` (409) before `request.stale` (412): what can never be done is said
    first. `expected` is the row version of the caller's If-Match."""
    after(visit.state, action)
    if expected != visit.row_version:
        raise Problem("request.stale")


def move(visit: Visit, action: str, **values: object) -> None:
    """Compare-and-set along the state table; the slower of two gets a 409."""
    done = db.session.scalar(
        sa.update(Visit)
        .where(
            Visit.id == visit.id,
            Visit.row_version == visit.row_version,
            Visit.state == visit.state,
        )
        .values(state=after(visit.state, action), row_version=visit.row_version + 1, **values)
        .returning(Visit.id)
        .execution_options(synchronize_session=False)
    )
    if done is None:
        raise Problem("visit.changed_meanwhile")
    db.session.refresh(visit)


def decide(actor: Actor, visit: Visit, verb: str, reason: str | None = None) -> None:
    """Write down who decided what about the revision in force."""
    db.session.add(
        Decision(
            visit_id=visit.id,
            verb=verb,
            revision=visit.current_revision,
            person_id=actor.person_id,
            reason=reason,
            decided_at=now(),
        )
    )


def decided_by(visit: Visit, verb: str) -> uuid.UUID | None:
    """The person who last took this decision about the revision in force."""
    return db.session.scalar(
        sa.select(Decision.person_id)
        .where(
            Decision.visit_id == visit.id,
            Decision.verb == verb,
            Decision.revision == visit.current_revision,
        )
        .order_by(Decision.decided_at.desc())
        .limit(1)
    )


def approve_visit(actor: Actor, visit_id: uuid.UUID, expected: int) -> Visit:
    """A reviewer vouches for the answers; nobody approves their own visit."""
    visit = get_visit(actor, visit_id, "visits.approve")
    check_expected(visit, "approve", expected)
    if is_visitor(actor.person_id, visit.visitor_id):
        raise Problem("visit.own")
    move(visit, "approve")
    decide(actor, visit, "approve")
    record(actor.name, "visit.approved", visit.id, revision=visit.current_revision)
    return visit


def void_visit(actor: Actor, visit_id: uuid.UUID, reason: str, expected: int) -> Visit:
    """Take a visit out of the count for good, visibly and with a reason (R35)."""
    visit = get_visit(actor, visit_id, "visits.void")
    check_expected(visit, "void", expected)
    move(visit, "void", counted=False)
    decide(actor, visit, "void", reason)
    record(actor.name, "visit.voided", visit.id, reason=reason)
    return visit


def complete_visit(actor: Actor, store: Store, visit_id: uuid.UUID, expected: int) -> Visit:
    """The quality manager stops waiting for the callback or for photos that will not come.

    What was uploaded but never verified is judged first: a photo that did come is not absent
    because its phone fell silent. Where that was all that was missing, it completes the visit.
    """
    visit = get_visit(actor, visit_id, "visits.complete")
    check_expected(visit, "complete", expected)
    judged = list(judged_uploads(store, visit_id))
    db.session.refresh(visit, with_for_update={"key_share": True})
    check_expected(visit, "complete", expected)
    evidence.decide(judged, "system")
    complete_if_ready(visit, actor.name)
    if visit.state == IN_PROGRESS:
        complete_anyway(actor.name, visit)
    decide(actor, visit, "complete")
    return visit
