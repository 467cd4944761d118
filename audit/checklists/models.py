"""What we remember of checklists, KPI frameworks and the library: documents by code, version."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from audit.infra.db import Base, Json, Owned

STATES = DRAFT, PUBLISHED, RETIRED = "draft", "published", "retired"


class ChecklistVersion(Owned, Base):
    """One version. `document` is the normal form, byte for byte what `hash` was taken of, and
    `arranged` the same with choices in the author's order; the database derives what it tells."""

    __tablename__ = "checklist_version"

    code: Mapped[str]
    version: Mapped[int]
    state: Mapped[str]
    document: Mapped[str]
    arranged: Mapped[str]
    hash: Mapped[str]
    title: Mapped[Json] = mapped_column(server_default=sa.FetchedValue())
    item_count: Mapped[int] = mapped_column(server_default=sa.FetchedValue())
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    row_version: Mapped[int] = mapped_column(default=1)


class FrameworkRow(Owned, Base):
    """A KPI framework document; `audit.kpi.frameworks` reads it."""

    __tablename__ = "framework"

    code: Mapped[str]
    version: Mapped[int]
    document: Mapped[Json]


class LibraryEntry(Owned, Base):
    """A part that checklists are written from, in one version; `entries` reads its document.

    The column is json and not jsonb: choices are shown in the order of their author.
    """

    __tablename__ = "library_entry"

    kind: Mapped[str]
    code: Mapped[str]
    version: Mapped[int]
    document: Mapped[Json] = mapped_column(sa.JSON)
    hash: Mapped[str]
    title: Mapped[Json]
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None] = mapped_column(default=None)
