"""What a report is printed from: the frozen document and the photo copies it names."""

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from audit.evidence.service import read_content
from audit.infra.clock import local_day
from audit.infra.db import db
from audit.infra.store import Store
from audit.people.models import Tenant
from audit.problems import Problem
from audit.reports.models import DEALER, Report
from audit.visits.models import Publication, Revision, Visit
from audit.visits.publish import visit_facts
from audit.visits.snapshot import snapshot

Document = dict[str, Any]


def document_of(store: Store, report: Report) -> Document:
    """The visit document of this report: the publication's own, or the revision's quality edition.

    The quality edition is built from the scorecard as stored and dated by its revision, so asking
    again gives the same bytes.
    """
    if report.edition == DEALER:
        return _published(report)
    visit = db.session.scalars(sa.select(Visit).where(Visit.id == report.visit_id)).one()
    if visit.current_revision != report.revision:
        raise Problem("report.outdated")
    made_at, zone = db.session.execute(
        sa.select(Revision.created_at, Tenant.time_zone)
        .join(Tenant, Tenant.id == Revision.tenant_id)
        .where(Revision.visit_id == visit.id, Revision.number == report.revision)
    ).one()
    return snapshot(visit_facts(store, visit, local_day(made_at, zone)), "quality")


def _published(report: Report) -> Document:
    text = db.session.scalars(
        sa.select(Publication.document).where(Publication.id == report.publication_id)
    ).one()
    document: Document = json.loads(text)
    return document


def photos_of(store: Store, document: Document) -> dict[str, bytes]:
    """The bytes of every copy that the document names, hashed again on the way (T-C11)."""
    return {sha256: read_content(store, sha256) for sha256 in set(_hashes(document))}


def _hashes(document: Document) -> Iterator[str]:
    for item in document["items"]:
        for photo in item["photos"]:
            yield photo["sha256"]
