"""Worked cases (`scoring-cases/1`) run against the engine: the same files the phone's engine runs.

Promise: one outcome a case; a case of a kind that is not built counts as failed and says so. Only
what a case expects is compared; what it does not mention may differ.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from audit.checklists.answers import parse_answers
from audit.checklists.definition import parse
from audit.problems import Problem
from audit.scoring.appeal import rescore
from audit.scoring.chain import chain
from audit.scoring.factor_index import factor, weighted_mean
from audit.scoring.like_for_like import ScoredItem, compare
from audit.scoring.numbers import exact, maybe_fraction, maybe_rounded, rounded
from audit.scoring.ranks import Rank, ranks
from audit.scoring.result import result
from audit.scoring.score import score
from audit.scoring.sums import total

Json = Mapping[str, Any]

FORMAT = "scoring-cases/1"
PRINTED = 2  # decimals of figures that no checklist governs


class Outcome(NamedTuple):
    """What came of a case; `mismatch` is empty when it agrees."""

    id: str
    ok: bool
    mismatch: str


Kind = Callable[[Json], Mapping[str, Any]]


def run_cases(document: Json, kinds: Mapping[str, Kind] | None = None) -> list[Outcome]:
    """The outcome of every case in file order. Raises ValueError for another file format.

    `kinds` adds kinds that stand on higher floors (KPI, waves) to the ones scored here.
    """
    if document.get("format") != FORMAT:
        raise ValueError(f"expected a file of format {FORMAT}")
    known = {**KINDS, **(kinds or {})}
    return [_outcome(case, known.get(case["kind"])) for case in document["cases"]]


def _outcome(case: Json, kind: Kind | None) -> Outcome:
    if kind is None:
        return Outcome(case["id"], ok=False, mismatch=f"kind {case['kind']} is not built")
    try:
        found = kind(case)
    except Problem as problem:
        return Outcome(case["id"], ok=False, mismatch=f"refused: {problem} {problem.faults}")
    mismatch = "; ".join(_differences(case["expected"], found))
    return Outcome(case["id"], ok=not mismatch, mismatch=mismatch)


def _differences(expected: Json, found: Json) -> list[str]:
    """Keys that differ; a result may leave out `missing` when nothing is."""
    got = {key: found.get(key, [] if key == "missing" else None) for key in expected}
    return [
        f"{key}: {got[key]!r}, not {expected[key]!r}"
        for key in expected
        if got[key] != expected[key]
    ]


def _visit(case: Json) -> Json:
    definition = parse(case["checklist"])
    return result(score(definition, parse_answers(case["answers"]), case.get("scenario")))


def _round(case: Json) -> Json:
    return {"rounded": rounded(Fraction(case["num"], case["den"]), case["dp"])}


def _chain(case: Json) -> Json:
    steps = [Fraction(step) for step in case["steps"]]
    mean = total(steps) / len(steps) * 100
    return {"chain_pct": maybe_rounded(chain(steps), case["dp"]), "mean_pct": rounded(mean, 2)}


def _csi(case: Json) -> Json:
    """A factor index from attribute means; weights need no common sum (R40)."""
    factors = {each["code"]: _factor(each) for each in case["factors"]}
    pairs = [(_weight(each), factors[each["code"]]) for each in case["factors"]]
    index = weighted_mean(pairs)
    return {
        "factors": {code: maybe_rounded(value, 0) for code, value in factors.items()},
        "index": maybe_rounded(index, 0),
        "index_exact": maybe_rounded(index, 4),
    }


def _factor(raw: Json) -> Fraction | None:
    return factor((_weight(each), maybe_fraction(each.get("mean"))) for each in raw["attributes"])


def _weight(raw: Json) -> Fraction:
    return Fraction(raw.get("w", "1"))


def _rank(case: Json) -> Json:
    """Scores are given as printed."""
    given = {code: maybe_fraction(score) for code, score in case["scores"].items()}
    return {code: _shown_rank(rank) for code, rank in ranks(given, PRINTED).items()}


def _shown_rank(rank: Rank | None) -> Json:
    if rank is None:
        return {"competition": None, "dense": None, "percentile": None}
    return {
        "competition": rank.competition,
        "dense": rank.dense,
        "fractional": exact(rank.fractional),
        "percentile": rounded(rank.percentile, PRINTED),
    }


def _appeal(case: Json) -> Json:
    found = rescore(
        parse(case["checklist"]),
        parse_answers(case["answers"]),
        parse_answers(case["revision"]),
        case.get("scenario"),
    )
    dp = found.before.dp
    return {
        "before": maybe_rounded(found.before.final, dp),
        "after": maybe_rounded(found.after.final, dp),
        "before_grade": found.before.grade,
        "after_grade": found.after.grade,
        "delta": maybe_rounded(found.delta, dp),
    }


def _like_for_like(case: Json) -> Json:
    found = compare(_scored_items(case["v1"]), _scored_items(case["v2"]))
    return {
        "comparable": list(found.shared),
        "headline": [maybe_rounded(each, PRINTED) for each in found.headline],
        "like_for_like": [maybe_rounded(each, PRINTED) for each in found.like_for_like],
        "delta": maybe_rounded(found.delta, PRINTED),
    }


def _scored_items(rows: Sequence[Json]) -> list[ScoredItem]:
    return [
        ScoredItem(row["key"], row["def_hash"], Fraction(row["e"]), Fraction(row["m"]))
        for row in rows
    ]


KINDS: Mapping[str, Kind] = {
    "visit": _visit,
    "round": _round,
    "chain": _chain,
    "csi": _csi,
    "rank": _rank,
    "appeal": _appeal,
    "like_for_like": _like_for_like,
}
