"""What we remember of reports: which edition of what, in which language, and its file."""

import uuid
from datetime import datetime

from sqlalchemy.orm import Mapped

from audit.infra.db import Base, Owned

REQUESTED, READY, FAILED = "requested", "ready", "failed"
QUALITY, DEALER = "quality", "dealer"


class Report(Owned, Base):
    """One PDF: a dealer edition, from its publication, or a quality edition, from a revision."""

    __tablename__ = "report"

    edition: Mapped[str]
    visit_id: Mapped[uuid.UUID]
    publication_id: Mapped[uuid.UUID | None]
    revision: Mapped[int]
    language: Mapped[str]
    state: Mapped[str]
    document_hash: Mapped[str | None]
    file_sha256: Mapped[str | None]
    size_bytes: Mapped[int | None]
    failure: Mapped[str | None]
    requested_at: Mapped[datetime]
