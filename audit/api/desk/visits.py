"""Programmes, waves, visits and the verbs that move them."""

import uuid
from typing import Any

from flask_smorest import Blueprint
from werkzeug.datastructures import ETags

from audit.api.desk import schemas
from audit.api.desk.ledgers import ledger_parts
from audit.api.endpoint import File, endpoint
from audit.api.etag import row_version
from audit.api.outside import outside
from audit.api.schemas import WaitingOut
from audit.checklists.queries import definition_of
from audit.evidence import queries as evidence
from audit.evidence.models import Evidence
from audit.evidence.service import COPY_TYPE
from audit.infra.pages import Asked, Page
from audit.people.actor import Actor
from audit.scoring.result import restored
from audit.visits import assign, queries, review
from audit.visits.models import Decision, Flag, Programme, Revision, Visit, Wave
from audit.visits.photos import copy_of, original_of
from audit.visits.publish import publish_visit as publish
from audit.visits.publish import scorecard_row
from audit.visits.receive import Waiting
from audit.visits.waiting import still_waiting

blueprint = Blueprint("desk_visits", __name__, url_prefix="/api/v1/desk")


@endpoint(blueprint, "GET /programmes", who="waves.read", lists=schemas.ProgrammeOut)
def list_programmes(actor: Actor, asked: Asked) -> Page[Programme]:  # noqa: ARG001 -- the tenant's wall is the scope
    """Every programme."""
    return queries.list_programmes(asked)


@endpoint(
    blueprint,
    "POST /programmes",
    who="waves.manage",
    takes=schemas.ProgrammeIn(),
    gives=schemas.ProgrammeOut(),
    status=201,
    problems=(409,),
)
def add_programme(actor: Actor, body: dict[str, Any]) -> Programme:
    """Add a programme."""
    return assign.add_programme(actor, assign.NewProgramme(**body))


@endpoint(blueprint, "GET /waves", who="waves.read", lists=schemas.WaveOut)
def list_waves(actor: Actor, asked: Asked) -> Page[Wave]:  # noqa: ARG001 -- as above
    """Every wave."""
    return queries.list_waves(asked)


@endpoint(
    blueprint,
    "POST /waves",
    who="waves.manage",
    takes=schemas.WaveIn(),
    gives=schemas.WaveOut(),
    status=201,
    problems=(404, 409),
)
def open_wave(actor: Actor, body: dict[str, Any]) -> Wave:
    """Open a wave under a published checklist version."""
    return assign.open_wave(actor, assign.NewWave(**body))


@endpoint(
    blueprint,
    "GET /visits",
    who="visits.read",
    asks=schemas.VisitsIn(),
    lists=schemas.VisitOut,
)
def list_visits(actor: Actor, asked: Asked, query: dict[str, Any]) -> Page[Visit]:
    """The visits within my reach."""
    return queries.list_visits(actor, queries.Wanted(**query), asked)


@endpoint(
    blueprint,
    "POST /visits",
    who="visits.assign",
    takes=schemas.VisitIn(),
    gives=schemas.PlannedVisitOut(),
    status=201,
    problems=(404,),
)
def plan_visit(actor: Actor, body: dict[str, Any]) -> Visit:
    """Plan a visit, and assign it when its visitor is named."""
    return assign.plan_visit(actor, assign.NewVisit(**body))


@endpoint(blueprint, "GET /visits/<uuid:visit_id>", who="visits.read", gives=schemas.VisitOut())
def get_visit(actor: Actor, visit_id: uuid.UUID) -> Visit:
    """One visit; its ETag goes into If-Match of whatever moves it."""
    return review.get_visit(actor, visit_id)


@endpoint(
    blueprint,
    "POST /visits/<uuid:visit_id>/assign",
    who="visits.assign",
    takes=schemas.AssignIn(),
    gives=schemas.PlannedVisitOut(),
    match=True,
)
def assign_visit(actor: Actor, visit_id: uuid.UUID, body: dict[str, Any], expected: ETags) -> Visit:
    """Give a planned visit to a visitor."""
    return assign.assign_visit(actor, visit_id, body["visitor_id"], row_version(expected))


@endpoint(
    blueprint,
    "POST /visits/<uuid:visit_id>/complete",
    who="visits.complete",
    gives=schemas.VisitOut(),
    match=True,
)
def complete_visit(actor: Actor, visit_id: uuid.UUID, expected: ETags) -> Visit:
    """Stop waiting for a callback or photos that will not come."""
    return review.complete_visit(actor, outside().store, visit_id, row_version(expected))


@endpoint(
    blueprint,
    "POST /visits/<uuid:visit_id>/approve",
    who="visits.approve",
    gives=schemas.VisitOut(),
    match=True,
)
def approve_visit(actor: Actor, visit_id: uuid.UUID, expected: ETags) -> Visit:
    """Vouch for the answers of a submitted visit; never one's own."""
    return review.approve_visit(actor, visit_id, row_version(expected))


@endpoint(
    blueprint,
    "POST /visits/<uuid:visit_id>/publish",
    who="visits.publish",
    gives=schemas.VisitOut(),
    match=True,
    problems=(503,),
)
def publish_visit(actor: Actor, visit_id: uuid.UUID, expected: ETags) -> Visit:
    """Give the dealer their frozen copy; never by who approved it."""
    return publish(actor, outside().store, visit_id, row_version(expected))


@endpoint(
    blueprint,
    "POST /visits/<uuid:visit_id>/void",
    who="visits.void",
    takes=schemas.VoidIn(),
    gives=schemas.VisitOut(),
    match=True,
)
def void_visit(actor: Actor, visit_id: uuid.UUID, body: dict[str, Any], expected: ETags) -> Visit:
    """Take a visit out of the count, visibly and with a reason."""
    return review.void_visit(actor, visit_id, body["reason"], row_version(expected))


@endpoint(
    blueprint,
    "GET /visits/<uuid:visit_id>/ledger",
    who="ledgers.read",
    gives=schemas.LedgerOut(),
)
def get_ledger(actor: Actor, visit_id: uuid.UUID) -> dict[str, Any]:
    """The score of the revision in force, explained line by line, with its KPIs."""
    visit = review.get_visit(actor, visit_id, "ledgers.read")
    row = scorecard_row(visit.id, visit.current_revision)
    return {
        "revision": row.revision,
        "checklist_hash": row.checklist_hash,
        "scoring_version": row.scoring_version,
        "result": row.document["result"],
        "kpi": row.document["kpi"],
        **ledger_parts(
            definition_of(row.checklist_hash), restored(row.document), row.document["lines"]
        ),
    }


@endpoint(
    blueprint,
    "GET /visits/<uuid:visit_id>/revisions",
    who="answers.read",
    lists=schemas.RevisionOut,
)
def list_revisions(actor: Actor, visit_id: uuid.UUID, asked: Asked) -> Page[Revision]:
    """The answers of a visit, revision by revision."""
    visit = review.get_visit(actor, visit_id, "answers.read")
    return queries.list_revisions(visit.id, asked)


@endpoint(
    blueprint,
    "GET /visits/<uuid:visit_id>/decisions",
    who="visits.read",
    lists=schemas.DecisionOut,
)
def list_decisions(actor: Actor, visit_id: uuid.UUID, asked: Asked) -> Page[dict[str, Any]]:
    """Who decided what about a visit, and why."""
    visit = review.get_visit(actor, visit_id)
    return queries.list_decisions(visit.id, asked).map(_told)


def _told(decided: tuple[Decision, str | None]) -> dict[str, Any]:
    decision, by = decided
    names = ("verb", "revision", "reason", "decided_at")
    return {name: getattr(decision, name) for name in names} | {"by": by}


@endpoint(
    blueprint,
    "GET /visits/<uuid:visit_id>/waiting",
    who="visits.read",
    gives=WaitingOut(),
)
def get_waiting(actor: Actor, visit_id: uuid.UUID) -> Waiting:
    """What a visit in progress still waits for; nothing for any other."""
    return still_waiting(review.get_visit(actor, visit_id))


@endpoint(
    blueprint,
    "GET /visits/<uuid:visit_id>/flags",
    who="answers.read",
    lists=schemas.FlagOut,
)
def list_flags(actor: Actor, visit_id: uuid.UUID, asked: Asked) -> Page[Flag]:
    """What a reviewer should look at."""
    visit = review.get_visit(actor, visit_id, "answers.read")
    return queries.list_flags(visit.id, asked)


@endpoint(
    blueprint,
    "GET /visits/<uuid:visit_id>/evidence",
    who="answers.read",
    lists=schemas.VisitEvidenceOut,
)
def list_evidence(actor: Actor, visit_id: uuid.UUID, asked: Asked) -> Page[Evidence]:
    """The photos of a visit."""
    visit = review.get_visit(actor, visit_id, "answers.read")
    return evidence.list_evidence(visit.id, asked)


@endpoint(
    blueprint,
    "GET /visits/<uuid:visit_id>/evidence/<uuid:evidence_id>/original",
    who="answers.read",
    sends="image/*",
    problems=(503,),
)
def get_original(actor: Actor, visit_id: uuid.UUID, evidence_id: uuid.UUID) -> File:
    """The bytes of a photo as received; each look is logged."""
    visit = review.get_visit(actor, visit_id, "answers.read")
    data, media_type = original_of(actor, outside().store, visit.id, evidence_id)
    return File(data, media_type, f"{evidence_id}.{media_type.removeprefix('image/')}")


@endpoint(
    blueprint,
    "GET /visits/<uuid:visit_id>/evidence/<uuid:evidence_id>/copies/<string:kind>",
    who="answers.read",
    sends=COPY_TYPE,
    problems=(503,),
)
def get_evidence_copy(actor: Actor, visit_id: uuid.UUID, evidence_id: uuid.UUID, kind: str) -> File:
    """A photo as the desk shows it: `view` (1600) or `thumb` (320), without any metadata."""
    visit = review.get_visit(actor, visit_id, "answers.read")
    return File(copy_of(outside().store, visit.id, evidence_id, kind), COPY_TYPE)
