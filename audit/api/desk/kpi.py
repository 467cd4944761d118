"""Indicators: frameworks, weight sets, crosswalks, the two factors, and targets."""

from typing import Any

from flask import request
from flask_smorest import Blueprint

from audit.api.desk import kpi_schemas as schemas
from audit.api.endpoint import endpoint
from audit.api.language import reader_language
from audit.checklists.models import FrameworkRow
from audit.checklists.queries import list_frameworks as framework_rows
from audit.infra.pages import Asked, Page
from audit.kpi import queries, service
from audit.kpi.crosswalk import parse_crosswalk
from audit.kpi.frameworks import parse_framework, parse_weight_set, why_not
from audit.kpi.models import CROSSWALK, WEIGHT_SET, KpiDocument, TargetRow
from audit.people.actor import Actor
from audit.problems import Problem

blueprint = Blueprint("desk_kpi", __name__, url_prefix="/api/v1/desk")


@endpoint(blueprint, "GET /frameworks", who="checklists.read", lists=schemas.FrameworkOut)
def list_frameworks(actor: Actor, asked: Asked) -> Page[dict[str, Any]]:  # noqa: ARG001 -- the tenant's wall is the scope
    """The KPI frameworks with their documents."""
    return framework_rows(asked).map(_framework)


@endpoint(
    blueprint,
    "POST /frameworks",
    who="checklists.manage",
    takes=schemas.DocumentIn(),
    gives=schemas.FrameworkOut(),
    status=201,
    problems=(409,),
)
def add_framework(actor: Actor, body: dict[str, Any]) -> dict[str, Any]:
    """Keep a KPI framework as a new version; every fault comes with its place."""
    return _framework(service.keep_framework(actor, body["document"]))


@endpoint(blueprint, "GET /weight-sets", who="checklists.read", lists=schemas.WeightSetOut)
def list_weight_sets(actor: Actor, asked: Asked) -> Page[dict[str, Any]]:  # noqa: ARG001 -- as above
    """The weight sets with their provenance, and which of them can score."""
    return queries.documents_of(WEIGHT_SET, asked).map(
        lambda row: _document(row) | _usable(why_not(parse_weight_set(row.document)))
    )


@endpoint(blueprint, "GET /crosswalks", who="checklists.read", lists=schemas.CrosswalkOut)
def list_crosswalks(actor: Actor, asked: Asked) -> Page[dict[str, Any]]:  # noqa: ARG001 -- as above
    """What became of the codes of older frameworks."""
    return queries.documents_of(CROSSWALK, asked).map(_crosswalk)


@endpoint(
    blueprint,
    "GET /two-factor",
    who="checklists.read",
    gives=schemas.KpiDocumentOut(),
    problems=(404,),
)
def get_two_factor(actor: Actor) -> dict[str, Any]:  # noqa: ARG001 -- as above
    """What the hygiene and motivator tags mean."""
    return _document(service.two_factor())


@endpoint(
    blueprint,
    "GET /targets",
    who="checklists.read",
    asks=schemas.WaveIn(),
    lists=schemas.TargetOut,
)
def list_targets(actor: Actor, asked: Asked, query: dict[str, Any]) -> Page[TargetRow]:  # noqa: ARG001 -- as above
    """The targets of the brand and, beside them, those of one wave."""
    return queries.list_targets(query["wave_id"], asked)


@endpoint(
    blueprint,
    "PUT /targets",
    who="checklists.manage",
    takes=schemas.TargetIn(),
    gives=schemas.TargetOut(),
    problems=(404,),
)
def put_target(actor: Actor, body: dict[str, Any]) -> service.NewTarget:
    """Set or take back what a node is to reach; visits scored before keep theirs."""
    return service.set_target(actor, service.NewTarget(**body))


@endpoint(
    blueprint,
    "GET /weightings",
    who="checklists.read",
    asks=schemas.OneWaveIn(),
    gives=schemas.WeightingsOut(),
)
def list_weightings(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG001 -- as above
    """Which weight sets are in force, for the brand and for one wave."""
    found = queries.list_weightings(query["wave_id"])
    return {"items": [_weighting(row.framework, row.wave_id, chosen) for row, chosen in found]}


@endpoint(
    blueprint,
    "PUT /weightings",
    who="checklists.manage",
    takes=schemas.WeightingIn(),
    gives=schemas.WeightingOut(),
    problems=(404,),
)
def put_weighting(actor: Actor, body: dict[str, Any]) -> dict[str, Any]:
    """Choose the weights that roll a framework up; a set with unknown weights is refused."""
    new = service.NewWeighting(**body)
    return _weighting(new.framework, new.wave_id, service.choose_weights(actor, new))


def _framework(row: FrameworkRow) -> dict[str, Any]:
    return _document(row) | _usable(why_not(parse_framework(row.document)))


def _document(row: FrameworkRow | KpiDocument) -> dict[str, Any]:
    return {"code": row.code, "version": row.version, "document": row.document}


def _usable(problem: Problem | None) -> dict[str, Any]:
    why = None if problem is None else problem.say(reader_language(request))
    return {"usable": problem is None, "why_not": why}


def _crosswalk(row: KpiDocument) -> dict[str, Any]:
    walk = parse_crosswalk(row.document)
    told = {"trend_break": walk.trend_break, "dropped": walk.dropped, "new": walk.new}
    return _document(row) | told


def _weighting(framework: str, wave_id: object, chosen: KpiDocument | None) -> dict[str, Any]:
    return {
        "framework": framework,
        "wave_id": wave_id,
        "weight_set": chosen and chosen.code,
        "version": chosen and chosen.version,
    }
