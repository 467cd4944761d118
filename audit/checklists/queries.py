"""Looking checklists and frameworks up. A published definition never changes, so it is kept."""

import uuid
from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from threading import Lock

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on

from audit.checklists.definition import parse
from audit.checklists.document import Definition
from audit.checklists.entries import SCRIPT
from audit.checklists.models import DRAFT, ChecklistVersion, FrameworkRow, LibraryEntry
from audit.checklists.read_document import LANGUAGES
from audit.infra.db import Json, db, tenant
from audit.infra.pages import Asked, Page, down, page, up
from audit.problems import Problem

KEPT = 64  # parsed definitions held in memory, least recently used goes first

_definitions: OrderedDict[tuple[uuid.UUID, str], Definition] = OrderedDict()
_lock = Lock()


def definition_of(version_hash: str) -> Definition:
    """The parsed definition of a version ever published; `checklist.unknown` for any other."""
    key = (tenant(), version_hash)
    with _lock:
        if key in _definitions:
            _definitions.move_to_end(key)
            return _definitions[key]
    definition = definition_in(by_hash(version_hash))
    with _lock:
        _definitions[key] = definition
        while len(_definitions) > KEPT:
            _definitions.popitem(last=False)
    return definition


def by_hash(version_hash: str) -> ChecklistVersion:
    """The row of a version that was ever published; drafts have no readers but their authors."""
    found = db.session.scalar(
        sa.select(ChecklistVersion).where(
            ChecklistVersion.hash == version_hash, ChecklistVersion.state != DRAFT
        )
    )
    if found is None:
        raise Problem("checklist.unknown")
    return found


def get(version_id: uuid.UUID) -> ChecklistVersion:
    """One version in any state, for the desk."""
    found = db.session.scalar(sa.select(ChecklistVersion).where(ChecklistVersion.id == version_id))
    if found is None:
        raise Problem("checklist.unknown")
    return found


def find(code: str, version: int) -> ChecklistVersion | None:
    """The row of a code and version in any state, if there is one."""
    named = (ChecklistVersion.code == code, ChecklistVersion.version == version)
    return db.session.scalar(sa.select(ChecklistVersion).where(*named))


def list_versions(asked: Asked, **exact: str | None) -> Page[ChecklistVersion]:
    """The versions with these values of `code`, `state` or `hash`, by code, newest first."""
    order = up(ChecklistVersion.code) + down(ChecklistVersion.version)
    wanted = {name: value for name, value in exact.items() if value is not None}
    return page(sa.select(ChecklistVersion).filter_by(**wanted), order, asked)


def definition_in(row: ChecklistVersion) -> Definition:
    """The definition of any version, a draft too."""
    return parse(orjson.loads(row.arranged))


def list_frameworks(asked: Asked) -> Page[FrameworkRow]:
    """The KPI frameworks, by code, newest first."""
    order = up(FrameworkRow.code) + down(FrameworkRow.version)
    return page(sa.select(FrameworkRow), order, asked)


def framework_documents() -> Sequence[Json]:
    """Every framework document of the tenant, by code, newest first."""
    order = (FrameworkRow.code, FrameworkRow.version.desc())
    return db.session.scalars(sa.select(FrameworkRow.document).order_by(*order)).all()


@dataclass(frozen=True, slots=True)
class WantedEntries:
    """Which parts of the library. None means whatever; `text` is of code or title."""

    kind: str | None = None
    text: str | None = None
    retired: bool | None = None


def list_entries(wanted: WantedEntries, asked: Asked) -> Page[LibraryEntry]:
    """The parts wanted, by kind and code, newest first."""
    statement = sa.select(LibraryEntry)
    if wanted.kind is not None:
        statement = statement.where(LibraryEntry.kind == wanted.kind)
    if wanted.retired is not None:
        statement = statement.where(LibraryEntry.retired_at.is_not(None) == wanted.retired)
    if wanted.text is not None:
        called = (LibraryEntry.code, *(LibraryEntry.title[key].astext for key in LANGUAGES))
        statement = statement.where(
            sa.or_(*(column.icontains(wanted.text, autoescape=True) for column in called))
        )
    order = up(LibraryEntry.kind, LibraryEntry.code) + down(LibraryEntry.version)
    return page(statement, order, asked)


def get_entry(entry_id: uuid.UUID) -> LibraryEntry:
    """One part of the library, retired or not."""
    found = db.session.scalar(sa.select(LibraryEntry).where(LibraryEntry.id == entry_id))
    if found is None:
        raise Problem("library.unknown")
    return found


def scripts_in_use() -> frozenset[str]:
    """The codes that an item may cite: of scripts whose newest version is not retired."""
    newest = _newest_scripts().subquery()
    return frozenset(
        db.session.scalars(sa.select(newest.c.code).where(newest.c.retired_at.is_(None)))
    )


def scripts_of(codes: Collection[str]) -> Sequence[LibraryEntry]:
    """The newest version of each script, by code; retired ones too, for a visit begun before."""
    return db.session.scalars(_newest_scripts().where(LibraryEntry.code.in_(codes))).all()


def _newest_scripts() -> sa.Select[LibraryEntry]:
    return (
        sa.select(LibraryEntry)
        .ext(distinct_on(LibraryEntry.code))
        .where(LibraryEntry.kind == SCRIPT)
        .order_by(LibraryEntry.code, LibraryEntry.version.desc())
    )
