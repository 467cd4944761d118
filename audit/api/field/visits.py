"""The visitor's visits: list, read, draft, submit."""

import uuid
from typing import Any

from flask_smorest import Blueprint

from audit.api.endpoint import File, endpoint
from audit.api.field import schemas
from audit.api.outside import outside
from audit.checklists.models import LibraryEntry
from audit.checklists.queries import by_hash
from audit.infra.pages import Asked, Page
from audit.people.actor import Actor
from audit.visits.models import Draft
from audit.visits.own import Own, get_own, list_own, save_draft, scripts_cited
from audit.visits.receive import Declared, Sent
from audit.visits.submit import Accepted, submit
from audit.visits.waiting import still_waiting

blueprint = Blueprint("field", __name__, url_prefix="/api/v1/field")


@endpoint(blueprint, "GET /visits", who="visits.work", lists=schemas.OwnVisitOut)
def list_own_visits(actor: Actor, asked: Asked) -> Page[dict[str, Any]]:
    """The visits assigned to me."""
    return list_own(actor, asked).map(_visit)


@endpoint(
    blueprint,
    "GET /visits/<uuid:visit_id>",
    who="visits.work",
    gives=schemas.OwnVisitDetailOut(),
)
def get_own_visit(actor: Actor, visit_id: uuid.UUID) -> dict[str, Any]:
    """One of my visits and what it still waits for."""
    own = get_own(actor, visit_id)
    return _visit(own) | {"waiting_for": still_waiting(own[0])}


@endpoint(
    blueprint,
    "GET /checklists/<string:version_hash>",
    who="visits.work",
    sends="application/json",
)
def get_checklist(actor: Actor, version_hash: str) -> File:  # noqa: ARG001 -- the tenant's wall is the scope
    """A checklist version by its hash; with its keys sorted it is what was hashed."""
    return File(by_hash(version_hash).arranged.encode(), "application/json")


@endpoint(
    blueprint,
    "GET /visits/<uuid:visit_id>/scripts",
    who="visits.work",
    gives=schemas.ScriptsOut(),
)
def get_visit_scripts(actor: Actor, visit_id: uuid.UUID) -> dict[str, Any]:
    """The scripts that the checklist of one of my visits cites."""
    return {"items": [_script(row) for row in scripts_cited(actor, visit_id)]}


def _script(row: LibraryEntry) -> dict[str, Any]:
    names = ("title", "text", "post", "stage")
    told = {name: row.document[name] for name in names}
    return {"code": row.code, "version": row.version} | told


@endpoint(
    blueprint,
    "PUT /visits/<uuid:visit_id>/draft",
    who="visits.work",
    takes=schemas.DraftIn(),
    gives=schemas.DraftOut(),
    problems=(409,),
)
def put_draft(actor: Actor, visit_id: uuid.UUID, body: dict[str, Any]) -> Draft:
    """Keep what I have so far of a part."""
    return save_draft(actor, visit_id, body["part"], body["answers"])


@endpoint(
    blueprint,
    "PUT /visits/<uuid:visit_id>/submissions/<uuid:submission_id>",
    who="visits.work",
    takes=schemas.SubmissionIn(),
    gives=schemas.AcceptedOut(),
    problems=(409,),
)
def put_submission(
    actor: Actor, visit_id: uuid.UUID, submission_id: uuid.UUID, body: dict[str, Any], sent: bytes
) -> dict[str, Any]:
    """Send a part of a visit. The same bytes again get the same receipt, for ever."""
    return _accepted(submit(actor, _sent(visit_id, submission_id, body, sent)))


def _sent(visit_id: uuid.UUID, submission_id: uuid.UUID, body: dict[str, Any], sent: bytes) -> Sent:
    return Sent(
        id=submission_id,
        visit_id=visit_id,
        part=body["part"],
        base=body["base"],
        checklist_hash=body["checklist_hash"],
        answers=body["answers"],
        manifest=tuple(
            Declared(p["id"], p["item"], p["sha256"], p["size_bytes"], p["type"])
            for p in body["evidence"]
        ),
        signals={
            kind: {name: str(value) for name, value in body[kind].items()}
            for kind in ("check_in", "check_out")
            if kind in body
        },
        body=sent,
    )


def _accepted(accepted: Accepted) -> dict[str, Any]:
    facts = accepted.receipt.facts()
    return {
        "receipt": facts | {"signature": outside().signer.sign(facts)},
        "state": accepted.state,
        "waiting_for": accepted.waiting_for,
    }


def _visit(own: Own) -> dict[str, Any]:
    visit, dealer, wave = own
    return {
        "id": visit.id,
        "dealer": dealer,
        "wave": wave,
        "kind": visit.kind,
        "scenario": visit.scenario,
        "window_opens": visit.window_opens,
        "window_closes": visit.window_closes,
        "checklist_hash": visit.version_hash,
        "state": visit.state,
        "revision": visit.current_revision or None,
    }
