"""Quality editions and the event log."""

import uuid

from flask_smorest import Blueprint

from audit.api.desk import schemas
from audit.api.endpoint import File, endpoint
from audit.api.outside import outside
from audit.infra.events import EventRow, list_events
from audit.infra.pages import Asked, Page
from audit.people.actor import Actor
from audit.reports import service
from audit.reports.models import Report
from audit.visits import review

blueprint = Blueprint("desk_reports", __name__, url_prefix="/api/v1/desk")


@endpoint(
    blueprint,
    "GET /visits/<uuid:visit_id>/reports",
    who="ledgers.read",
    lists=schemas.ReportOut,
)
def list_reports(actor: Actor, visit_id: uuid.UUID, asked: Asked) -> Page[Report]:
    """The quality editions of a visit."""
    visit = review.get_visit(actor, visit_id, "ledgers.read")
    return service.list_reports(visit.id, asked)


@endpoint(
    blueprint,
    "GET /visits/<uuid:visit_id>/reports/<uuid:report_id>/file",
    who="ledgers.read",
    sends="application/pdf",
    problems=(503,),
)
def get_report_file(actor: Actor, visit_id: uuid.UUID, report_id: uuid.UUID) -> File:
    """The PDF of a quality edition."""
    visit = review.get_visit(actor, visit_id, "ledgers.read")
    report = service.get_report(report_id, visit.id)
    data = service.file_of(outside().store, report)
    return File(data, service.PDF, f"quality-{report.language}.pdf")


@endpoint(blueprint, "GET /log", who="log.read", lists=schemas.EventOut)
def get_log(actor: Actor, asked: Asked) -> Page[EventRow]:  # noqa: ARG001 -- the tenant's wall is the scope
    """The event log, oldest first."""
    return list_events(asked)
