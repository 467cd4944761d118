"""Photos of an own visit: announced, uploaded, verified (model 5).

Promise: a visitor touches evidence of their own visits only; the last photo to be verified submits
the visit in the same transaction.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from audit.checklists.queries import definition_of
from audit.evidence import queries, service
from audit.evidence.models import REGISTERED, VERIFIED, Evidence
from audit.evidence.service import Announced, Judged
from audit.infra.clock import iso
from audit.infra.db import db
from audit.infra.events import record
from audit.infra.store import Store, Upload
from audit.people.actor import Actor
from audit.people.queries import visitor_of
from audit.problems import Fault, Problem, refuse
from audit.visits.models import Visit
from audit.visits.own import lock_own, lock_visit
from audit.visits.states import (
    ACCEPTED,
    ASSIGNED,
    DEAD,
    EXPIRED,
    IN_PROGRESS,
    RETURNED,
    wrong_state,
)
from audit.visits.waiting import complete_if_ready

# Before the first submission arrives a visit is still assigned, and its photos come already. A
# phone cannot know that a visit was voided: its photos are taken and receipted like its answers.
TAKES_PHOTOS = frozenset({ASSIGNED, ACCEPTED, EXPIRED, IN_PROGRESS, RETURNED}) | DEAD
# copies that a screen shows; the third kind is for paper
SHOWN = frozenset({"view", "thumb"})
# what only the phone can mend, by sending the bytes again
PHONES_TURN = frozenset({"evidence.not_uploaded", "evidence.wrong_hash"})


@dataclass(frozen=True, slots=True)
class Registered:
    """A known photo and, while its bytes are missing, where to send them."""

    evidence: Evidence
    upload: Upload | None


def register_photo(
    actor: Actor, store: Store, visit_id: uuid.UUID, announced: Announced, valid_seconds: int
) -> Registered:
    """Announce a photo of an own visit; the same again answers the same with a fresh address.

    Later than `TAKES_PHOTOS` only what was announced before may still come. The visit is locked, or
    a submission that declares the photo at this moment would not see it and not count on it.
    """
    visit = lock_own(actor, visit_id)
    if visit.state not in TAKES_PHOTOS and not queries.is_known(announced.id, visit.id):
        raise wrong_state("register_evidence", visit.state)
    if announced.item not in definition_of(visit.version_hash).places:
        refuse([Fault("answer.unknown_item", "/item", item=announced.item)])
    evidence = service.register(visit.id, announced)
    return Registered(evidence, service.upload_for(store, evidence, valid_seconds))


def verify_photo(actor: Actor, store: Store, evidence_id: uuid.UUID) -> Evidence:
    """Judge the uploaded bytes while the visitor still stands there; repeatable."""
    evidence = own_photo(actor, evidence_id)
    visitor = f"visitor:{visitor_of(actor)}"
    judged = [service.judge(store, evidence)] if evidence.state == REGISTERED else []
    visit = lock_own(actor, evidence.subject_id)
    service.decide(judged, visitor)
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
    judged = list(judged_uploads(store, visit_id))
    visit = lock_visit(visit_id)
    service.decide(judged, "system")
    complete_if_ready(visit, "system")


def judged_uploads(store: Store, visit_id: uuid.UUID) -> Iterator[Judged]:
    """A judgement of each photo that was uploaded but never verified; the rest is left alone."""
    for evidence in queries.all_of(visit_id):
        if evidence.state == REGISTERED:
            try:
                yield service.judge(store, evidence)
            except Problem as problem:
                if problem.code not in PHONES_TURN:
                    raise


def original_of(
    actor: Actor, store: Store, visit_id: uuid.UUID, evidence_id: uuid.UUID
) -> tuple[bytes, str]:
    """The bytes received of a verified photo, with their type; the look is logged (domain 2.6)."""
    evidence = queries.get(evidence_id, visit_id)
    if evidence.state != VERIFIED:
        raise Problem("evidence.not_uploaded")
    record(actor.name, "evidence.viewed", evidence.id)
    return service.original(store, evidence)


def copy_of(store: Store, visit_id: uuid.UUID, evidence_id: uuid.UUID, kind: str) -> bytes:
    """The pixels of a verified photo rebuilt at the size of `kind`; no look at them is logged."""
    evidence = queries.get(evidence_id, visit_id)
    if kind not in SHOWN or evidence.state != VERIFIED:
        raise Problem("evidence.unknown")
    return service.copy_of(store, evidence, kind)


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
