"""Quality editions and the event log."""

import uuid
from typing import Any

from flask_smorest import Blueprint

from audit.api.desk import schemas
from audit.api.endpoint import File, endpoint
from audit.api.outside import outside
from audit.api.schemas import listed
from audit.infra.events import list_events
from audit.people.actor import Actor
from audit.reports import service
from audit.visits import review

blueprint = Blueprint("desk_reports", __name__, url_prefix="/api/v1/desk")


@endpoint(
    blueprint,
    "GET /visits/<uuid:visit_id>/reports",
    who="ledgers.read",
    gives=listed(schemas.ReportOut),
)
def list_reports(actor: Actor, visit_id: uuid.UUID) -> dict[str, Any]:
    """The quality editions of a visit."""
    visit = review.get_visit(actor, visit_id, "ledgers.read")
    return {"items": service.list_reports(visit.id)}


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


@endpoint(
    blueprint, "GET /log", who="log.read", asks=schemas.LogIn(), gives=listed(schemas.EventOut)
)
def get_log(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG001 -- the tenant's wall is the scope
    """A stretch of the event log."""
    return {"items": list_events(query["after"], query["limit"])}
