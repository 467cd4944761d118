"""Photos of an own visit: announced, uploaded, verified (model 5).

Promise: a visitor touches evidence of their own visits only; the last photo to be verified submits
the visit in the same transaction.
"""

import uuid
from dataclasses import dataclass

import sqlalchemy as sa

from audit.evidence import queries, service
from audit.evidence.models import REGISTERED, VERIFIED, Evidence
from audit.evidence.service import Announced
from audit.infra.clock import iso
from audit.infra.db import db
from audit.infra.events import record
from audit.infra.store import Store, Upload
from audit.people.actor import Actor
from audit.people.queries import visitor_of
from audit.problems import Problem
from audit.visits.models import Visit
from audit.visits.own import lock_own, own_visit
from audit.visits.states import ACCEPTED, ASSIGNED, EXPIRED, IN_PROGRESS, RETURNED
from audit.visits.waiting import complete_if_ready

# before the first submission arrives a visit is still assigned, and its photos come already
TAKES_PHOTOS = frozenset({ASSIGNED, ACCEPTED, EXPIRED, IN_PROGRESS, RETURNED})


@dataclass(frozen=True, slots=True)
class Registered:
    """A known photo and, while its bytes are missing, where to send them."""

    evidence: Evidence
    upload: Upload | None


def register_photo(
    actor: Actor, store: Store, visit_id: uuid.UUID, announced: Announced, valid_seconds: int
) -> Registered:
    """Announce a photo of an own visit; the same again answers the same with a fresh address."""
    visit = own_visit(actor, visit_id)
    if visit.state not in TAKES_PHOTOS:
        raise Problem("visit.wrong_state", action="register_evidence", state=visit.state)
    evidence = service.register(visit.id, announced)
    return Registered(evidence, service.upload_for(store, evidence, valid_seconds))


def verify_photo(actor: Actor, store: Store, evidence_id: uuid.UUID) -> Evidence:
    """Judge the uploaded bytes while the visitor still stands there; repeatable."""
    evidence = own_photo(actor, evidence_id)
    visitor = f"visitor:{visitor_of(actor)}"
    visit = lock_own(actor, evidence.subject_id)
    service.verify(store, evidence, visitor)
    complete_if_ready(visit, visitor)
    return evidence


def own_photo(actor: Actor, evidence_id: uuid.UUID) -> Evidence:
    """A photo of an own visit; `evidence.unknown` for any other."""
    evidence = queries.get(evidence_id)
    mine = sa.select(Visit.id).where(
        Visit.id == evidence.subject_id, Visit.visitor_id == visitor_of(actor)
    )
    if db.session.scalar(mine) is None:
        raise Problem("evidence.unknown")
    return evidence


def sweep_photos(store: Store, visit_id: uuid.UUID) -> None:
    """Verify what was uploaded but never verified, as if the phone had asked (model 5)."""
    statement = sa.select(Visit).where(Visit.id == visit_id)
    visit = db.session.scalars(statement.with_for_update(key_share=True)).one()
    for evidence in queries.all_of(visit.id):
        if evidence.state == REGISTERED and store.exists(service.quarantine_key(evidence)):
            service.verify(store, evidence, "system")
    complete_if_ready(visit, "system")


def original_of(
    actor: Actor, store: Store, visit_id: uuid.UUID, evidence_id: uuid.UUID
) -> tuple[bytes, str]:
    """The bytes received of a verified photo, with their type; the look is logged (domain 2.6)."""
    evidence = queries.get(evidence_id, visit_id)
    if evidence.state != VERIFIED:
        raise Problem("evidence.not_uploaded")
    record(actor.name, "evidence.viewed", evidence.id)
    return service.read_content(store, evidence.sha256), evidence.media_type


def receipt_facts(evidence: Evidence) -> dict[str, str | int] | None:
    """What the receipt of a verified photo signs; None before it is verified."""
    if evidence.seq is None or evidence.decided_at is None or evidence.refusal:
        return None
    return {
        "evidence": str(evidence.id),
        "sha256": evidence.sha256,
        "verified_at": iso(evidence.decided_at),
        "seq": evidence.seq,
    }
