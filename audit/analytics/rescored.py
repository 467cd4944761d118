"""What a rescoring says of the dealers: score, grade, rank and interval under either version.

Promise: worked out from the rows of the rescoring, which never change once it is done, so the
summary kept with it and the dealers' rows cannot disagree; ranks are those of all dealers of the
wave, whoever may see which rows. A figure of fewer visits than the programme ranks from has no rank
(R37). Read `dealer_changes`, then `summary`.
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from operator import attrgetter
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from audit.analytics.stats import Interval, mean_interval
from audit.checklists.definition import parse
from audit.checklists.document import Definition
from audit.checklists.queries import definition_of
from audit.infra.db import db, tenant
from audit.infra.pages import Asked, Page, down, page, up
from audit.people.actor import Actor
from audit.people.models import Dealer
from audit.people.queries import dealers_within
from audit.problems import Problem
from audit.scoring.knockouts import grade_of
from audit.scoring.numbers import maybe_fraction, maybe_rounded, rounded
from audit.scoring.ranks import ranks
from audit.scoring.waves import mean, variance
from audit.visits.models import Programme, RescoredVisit, Rescoring, Wave

CAPABILITY = "ledgers.read"
Values = Mapping[uuid.UUID, list[Fraction]]


@dataclass(frozen=True, slots=True)
class Figure:
    """A dealer under one version: mean of the visits (R33), its grade, interval and rank, and with
    how many decimals that version prints."""

    dp: int
    score: Fraction | None
    grade: str | None
    interval: Interval | None
    rank: int | None


@dataclass(frozen=True, slots=True)
class DealerChange:
    """A dealer before and after; `n` visits count. `is_close`: the interval overlaps that of the
    next in rank, so the two are not distinguishable (R36, R37)."""

    dealer_id: uuid.UUID
    n: int
    before: Figure
    after: Figure
    is_close: bool

    @property
    def delta(self) -> Fraction | None:
        """How far the score moves; None where one is missing."""
        if self.before.score is None or self.after.score is None:
            return None
        return self.after.score - self.before.score


@dataclass(frozen=True, slots=True)
class Progress:
    """A rescoring and how far it is: `done` of `total` visits."""

    rescoring: Rescoring
    total: int
    done: int


def _count(column: sa.ColumnElement[Any] | InstrumentedAttribute[Any]) -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count(column))
        .where(RescoredVisit.rescoring_id == Rescoring.id)
        .correlate(Rescoring)
        .scalar_subquery()
    )


_COUNTS = (_count(RescoredVisit.visit_id), _count(RescoredVisit.done_at))


def get_rescoring(rescoring_id: uuid.UUID) -> Rescoring:
    """One rescoring of this tenant."""
    found = db.session.get(Rescoring, (tenant(), rescoring_id))
    if found is None:
        raise Problem("rescoring.unknown")
    return found


def list_rescorings(asked: Asked, **exact: uuid.UUID | None) -> Page[Progress]:
    """Those of a `version_id` or `wave_id`, newest first."""
    wanted = [getattr(Rescoring, name) == value for name, value in exact.items() if value]
    order = down(Rescoring.created_at, Rescoring.id)
    statement = sa.select(Rescoring, *_COUNTS).where(*wanted)
    return page(statement, order, asked).map(lambda row: Progress(*row))


def progress(rescoring: Rescoring) -> Progress:
    """How far it is now."""
    statement = sa.select(*_COUNTS).where(Rescoring.id == rescoring.id)
    return Progress(rescoring, *db.session.execute(statement).one())


def dealer_changes(rescoring: Rescoring) -> list[DealerChange]:
    """Every dealer with a visit that counts and is done, largest change first."""
    before, after = _values(rescoring.id, "frozen"), _values(rescoring.id, "other")
    versions = _versions(rescoring)
    least = _ranks_from(rescoring)
    old = _figures(versions[0], before, least)
    new = _figures(versions[1], after, least)
    close = _close(new)
    found = [
        DealerChange(dealer, len(before[dealer]), old[dealer], new[dealer], dealer in close)
        for dealer in before
    ]
    return sorted(found, key=lambda each: (-abs(each.delta or 0), str(each.dealer_id)))


def whole_summary(rescoring: Rescoring) -> dict[str, Any]:
    """The whole wave in a few numbers: what is kept with the rescoring."""
    return summary(dealer_changes(rescoring))


def summary_for(actor: Actor, rescoring: Rescoring) -> dict[str, Any] | None:
    """The summary of the dealers within reach: nobody subtracts their own from the whole wave."""
    if rescoring.summary is None or actor.reaches_all(CAPABILITY):
        return rescoring.summary
    changes = dealer_changes(rescoring)
    mine = dealers_in_reach(actor, changes)
    return summary([each for each in changes if each.dealer_id in mine])


def summary(changes: Sequence[DealerChange]) -> dict[str, Any]:
    """Some dealers in a few numbers; means are of dealers, not of visits."""
    # without a dealer there is no mean to print
    before, after = (changes[0].before.dp, changes[0].after.dp) if changes else (0, 0)
    both = [each for each in changes if each.delta is not None]
    old = mean([each.before.score for each in both if each.before.score is not None])
    new = mean([each.after.score for each in both if each.after.score is not None])
    deltas = [each.delta for each in both if each.delta is not None]
    return {
        "visits": sum(each.n for each in changes),
        "dealers": len(changes),
        "mean_before": maybe_rounded(old, before),
        "mean_after": maybe_rounded(new, after),
        "delta": None if old is None or new is None else rounded(new - old, after),
        "up": sum(delta > 0 for delta in deltas),
        "down": sum(delta < 0 for delta in deltas),
        "same": sum(delta == 0 for delta in deltas),
        "grades_before": _grades(each.before for each in changes),
        "grades_after": _grades(each.after for each in changes),
        "rank_moves": sum(each.before.rank != each.after.rank for each in changes),
    }


def printed_decimals(rescoring: Rescoring) -> tuple[int, int]:
    """With how many decimals scores are printed under the frozen and the other version."""
    frozen, other = _versions(rescoring)
    return _decimals(frozen), _decimals(other)


def _decimals(definition: Definition) -> int:
    return 0 if definition.is_factor_index else definition.scoring.dp  # R40


def dealers_in_reach(actor: Actor, changes: Iterable[DealerChange]) -> dict[uuid.UUID, Dealer]:
    """The dealers of these changes that the actor may see, by id."""
    ids = [each.dealer_id for each in changes]
    statement = sa.select(Dealer).where(Dealer.id.in_(ids), dealers_within(actor, CAPABILITY))
    return {dealer.id: dealer for dealer in db.session.scalars(statement)}


def list_rescored_visits(
    actor: Actor, rescoring_id: uuid.UUID, dealer_id: uuid.UUID | None, asked: Asked
) -> Page[RescoredVisit]:
    """The visits of a rescoring that are done, within reach."""
    statement = (
        sa.select(RescoredVisit)
        .join(Dealer, Dealer.id == RescoredVisit.dealer_id)
        .where(
            RescoredVisit.rescoring_id == rescoring_id,
            RescoredVisit.done_at.is_not(None),
            dealers_within(actor, CAPABILITY),
        )
    )
    if dealer_id is not None:
        statement = statement.where(RescoredVisit.dealer_id == dealer_id)
    return page(statement, up(Dealer.code, RescoredVisit.visit_id), asked)


def _values(rescoring_id: uuid.UUID, column: str) -> dict[uuid.UUID, list[Fraction]]:
    """The exact scores of the visits that count, by dealer; a visit without one adds none."""
    figure = getattr(RescoredVisit, column)["value"].astext
    rows = db.session.execute(
        sa.select(RescoredVisit.dealer_id, figure).where(
            RescoredVisit.rescoring_id == rescoring_id,
            RescoredVisit.done_at.is_not(None),
            RescoredVisit.counted,
        )
    )
    found: dict[uuid.UUID, list[Fraction]] = {}
    for dealer, text in rows:
        known, value = found.setdefault(dealer, []), maybe_fraction(text)
        if value is not None:
            known.append(value)
    return found


def _versions(rescoring: Rescoring) -> tuple[Definition, Definition]:
    wave = db.session.get_one(Wave, (tenant(), rescoring.wave_id))
    return definition_of(wave.version_hash), parse(orjson.loads(rescoring.document))


def _ranks_from(rescoring: Rescoring) -> int:
    statement = (
        sa.select(Programme.ranks_from)
        .join(Wave, Wave.programme_id == Programme.id)
        .where(Wave.id == rescoring.wave_id)
    )
    return db.session.scalars(statement).one()


def _figures(definition: Definition, values: Values, least: int) -> dict[uuid.UUID, Figure]:
    dp, is_index = _decimals(definition), definition.is_factor_index
    means = {dealer: mean(scores) for dealer, scores in values.items()}
    ranked = {
        str(dealer): means[dealer] if len(scores) >= least else None
        for dealer, scores in values.items()
    }
    places = ranks(ranked, dp)
    found = {}
    for dealer, scores in values.items():
        place, middle = places[str(dealer)], means[dealer]
        found[dealer] = Figure(
            dp=dp,
            score=middle,
            grade=None if middle is None or is_index else grade_of(middle, definition.scoring, ()),
            interval=_interval(definition, scores),
            rank=place.competition if place else None,
        )
    return found


def _interval(definition: Definition, scores: Sequence[Fraction]) -> Interval | None:
    middle = mean(scores)
    if middle is None:
        return None
    most = 1000.0 if definition.is_factor_index else 100.0
    return mean_interval(middle, variance(scores), len(scores), most)


def _close(figures: Mapping[uuid.UUID, Figure]) -> set[uuid.UUID]:
    """The ranked dealers whose interval overlaps that of a neighbour in rank."""
    ranked = [(figure.rank, dealer) for dealer, figure in figures.items() if figure.rank]
    found = set()
    for (_, one), (_, other) in pairwise(sorted(ranked, key=lambda pair: (pair[0], str(pair[1])))):
        if _overlap(figures[one].interval, figures[other].interval):
            found |= {one, other}
    return found


def _overlap(one: Interval | None, other: Interval | None) -> bool:
    """A single visit has no interval: nobody can tell it from its neighbour."""
    return one is None or other is None or (one[0] <= other[1] and other[0] <= one[1])


def _grades(figures: Iterable[Figure]) -> dict[str, int]:
    return dict(Counter(grade for grade in map(attrgetter("grade"), figures) if grade))
