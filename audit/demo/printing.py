"""Prints the first papers of the demo, so that there is something to read at once.

The rest is printed by the worker from the queue; printing twice gives the same file once.
"""

import uuid
from contextlib import closing

import sqlalchemy as sa

from audit.infra.db import db, unit_of_work
from audit.infra.store import Store
from audit.reports import service as reports
from audit.reports.models import Report
from audit.reports.press import Press
from audit.visits.models import Publication


def print_some(store: Store, tenant_id: uuid.UUID, visits: int) -> int:
    """Both editions in both languages of the first `visits` published visits; how many files."""
    with unit_of_work(tenant_id):
        chosen = db.session.scalars(
            sa.select(Publication).order_by(Publication.published_on, Publication.id).limit(visits)
        ).all()
        for publication in chosen:
            reports.order_dealer(publication.id)
            reports.order_quality(publication.visit_id)
        wanted = [publication.visit_id for publication in chosen]
        ordered = db.session.scalars(sa.select(Report.id).where(Report.visit_id.in_(wanted))).all()
    with closing(Press()) as press:
        for report_id in ordered:
            with unit_of_work(tenant_id):
                reports.print_report(store, press, report_id)
    return len(ordered)
