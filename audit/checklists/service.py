"""Writing checklist versions and the parts they are written from: draft, publish, retire.

Promise: what is published never changes (the database refuses it too) and is known by the hash of
its normal form; a draft may be replaced until then. Old versions keep their scores.
"""

import uuid
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from audit.checklists.definition import parse
from audit.checklists.document import Definition
from audit.checklists.entries import Entry, read_entry
from audit.checklists.models import (
    DRAFT,
    PUBLISHED,
    RETIRED,
    ChecklistVersion,
    FrameworkRow,
    LibraryEntry,
)
from audit.checklists.publishing import LeafBook, check_publishable, pinned
from audit.checklists.queries import definition_in, find, get, get_entry, scripts_in_use
from audit.infra.clock import now
from audit.infra.db import Json, db, refusing, tenant
from audit.infra.events import record
from audit.problems import Fault, Problem, refuse

TAKEN = {
    "checklist_version_unique": "checklist.version_taken",
    "checklist_version_hash_unique": "checklist.same_content",
}


def draft_version(actor_name: str, document: object) -> ChecklistVersion:
    """A draft from a document of format 1; every fault of it is told with its place."""
    definition = parse(document)
    refuse(identity_faults(definition))
    row = ChecklistVersion(
        id=uuid.uuid4(),
        code=definition.code,
        version=definition.version,
        state=DRAFT,
        **_content(definition),
        created_at=now(),
    )
    with refusing(TAKEN):
        db.session.add(row)
    record(actor_name, "checklist.drafted", row.id, hash=row.hash)
    return row


def _content(definition: Definition) -> dict[str, object]:
    return {
        "document": definition.normal,
        "arranged": definition.arranged,
        "hash": definition.version_hash,
    }


def identity_faults(definition: Definition) -> list[Fault]:
    """What even a draft must say of itself: its code and version."""
    missing = [("/code", definition.code), ("/version", definition.version)]
    return [Fault("checklist.no_identity", place) for place, value in missing if not value]


def replace_draft(
    actor_name: str, version_id: uuid.UUID, document: object, row_version: int
) -> ChecklistVersion:
    """New content for a draft of the same code and version."""
    row, definition = get(version_id), parse(document)
    if row.state != DRAFT:
        raise Problem("checklist.not_draft")
    if (definition.code, definition.version) != (row.code, row.version):
        raise Problem("checklist.other_identity")
    with refusing(TAKEN):
        _write(row, row_version, _content(definition))
    record(actor_name, "checklist.drafted", row.id, hash=definition.version_hash)
    return row


def publish_faults(definition: Definition, frameworks: Iterable[LeafBook]) -> list[Fault]:
    """Everything that keeps it from being published in this tenant."""
    return check_publishable(definition, frameworks, scripts_in_use())


def keep_draft(actor_name: str, document: object) -> tuple[ChecklistVersion, str | None]:
    """The document as the draft of its code and version, and the hash of the draft it replaced.

    A workbook has no ETag to come with: whoever uploads it means the draft of that name.
    `checklist.version_taken` when that version is not a draft any more.
    """
    definition = parse(document)
    found = find(definition.code, definition.version)
    if found is None:
        return draft_version(actor_name, document), None
    if found.state != DRAFT:
        raise Problem("checklist.version_taken")
    before = found.hash
    return replace_draft(actor_name, found.id, document, found.row_version), before


def publish(
    actor_name: str, version_id: uuid.UUID, frameworks: Iterable[LeafBook], row_version: int
) -> ChecklistVersion:
    """Publish a draft, its KPI frameworks pinned to the versions they have now.

    Refused with every fault that `check_publishable` finds.
    """
    row, books = get(version_id), tuple(frameworks)
    if row.state != DRAFT:
        raise Problem("checklist.not_draft")
    definition = definition_in(row)
    refuse(publish_faults(definition, books))
    final = pinned(definition, books)
    values = {"state": PUBLISHED, "published_at": now()}
    with refusing(TAKEN):
        _write(row, row_version, values | _content(final))
    record(actor_name, "checklist.published", row.id, hash=final.version_hash)
    return row


def retire(actor_name: str, version_id: uuid.UUID, row_version: int) -> ChecklistVersion:
    """No new wave may use it; what was begun with it goes on."""
    row = get(version_id)
    if row.state != PUBLISHED:
        raise Problem("checklist.not_published")
    _write(row, row_version, {"state": RETIRED})
    record(actor_name, "checklist.retired", row.id, hash=row.hash)
    return row


def _write(row: ChecklistVersion, row_version: int, values: dict[str, object]) -> None:
    done = db.session.execute(
        sa.update(ChecklistVersion)
        .where(
            ChecklistVersion.id == row.id,
            ChecklistVersion.row_version == row_version,
            ChecklistVersion.state == row.state,
        )
        .values(**values, row_version=row_version + 1)
        .returning(ChecklistVersion.id)
    )
    if done.scalar_one_or_none() is None:
        raise Problem("request.stale")
    db.session.refresh(row)


def add_framework(actor_name: str, document: Json) -> None:
    """Keep a KPI framework document; the same code and version again changes nothing."""
    row_id = uuid.uuid4()
    row = {"tenant_id": tenant(), "id": row_id, "document": document}
    row |= {"code": document["code"], "version": document["version"]}
    db.session.execute(insert(FrameworkRow).values(row).on_conflict_do_nothing())
    record(actor_name, "framework.added", row_id, code=str(document["code"]))


def add_entry(actor_name: str, kind: str, code: str, document: object) -> LibraryEntry:
    """Keep a part of the library as the next version of its code; raises every fault it has.

    The content that the newest version has already is not written again. Two who write at once get
    two versions, or the slower one `library.changed_meanwhile`.
    """
    entry = read_entry(kind, document)
    newest = db.session.scalar(
        sa.select(LibraryEntry)
        .where(LibraryEntry.kind == kind, LibraryEntry.code == code)
        .order_by(LibraryEntry.version.desc())
        .limit(1)
    )
    if newest is not None and newest.hash == entry.hash and newest.retired_at is None:
        return newest
    row = _entry_row(code, newest.version + 1 if newest else 1, entry)
    with refusing({"library_entry_unique": "library.changed_meanwhile"}):
        db.session.add(row)
    record(actor_name, "library.added", row.id, kind=kind, code=code, version=row.version)
    return row


def _entry_row(code: str, version: int, entry: Entry) -> LibraryEntry:
    return LibraryEntry(
        id=uuid.uuid4(),
        kind=entry.kind,
        code=code,
        version=version,
        document=entry.document,
        hash=entry.hash,
        title=entry.title,
        created_at=now(),
    )


def retire_entry(actor_name: str, entry_id: uuid.UUID) -> LibraryEntry:
    """No new checklist may use it; those published with it stay as they are. Again changes
    nothing."""
    row = get_entry(entry_id)
    retired = db.session.scalar(
        sa.update(LibraryEntry)
        .where(LibraryEntry.id == row.id, LibraryEntry.retired_at.is_(None))
        .values(retired_at=now())
        .returning(LibraryEntry.id)
        .execution_options(synchronize_session=False)
    )
    if retired is not None:
        record(actor_name, "library.retired", row.id, kind=row.kind, code=row.code)
    db.session.refresh(row)
    return row
