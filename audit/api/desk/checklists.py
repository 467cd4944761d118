"""Checklist versions."""

import uuid
from typing import Any

from flask_smorest import Blueprint
from werkzeug.datastructures import ETags

from audit.api.desk import schemas
from audit.api.endpoint import File, endpoint
from audit.api.etag import row_version
from audit.checklists import queries, service
from audit.checklists.models import ChecklistVersion
from audit.infra.pages import Asked, Page
from audit.kpi.queries import frameworks
from audit.people.actor import Actor

blueprint = Blueprint("desk_checklists", __name__, url_prefix="/api/v1/desk")


@endpoint(blueprint, "GET /checklists", who="checklists.read", lists=schemas.ChecklistOut)
def list_checklists(actor: Actor, asked: Asked) -> Page[ChecklistVersion]:  # noqa: ARG001 -- the tenant's wall is the scope
    """Every checklist version."""
    return queries.list_versions(asked)


@endpoint(
    blueprint,
    "POST /checklists",
    who="checklists.manage",
    takes=schemas.ChecklistIn(),
    gives=schemas.ChecklistOut(),
    status=201,
    problems=(409,),
)
def draft_checklist(actor: Actor, body: dict[str, Any]) -> ChecklistVersion:
    """Draft a version from a document; every fault comes with its place."""
    return service.draft_version(actor.name, body["document"])


@endpoint(
    blueprint,
    "GET /checklists/<uuid:version_id>",
    who="checklists.read",
    gives=schemas.ChecklistOut(),
)
def get_desk_checklist(actor: Actor, version_id: uuid.UUID) -> ChecklistVersion:  # noqa: ARG001 -- as above
    """One checklist version."""
    return queries.get(version_id)


@endpoint(
    blueprint,
    "GET /checklists/<uuid:version_id>/document",
    who="checklists.read",
    sends="application/json",
)
def get_document(actor: Actor, version_id: uuid.UUID) -> File:  # noqa: ARG001 -- as above
    """The document of a version, in its normal form."""
    return File(queries.get(version_id).document.encode(), "application/json")


@endpoint(
    blueprint,
    "PUT /checklists/<uuid:version_id>/document",
    who="checklists.manage",
    takes=schemas.ChecklistIn(),
    gives=schemas.ChecklistOut(),
    match=True,
)
def put_document(
    actor: Actor, version_id: uuid.UUID, body: dict[str, Any], expected: ETags
) -> ChecklistVersion:
    """Replace the content of a draft."""
    return service.replace_draft(actor.name, version_id, body["document"], row_version(expected))


@endpoint(
    blueprint,
    "POST /checklists/<uuid:version_id>/publish",
    who="checklists.manage",
    gives=schemas.ChecklistOut(),
    match=True,
    problems=(422,),
)
def publish_checklist(actor: Actor, version_id: uuid.UUID, expected: ETags) -> ChecklistVersion:
    """Publish a draft for good; refused with everything it still lacks."""
    return service.publish(actor.name, version_id, frameworks(), row_version(expected))


@endpoint(
    blueprint,
    "POST /checklists/<uuid:version_id>/retire",
    who="checklists.manage",
    gives=schemas.ChecklistOut(),
    match=True,
)
def retire_checklist(actor: Actor, version_id: uuid.UUID, expected: ETags) -> ChecklistVersion:
    """No new wave may use this version."""
    return service.retire(actor.name, version_id, row_version(expected))
