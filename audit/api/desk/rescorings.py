"""A wave under another checklist version: ordered, watched, read."""

import uuid
from fractions import Fraction
from typing import Any

from flask_smorest import Blueprint

from audit.analytics import rescored
from audit.analytics.rescored import DealerChange, Figure, Progress
from audit.api.desk import rescoring_schemas as schemas
from audit.api.endpoint import endpoint
from audit.infra.pages import Asked, Page
from audit.people.actor import Actor
from audit.people.models import Dealer
from audit.scoring.numbers import maybe_exact, maybe_fraction, maybe_rounded, rounded
from audit.visits.models import RescoredVisit
from audit.visits.rescoring import order_rescoring as order

blueprint = Blueprint("desk_rescorings", __name__, url_prefix="/api/v1/desk")


@endpoint(
    blueprint,
    "POST /rescorings",
    who="checklists.manage",
    takes=schemas.RescoringIn(),
    gives=schemas.RescoringOut(),
    status=201,
    problems=(404, 409),
)
def order_rescoring(actor: Actor, body: dict[str, Any]) -> dict[str, Any]:
    """Score a wave again under another version; a draft's impact, or a shadow score."""
    return _shown(actor, rescored.progress(order(actor, body["wave_id"], body["version_id"])))


@endpoint(
    blueprint,
    "GET /rescorings",
    who="ledgers.read",
    asks=schemas.RescoringsIn(),
    lists=schemas.RescoringOut,
)
def list_rescorings(actor: Actor, asked: Asked, query: dict[str, Any]) -> Page[dict[str, Any]]:
    """The rescorings, newest first."""
    return rescored.list_rescorings(asked, **query).map(
        lambda each: _shown(actor, each, is_list=True)
    )


@endpoint(
    blueprint,
    "GET /rescorings/<uuid:rescoring_id>",
    who="ledgers.read",
    gives=schemas.RescoringOut(),
)
def get_rescoring(actor: Actor, rescoring_id: uuid.UUID) -> dict[str, Any]:
    """One rescoring: how far it is, and its summary once it is done."""
    return _shown(actor, rescored.progress(rescored.get_rescoring(rescoring_id)))


def _shown(actor: Actor, found: Progress, *, is_list: bool = False) -> dict[str, Any]:
    """In a list those who reach a part of the tenant get no summary: theirs must be worked out."""
    row = found.rescoring
    names = ("id", "wave_id", "version_id", "version_hash", "purpose", "state", "failure",
             "created_at", "finished_at")  # fmt: skip
    facts = {name: getattr(row, name) for name in names}
    counts = {"total": found.total, "done": found.done}
    hidden = is_list and not actor.reaches_all(rescored.CAPABILITY)
    return facts | counts | {"summary": None if hidden else rescored.summary_for(actor, row)}


@endpoint(
    blueprint,
    "GET /rescorings/<uuid:rescoring_id>/dealers",
    who="ledgers.read",
    lists=schemas.DealerChangeOut,
)
def list_dealer_changes(
    actor: Actor, rescoring_id: uuid.UUID, asked: Asked
) -> Page[dict[str, Any]]:
    """The dealers before and after, largest change first."""
    row = rescored.get_rescoring(rescoring_id)
    changes = rescored.dealer_changes(row)
    dealers = rescored.dealers_in_reach(actor, changes)
    mine = [each for each in changes if each.dealer_id in dealers]
    start = int(asked.after[0]) if asked.after else 0
    end = start + asked.limit
    shown = [_change(each, dealers[each.dealer_id]) for each in mine[start:end]]
    return Page(shown, (end,) if end < len(mine) else None)


def _change(change: DealerChange, dealer: Dealer) -> dict[str, Any]:
    before, after = change.before, change.after
    ranked = before.rank is not None and after.rank is not None
    return {
        "dealer_id": dealer.id,
        "code": dealer.code,
        "names": dealer.names,
        "n": change.n,
        "before": _figure(before),
        "after": _figure(after),
        "delta": maybe_rounded(change.delta, after.dp),
        "rank_change": (before.rank or 0) - (after.rank or 0) if ranked else None,
        "not_distinguishable": change.is_close,
    }


def _figure(figure: Figure) -> dict[str, Any]:
    bounds, dp = figure.interval, figure.dp
    return {
        "score": maybe_rounded(figure.score, dp),
        "grade": figure.grade,
        "rank": figure.rank,
        "interval": None if bounds is None else [rounded(Fraction(each), dp) for each in bounds],
    }


@endpoint(
    blueprint,
    "GET /rescorings/<uuid:rescoring_id>/visits",
    who="ledgers.read",
    asks=schemas.RescoredVisitsIn(),
    lists=schemas.RescoredVisitOut,
)
def list_rescored_visits(
    actor: Actor, rescoring_id: uuid.UUID, asked: Asked, query: dict[str, Any]
) -> Page[dict[str, Any]]:
    """The visits, each with the reasons of its difference."""
    row = rescored.get_rescoring(rescoring_id)
    decimals = rescored.printed_decimals(row)
    found = rescored.list_rescored_visits(actor, row.id, query["dealer_id"], asked)
    return found.map(lambda visit: _visit(visit, decimals))


def _visit(visit: RescoredVisit, decimals: tuple[int, int]) -> dict[str, Any]:
    frozen, other = visit.frozen or {}, visit.other or {}
    before, after = decimals
    was, now = maybe_fraction(frozen["value"]), maybe_fraction(other["value"])
    delta = None if was is None or now is None else now - was
    return {
        "visit_id": visit.visit_id,
        "dealer_id": visit.dealer_id,
        "counted": visit.counted,
        "frozen": frozen | {"final": maybe_rounded(was, before)},
        "other": other | {"final": maybe_rounded(now, after)},
        "delta": maybe_rounded(delta, after),
        "delta_exact": maybe_exact(delta),
        "reasons": [_reason(each, after) for each in visit.reasons or ()],
        "not_asked": visit.not_asked,
    }


def _reason(reason: dict[str, Any], dp: int) -> dict[str, Any]:
    effect = reason["effect"]
    return reason | {"effect": rounded(Fraction(effect), dp), "effect_exact": effect}
