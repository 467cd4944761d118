"""Checklist versions."""

import uuid
from collections import Counter
from typing import Any

from flask_smorest import Blueprint
from werkzeug.datastructures import ETags

from audit.api.desk import checklist_schemas as of_checklists
from audit.api.desk.ledgers import ledger_parts
from audit.api.endpoint import File, endpoint
from audit.api.etag import row_version
from audit.api.faults import told
from audit.checklists import queries, service
from audit.checklists.answers import parse_answers
from audit.checklists.definition import parse
from audit.checklists.differences import differences
from audit.checklists.models import ChecklistVersion
from audit.checklists.publishing import pinned
from audit.infra.pages import Asked, Page
from audit.kpi.queries import frameworks
from audit.kpi.rollup import stored_kpis
from audit.people.actor import Actor
from audit.problems import Problem
from audit.scoring.result import ledger, result
from audit.visits.trial import try_out

blueprint = Blueprint("desk_checklists", __name__, url_prefix="/api/v1/desk")


@endpoint(
    blueprint,
    "GET /checklists",
    who="checklists.read",
    asks=of_checklists.ChecklistsIn(),
    lists=of_checklists.ChecklistOut,
)
def list_checklists(actor: Actor, asked: Asked, query: dict[str, Any]) -> Page[ChecklistVersion]:  # noqa: ARG001 -- the tenant's wall is the scope
    """Every checklist version, or those of a code, state or hash."""
    return queries.list_versions(asked, **query)


@endpoint(
    blueprint,
    "POST /checklists",
    who="checklists.manage",
    takes=of_checklists.ChecklistIn(),
    gives=of_checklists.ChecklistOut(),
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
    gives=of_checklists.ChecklistOut(),
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
    return File(queries.get(version_id).arranged.encode(), "application/json")


@endpoint(
    blueprint,
    "PUT /checklists/<uuid:version_id>/document",
    who="checklists.manage",
    takes=of_checklists.ChecklistIn(),
    gives=of_checklists.ChecklistOut(),
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
    gives=of_checklists.ChecklistOut(),
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
    gives=of_checklists.ChecklistOut(),
    match=True,
)
def retire_checklist(actor: Actor, version_id: uuid.UUID, expected: ETags) -> ChecklistVersion:
    """No new wave may use this version."""
    return service.retire(actor.name, version_id, row_version(expected))


@endpoint(
    blueprint,
    "POST /checklists/check",
    who="checklists.manage",
    takes=of_checklists.ChecklistIn(),
    gives=of_checklists.CheckOut(),
)
def check_checklist(actor: Actor, body: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG001 -- as above
    """Say everything that is wrong with a document, without keeping it."""
    try:
        definition = parse(body["document"])
    except Problem as problem:
        return {"draft": told(problem.faults), "publish": [], "hash": None, "item_count": 0}
    return {
        "draft": told(service.identity_faults(definition)),
        "publish": told(service.publish_faults(definition, frameworks())),
        "hash": definition.version_hash,
        "item_count": len(definition.items),
    }


@endpoint(
    blueprint,
    "POST /checklists/try",
    who="checklists.manage",
    takes=of_checklists.TryIn(),
    gives=of_checklists.TryOut(),
)
def try_checklist(actor: Actor, body: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG001 -- as above
    """Score answers under a document with every line explained; nothing is kept."""
    definition, answers = parse(body["document"]), parse_answers(body["answers"])
    trial = try_out(definition, answers, body["scenario"], frameworks())
    card = trial.scorecard
    return {
        "problems": told(trial.problems),
        "applies": trial.applies,
        "missing": trial.missing,
        "result": result(card),
        "preview": trial.is_preview,
        "kpi": stored_kpis(trial.kpis, card.dp),
        **ledger_parts(definition, card, ledger(card)),
    }


@endpoint(
    blueprint,
    "GET /checklists/<uuid:version_id>/diff",
    who="checklists.read",
    asks=of_checklists.AgainstIn(),
    gives=of_checklists.DiffOut(),
)
def diff_checklists(actor: Actor, version_id: uuid.UUID, query: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG001 -- as above
    """Everything that is different from another version."""
    before, after = queries.get(query["against"]), queries.get(version_id)
    books = frameworks()  # a draft names none of their versions yet: it would get the newest
    old, new = (pinned(queries.definition_in(row), books) for row in (before, after))
    changes = differences(old, new)
    kinds = Counter(change.kind for change in changes)
    counts = {kind: kinds[kind] for kind in ("added", "removed", "changed", "moved")}
    counts["scores"] = sum(change.scores for change in changes)
    return {"before": before, "after": after, "changes": changes, "counts": counts}
