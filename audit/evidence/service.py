"""Evidence from promise to proof: register, verify, copy (model 5).

Promise: bytes are stored before the row that says so; an original is written once under its hash
and never edited; what is shown to anybody is rebuilt pixels. Whose evidence it is and whether they
may touch it is decided by the feature that owns the subject (`visits.photos`).
"""

import hashlib
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from audit.evidence.models import REFUSED, REGISTERED, VERIFIED, Blob, CopyRow, Evidence
from audit.evidence.queries import get
from audit.evidence.sandbox import Facts, Refused, examine, make_copies
from audit.infra.clock import now
from audit.infra.db import db, tenant
from audit.infra.events import append
from audit.infra.failpoints import reach
from audit.infra.queue import defer
from audit.infra.store import Absent, Store, TooLong, Upload
from audit.problems import Fault, Problem

MEDIA_TYPES = ("image/jpeg", "image/png", "image/webp")
LARGEST_BYTES = 20 * 1024 * 1024
COPY_TYPE = "image/jpeg"


@dataclass(frozen=True, slots=True)
class Announced:
    """What a phone says of a photo before sending it; `sha256` in hex, `size_bytes` of the file."""

    id: uuid.UUID
    item: str
    sha256: str
    size_bytes: int
    media_type: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What the bytes that came for `evidence` turned out to be."""

    evidence: Evidence
    found: Facts | Refused
    size_bytes: int


def differs(known: Evidence, subject_id: uuid.UUID, announced: Announced) -> bool:
    """Whether the id is taken by another photo: of another subject, item or content (model 4)."""
    return (known.subject_id, known.item, known.sha256) != (
        subject_id,
        announced.item,
        announced.sha256,
    )


def register(subject_id: uuid.UUID, announced: Announced) -> Evidence:
    """The row for what the phone announced; the same again is the same row.

    Raises `evidence.other_content` (409) when the id stands for something else.
    """
    row = _new_row(subject_id, announced)
    db.session.execute(insert(Evidence).values(row).on_conflict_do_nothing())
    known = db.session.scalar(sa.select(Evidence).where(Evidence.id == announced.id))
    if known is None or differs(known, subject_id, announced):
        raise Problem("evidence.other_content", [Fault("evidence.id_taken")])
    return known


def _new_row(subject_id: uuid.UUID, announced: Announced) -> dict[str, object]:
    return {
        "tenant_id": tenant(),
        "id": announced.id,
        "subject_kind": "visit",
        "subject_id": subject_id,
        "item": announced.item,
        "sha256": announced.sha256,
        "size_bytes": announced.size_bytes,
        "media_type": announced.media_type,
        "state": REGISTERED,
        "declared": False,
        "registered_at": now(),
    }


def quarantine_key(evidence: Evidence) -> str:
    """Where the phone may put the bytes; nothing reads there but `verify`."""
    return f"quarantine/{tenant()}/{evidence.id}"


def content_key(sha256: str) -> str:
    """Where content lies for good: `tenant/sha256` (rel 4.4)."""
    return f"{tenant()}/{sha256}"


def upload_for(store: Store, evidence: Evidence, valid_seconds: int) -> Upload | None:
    """Permission to send the bytes; None when they are verified or refused already."""
    if evidence.state != REGISTERED:
        return None
    return store.upload(
        quarantine_key(evidence),
        sha256=evidence.sha256,
        size_bytes=evidence.size_bytes,
        media_type=evidence.media_type,
        valid_seconds=valid_seconds,
    )


def judge(store: Store, evidence: Evidence) -> Judged:
    """Look at what was uploaded, and store it for good if it is an honest photo.

    Slow, repeatable and without a trace in the database: to be called before any row is locked.
    Another type than announced is no fault: what the bytes are counts, the announcement is a claim
    (T-A11). Raises `evidence.not_uploaded` or `evidence.wrong_hash` (409), after which the phone
    sends the bytes again.
    """
    data = _quarantined(store, evidence)
    found = examine(data)
    if isinstance(found, Facts):
        store.write_once(content_key(evidence.sha256), data, found.media_type, evidence.sha256)
        reach("evidence.stored")
    return Judged(evidence, found, len(data))


def decide(judged: Sequence[Judged], actor_name: str) -> None:
    """Verified or refused, once and for good: what was decided meanwhile stays as it is.

    The subject must be locked. Locks come in one order here and everywhere: subject, evidence,
    blobs by hash, head of the log; else two subjects with the same photos could block each other.
    """
    for each in judged:
        db.session.refresh(each.evidence, with_for_update=True)
    undecided = [each for each in judged if each.evidence.state == REGISTERED]
    for each in sorted(undecided, key=lambda each: each.evidence.sha256):
        if isinstance(each.found, Facts):
            _remember_blob(each.evidence.sha256, each.size_bytes, each.found)
            defer("evidence.verified", each.evidence.id)
    for each in undecided:
        _decide(each.evidence, each.found, actor_name)
    db.session.flush()


def _quarantined(store: Store, evidence: Evidence) -> bytes:
    key = quarantine_key(evidence)
    try:
        data = store.read(key, LARGEST_BYTES)
    except Absent:
        raise Problem("evidence.not_uploaded") from None
    except TooLong:  # nothing that long can have been announced
        data = b""
    if hashlib.sha256(data).hexdigest() != evidence.sha256:
        store.delete(key)
        raise Problem("evidence.wrong_hash")
    return data


def _remember_blob(sha256: str, size_bytes: int, found: Facts) -> None:
    row = {
        "tenant_id": tenant(),
        "sha256": sha256,
        "size_bytes": size_bytes,
        "media_type": found.media_type,
        "width": found.width,
        "height": found.height,
    }
    db.session.execute(insert(Blob).values(row).on_conflict_do_nothing())


def _decide(evidence: Evidence, found: Facts | Refused, actor_name: str) -> None:
    refusal = {"code": found.code, "facts": found.facts} if isinstance(found, Refused) else None
    evidence.state = REFUSED if refusal else VERIFIED
    evidence.refusal = refusal
    evidence.decided_at = now()
    verb = "evidence.refused" if refusal else "evidence.verified"
    evidence.seq = append(actor_name, verb, evidence.id, sha256=evidence.sha256)


def count_off(evidence_ids: Collection[uuid.UUID]) -> None:
    """No submission counts on these any more: coming late they are kept and receipted, but change
    no document of what was submitted without them (T-B3)."""
    db.session.execute(
        sa.update(Evidence).where(Evidence.id.in_(evidence_ids)).values(declared=False)
    )


def make_missing_copies(store: Store, evidence_id: uuid.UUID) -> None:
    """The worker's part after a photo is verified: its three copies."""
    ensure_copies(store, [get(evidence_id).sha256])


def ensure_copies(store: Store, hashes: Sequence[str]) -> dict[tuple[str, str], CopyRow]:
    """The copies of these blobs by (blob, kind), made now where they were not yet."""
    found = _copies(hashes)
    for sha256 in sorted(set(hashes) - {blob for blob, _ in found}):
        for copy in make_copies(read_content(store, sha256)):
            store.write_once(content_key(copy.sha256), copy.data, COPY_TYPE, copy.sha256)
            reach("evidence.copied")
            row = {
                "tenant_id": tenant(),
                "blob": sha256,
                "kind": copy.kind,
                "sha256": copy.sha256,
                "size_bytes": len(copy.data),
                "width": copy.width,
                "height": copy.height,
            }
            db.session.execute(insert(CopyRow).values(row).on_conflict_do_nothing())
    return _copies(hashes) if len(found) < 3 * len(set(hashes)) else found


def _copies(hashes: Sequence[str]) -> dict[tuple[str, str], CopyRow]:
    rows = db.session.scalars(sa.select(CopyRow).where(CopyRow.blob.in_(hashes)))
    return {(row.blob, row.kind): row for row in rows}


def copy_of(store: Store, evidence: Evidence, kind: str) -> bytes:
    """A copy of a verified photo; `evidence.copy_not_ready` (503) until the worker made it."""
    rows = _copies([evidence.sha256])
    if (evidence.sha256, kind) not in rows:
        raise Problem("evidence.copy_not_ready")
    return read_content(store, rows[evidence.sha256, kind].sha256)


def original(store: Store, evidence: Evidence) -> tuple[bytes, str]:
    """The bytes received of a verified photo and their type as decoded, whatever was announced."""
    media_type = db.session.scalars(
        sa.select(Blob.media_type).where(Blob.sha256 == evidence.sha256)
    ).one()
    return read_content(store, evidence.sha256), media_type


def read_content(store: Store, sha256: str, limit_bytes: int = LARGEST_BYTES) -> bytes:
    """The bytes of an original or a copy, hashed again on the way out (T-C11).

    Raises `evidence.lost` for what is damaged and for what is gone.
    """
    try:
        data = store.read(content_key(sha256), limit_bytes)
    except Absent:
        raise Problem("evidence.lost") from None
    if hashlib.sha256(data).hexdigest() != sha256:
        raise Problem("evidence.lost")
    return data
