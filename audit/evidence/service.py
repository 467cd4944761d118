"""Evidence from promise to proof: register, verify, copy (model 5).

Promise: bytes are stored before the row that says so; an original is written once under its hash
and never edited; what is shown to anybody is rebuilt pixels. Whose evidence it is and whether they
may touch it is decided by the feature that owns the subject (`visits.photos`).
"""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from audit.evidence.models import REFUSED, REGISTERED, VERIFIED, Blob, CopyRow, Evidence
from audit.evidence.queries import get
from audit.evidence.sandbox import Facts, Refused, examine, make_copies
from audit.infra.clock import now
from audit.infra.db import db, tenant
from audit.infra.events import append
from audit.infra.queue import defer
from audit.infra.store import Absent, Store, Upload
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


def verify(store: Store, evidence: Evidence, actor_name: str) -> None:
    """Judge what was uploaded: verified or refused, once and for good; repeatable.

    Raises `evidence.not_uploaded` or `evidence.wrong_hash` (409), after which the phone sends the
    bytes again; the row stays registered.
    """
    if evidence.state != REGISTERED:
        return
    data = _quarantined(store, evidence)
    found = examine(data)
    if isinstance(found, Facts) and found.media_type != evidence.media_type:
        found = Refused("evidence.type_differs", {})
    if isinstance(found, Facts):
        store.write_once(content_key(evidence.sha256), data, found.media_type, evidence.sha256)
        _remember_blob(evidence.sha256, len(data), found)
    _decide(evidence, found, actor_name)


def _quarantined(store: Store, evidence: Evidence) -> bytes:
    key = quarantine_key(evidence)
    try:
        data = store.read(key, LARGEST_BYTES)
    except Absent:
        raise Problem("evidence.not_uploaded") from None
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
    # two phones of one visitor may verify at once: the first decides, the second reads
    db.session.refresh(evidence, with_for_update=True)
    if evidence.state != REGISTERED:
        return
    refusal = {"code": found.code, "facts": found.facts} if isinstance(found, Refused) else None
    evidence.state = REFUSED if refusal else VERIFIED
    evidence.refusal = refusal
    evidence.decided_at = now()
    if not refusal:
        defer("evidence.verified", evidence.id)
    verb = "evidence.refused" if refusal else "evidence.verified"
    evidence.seq = append(actor_name, verb, evidence.id, sha256=evidence.sha256)
    db.session.flush()


def make_missing_copies(store: Store, evidence_id: uuid.UUID) -> None:
    """The worker's part after a photo is verified: its three copies."""
    ensure_copies(store, [get(evidence_id).sha256])


def ensure_copies(store: Store, hashes: Sequence[str]) -> dict[tuple[str, str], CopyRow]:
    """The copies of these blobs by (blob, kind), made now where they were not yet."""
    found = _copies(hashes)
    for sha256 in set(hashes) - {blob for blob, _ in found}:
        original = store.read(content_key(sha256), LARGEST_BYTES)
        for copy in make_copies(original):
            store.write_once(content_key(copy.sha256), copy.data, COPY_TYPE, copy.sha256)
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


def read_content(store: Store, sha256: str) -> bytes:
    """The bytes of an original or a copy, hashed again on the way out (T-C11)."""
    data = store.read(content_key(sha256), LARGEST_BYTES)
    if hashlib.sha256(data).hexdigest() != sha256:
        raise Problem("evidence.lost")
    return data
