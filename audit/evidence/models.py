"""What we remember of evidence: the promise (evidence), the bytes (blob), the pixels (copy)."""

import uuid
from datetime import date, datetime

from sqlalchemy.orm import Mapped, mapped_column

from audit.infra.db import Base, Json, Owned

REGISTERED, VERIFIED, REFUSED = "registered", "verified", "refused"


class Evidence(Owned, Base):
    """One photo of one item, as the phone announced it. `declared`: a submission counts on it."""

    __tablename__ = "evidence"

    subject_kind: Mapped[str]
    subject_id: Mapped[uuid.UUID]
    item: Mapped[str]
    sha256: Mapped[str]
    size_bytes: Mapped[int]
    media_type: Mapped[str]
    state: Mapped[str]
    declared: Mapped[bool]
    refusal: Mapped[Json | None]  # {"code": …, "facts": {…}}
    registered_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    seq: Mapped[int | None]


class Blob(Base):
    """Bytes received, once per tenant; type, width and height as decoded, not as claimed."""

    __tablename__ = "blob"

    tenant_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(primary_key=True)
    size_bytes: Mapped[int]
    media_type: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    keep_until: Mapped[date | None]
    purged_at: Mapped[datetime | None]


class CopyRow(Base):
    """A copy rebuilt from the pixels of a blob, without any metadata."""

    __tablename__ = "copy"

    tenant_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    blob: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str]
    size_bytes: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
