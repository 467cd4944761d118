"""Worked cases of waves and proportions, and with them every case file that the engine can run.

Promise: as `scoring.cases`, which knows the kinds below this floor.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from audit.analytics.stats import Interval, mean_interval, root, wilson
from audit.checklists.answers import parse_answers
from audit.checklists.definition import parse
from audit.kpi.cases import KINDS as KPI_KINDS
from audit.scoring.cases import PRINTED, Outcome
from audit.scoring.cases import run_cases as run_scoring_cases
from audit.scoring.numbers import maybe_rounded, rounded
from audit.scoring.score import score
from audit.scoring.waves import WaveVisit, wave_score

Json = Mapping[str, Any]
FINE = 4  # decimals of a proportion and of a standard deviation


def run_cases(document: Json) -> list[Outcome]:
    """The outcome of every case of a `scoring-cases/1` file, in file order."""
    return run_scoring_cases(document, {**KPI_KINDS, "wave": _wave, "proportion": _proportion})


def _wave(case: Json) -> Json:
    definition, dp = parse(case["checklist"]), PRINTED
    visits = [
        WaveVisit(
            score(definition, parse_answers(each["answers"]), each.get("scenario")),
            not each.get("void", False),
        )
        for each in case["visits"]
    ]
    found = wave_score(definition, visits)
    bounds = None if found.mean is None else mean_interval(found.mean, found.variance, found.n)
    return {
        "visits": [
            {"visit": given["id"], "counted": visit.counted, "final": _final(visit, dp)}
            for given, visit in zip(case["visits"], visits, strict=True)
        ],
        "n": found.n,
        "mean": maybe_rounded(found.mean, dp),
        "pooled": maybe_rounded(found.pooled, dp),
        "grade": found.grade,
        "sd": None if found.variance is None else rounded(root(found.variance, FINE), FINE),
        "ci95": _printed(bounds, dp),
    }


def _final(visit: WaveVisit, dp: int) -> str | None:
    return maybe_rounded(visit.scorecard.final, dp)


def _proportion(case: Json) -> Json:
    hits, n = case["k"], case["n"]
    rate = maybe_rounded(Fraction(hits, n) * 100 if n else None, PRINTED)
    return {"rate_pct": rate, "wilson95": _printed(wilson(hits, n), FINE)}


def _printed(bounds: Interval | None, dp: int) -> list[str] | None:
    return None if bounds is None else [rounded(Fraction(bound), dp) for bound in bounds]
