"""Looking evidence up by its subject."""

import uuid
from collections.abc import Sequence

import sqlalchemy as sa

from audit.evidence.models import VERIFIED, Evidence
from audit.infra.db import db
from audit.infra.pages import Asked, Page, page, up
from audit.problems import Problem


def get(evidence_id: uuid.UUID, subject_id: uuid.UUID | None = None) -> Evidence:
    """One row, of this subject if given; `evidence.unknown` for absent and elsewhere alike."""
    statement = sa.select(Evidence).where(Evidence.id == evidence_id)
    if subject_id is not None:
        statement = statement.where(Evidence.subject_id == subject_id)
    found = db.session.scalar(statement)
    if found is None:
        raise Problem("evidence.unknown")
    return found


def is_known(evidence_id: uuid.UUID, subject_id: uuid.UUID) -> bool:
    """Whether this id was announced for this subject already."""
    statement = sa.select(Evidence.id).where(
        Evidence.id == evidence_id, Evidence.subject_id == subject_id
    )
    return db.session.scalar(statement) is not None


def all_of(subject_id: uuid.UUID) -> Sequence[Evidence]:
    """Every evidence of a subject, in order of registration."""
    return db.session.scalars(
        sa.select(Evidence)
        .where(Evidence.subject_id == subject_id)
        .order_by(Evidence.registered_at, Evidence.id)
    ).all()


def list_evidence(subject_id: uuid.UUID, asked: Asked) -> Page[Evidence]:
    """The evidence of a subject, in order of registration."""
    statement = sa.select(Evidence).where(Evidence.subject_id == subject_id)
    return page(statement, up(Evidence.registered_at, Evidence.id), asked)


def declared_of(subject_id: uuid.UUID) -> Sequence[Evidence]:
    """Every evidence that a submission of this subject counts on, in order of registration."""
    return db.session.scalars(
        sa.select(Evidence)
        .where(Evidence.subject_id == subject_id, Evidence.declared)
        .order_by(Evidence.registered_at, Evidence.id)
    ).all()


def verified_of(subject_id: uuid.UUID) -> Sequence[Evidence]:
    """The declared evidence that is verified: what may be shown."""
    return [row for row in declared_of(subject_id) if row.state == VERIFIED]
