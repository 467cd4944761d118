"""Ordering, printing and reading reports.

Promise: an order is a row and a job in one transaction; printing twice gives the same file once;
a file is stored under its hash before the row says it is ready. What failed says why.
"""

import hashlib
import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from audit.evidence.service import content_key, read_content
from audit.infra.clock import now
from audit.infra.db import db, tenant
from audit.infra.events import announce, record
from audit.infra.failpoints import reach
from audit.infra.pages import Asked, Page, down, page
from audit.infra.store import Store
from audit.problems import LANGUAGES, Problem
from audit.reports.collect import document_of, photos_of
from audit.reports.models import DEALER, FAILED, QUALITY, READY, REQUESTED, Report
from audit.reports.press import MOST_BYTES, Press
from audit.visits.models import Publication, Visit
from audit.visits.snapshot import digest

PDF = "application/pdf"
# what printing again cannot mend: the job must not try for ever
FINAL = frozenset({"report.too_large", "report.photo_unclean", "report.outdated"})


def order_quality(visit_id: uuid.UUID, languages: Sequence[str] = LANGUAGES) -> None:
    """The quality edition of the revision in force; an order already given is left as it is."""
    visit = db.session.scalars(sa.select(Visit).where(Visit.id == visit_id)).one()
    for language in languages:
        _order(QUALITY, visit.id, visit.current_revision, language)


def order_dealer(publication_id: uuid.UUID, languages: Sequence[str] = LANGUAGES) -> None:
    """The dealer edition of a publication."""
    publication = db.session.scalars(
        sa.select(Publication).where(Publication.id == publication_id)
    ).one()
    for language in languages:
        _order(DEALER, publication.visit_id, publication.revision, language, publication.id)


def _order(
    edition: str,
    visit_id: uuid.UUID,
    revision: int,
    language: str,
    publication_id: uuid.UUID | None = None,
) -> None:
    report_id = uuid.uuid4()
    row = {
        "tenant_id": tenant(),
        "id": report_id,
        "edition": edition,
        "visit_id": visit_id,
        "publication_id": publication_id,
        "revision": revision,
        "language": language,
        "state": REQUESTED,
        "requested_at": now(),
    }
    placed = db.session.scalar(
        insert(Report).values(row).on_conflict_do_nothing().returning(Report.id)
    )
    if placed is not None:
        facts = {"edition": edition, "language": language}
        announce("system", "report.requested", report_id, urgent=edition == DEALER, **facts)


def print_report(store: Store, press: Press, report_id: uuid.UUID) -> None:
    """Print what was ordered; a second time changes nothing. Raises what a later try may mend."""
    report = get_report(report_id)
    if report.state == READY:
        return
    reach("report.begin")
    try:
        document = document_of(store, report)
        pdf = press.print(document, report.language, photos_of(store, document))
    except Problem as problem:
        if problem.code not in FINAL:
            raise
        give_up(report_id, problem.code)
        return
    reach("report.printed")
    sha256 = hashlib.sha256(pdf).hexdigest()
    store.write_once(content_key(sha256), pdf, PDF, sha256)
    reach("report.stored")
    # not locked while it is printed, which may take a minute: of two printers the second stops here
    db.session.refresh(report, with_for_update=True)
    if report.state == READY:
        return
    report.state, report.failure = READY, None
    report.document_hash, report.file_sha256 = digest(document), sha256
    report.size_bytes = len(pdf)
    record("system", "report.ready", report.id, file=sha256)
    db.session.flush()
    reach("report.marked")


def give_up(report_id: uuid.UUID, code: str) -> None:
    """The last try failed: say so on the row, and to the quality manager by event (model 10)."""
    report = get_report(report_id)
    db.session.refresh(report, with_for_update=True)
    if report.state == REQUESTED:
        report.state, report.failure = FAILED, code
        record("system", "report.failed", report.id, code=code)


def get_report(report_id: uuid.UUID, visit_id: uuid.UUID | None = None) -> Report:
    """One report, of this visit's quality editions if given; `report.unknown` for any other."""
    report = db.session.scalar(sa.select(Report).where(Report.id == report_id))
    if report is None or (visit_id and (report.visit_id, report.edition) != (visit_id, QUALITY)):
        raise Problem("report.unknown")
    return report


def list_reports(visit_id: uuid.UUID, asked: Asked) -> Page[Report]:
    """The quality editions of a visit, newest revision first, Chinese before English."""
    statement = sa.select(Report).where(Report.visit_id == visit_id, Report.edition == QUALITY)
    return page(statement, down(Report.revision, Report.language), asked)


def dealer_file(store: Store, publication: Publication, language: str) -> bytes:
    """The PDF of a publication; `report.not_ready` (503, try again) while it is being printed."""
    report = db.session.scalar(
        sa.select(Report).where(
            Report.publication_id == publication.id, Report.language == language
        )
    )
    return file_of(store, report)


def file_of(store: Store, report: Report | None) -> bytes:
    """The bytes of a report that is ready; says why for one that is not."""
    if report is not None and report.state == FAILED:
        raise Problem("report.failed", reason=report.failure or "")
    if report is None or report.file_sha256 is None:
        raise Problem("report.not_ready")
    return read_content(store, report.file_sha256, MOST_BYTES)
