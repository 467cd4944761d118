"""The parts of a visit document, each built from the scored work alone.

Promise: every key is written here by name; numbers leave as rounded strings (R2), exact ones only
where the result format has them. Reading order: `Work`, then one function a part, in print order.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from audit.checklists.definition import Definition
from audit.kpi.rollup import FrameworkResult, KpiValue
from audit.kpi.touched import touched
from audit.problems import LANGUAGES
from audit.scoring.explain import explained
from audit.scoring.numbers import maybe_fraction, rounded
from audit.scoring.result import ledger, result
from audit.scoring.score import SCORING_VERSION
from audit.scoring.scorecard import LedgerLine, Scorecard
from audit.scoring.steps import shown_steps
from audit.visits.answer_text import answer_text

Text = Mapping[str, str]
TOP_LOSSES = 10
LOW_COVERAGE = Fraction(1, 2)  # R31
_RESULT_KEYS = (
    *("status", "base", "bonus", "penalty", "final", "final_exact", "grade", "chain"),
    *("sections", "knockouts", "loss_points", "missing"),
)
_APPLICABLE = ("answered", "never_happened", "observed", "missing")


@dataclass(frozen=True, slots=True)
class Photo:
    """One photo of an item: the print copy's hash and size, its evidence id and its caption number.

    `number` counts through the quality edition; the dealer edition counts its own photos from 1, so
    that no gap tells how many it does not show.
    """

    id: str
    item: str
    audience: str
    print_sha256: str
    width: int
    height: int
    number: int


@dataclass(frozen=True, slots=True)
class Work:
    """What was asked, answered, scored and photographed."""

    definition: Definition
    scenario: str | None
    scorecard: Scorecard
    kpis: tuple[FrameworkResult, ...]
    photos: tuple[Photo, ...]


def scenario_part(work: Work) -> dict[str, Any] | None:
    """Code and title of what the visitor acted."""
    if work.scenario is None:
        return None
    title = work.definition.scenarios[work.scenario]
    return {"code": work.scenario, "title": dict(title)}


def result_part(work: Work) -> dict[str, Any]:
    """The result in the shape of checklist format 1, known keys only."""
    whole = result(work.scorecard)
    return {key: whole[key] for key in _RESULT_KEYS if key in whole}


def knockouts_part(work: Work) -> list[dict[str, Any]]:
    """Which item struck, in which section, with which effect (R20 to R22)."""
    return [
        {
            "item": knockout.item,
            "text": dict(work.definition.item(knockout.item).text),
            "section": knockout.section,
            "effect": knockout.effect,
            "value": knockout.value,
        }
        for knockout in work.scorecard.knockouts
    ]


def sections_part(work: Work) -> list[dict[str, Any]]:
    """Points and rates of each section (R17, R20)."""
    scores = {score.code: score for score in work.scorecard.sections}
    dp = work.scorecard.dp
    return [
        {
            "code": section.code,
            "title": dict(section.title),
            "weight": _points(section.weight),
            "chain": section.chain,
            "earned": _points(scores[section.code].earned),
            "max": _points(scores[section.code].max),
            "rate_pct": _percent(scores[section.code].rate, dp),
            "effective_pct": _percent(scores[section.code].effective, dp),
        }
        for section in work.definition.sections
    ]


def kpi_part(work: Work) -> list[dict[str, Any]]:
    """One table a framework, nodes in its order (R28 to R32)."""
    return [
        {
            "code": framework.code,
            "version": framework.version,
            "title": dict(framework.title),
            "values": [_kpi(value, work.scorecard.dp) for value in framework.values],
        }
        | ({"weights": dict(framework.weights.title)} if framework.weights else {})
        for framework in work.kpis
    ]


def losses_part(work: Work) -> list[dict[str, Any]]:
    """The ten items that cost most and their running share of all loss (R24, S3.5)."""
    lines = [line for line in work.scorecard.lines if line.loss]
    total = sum((line.loss or Fraction(0) for line in lines), Fraction(0))
    lines.sort(key=lambda line: -(line.loss or 0))  # stable: ties stay in the order of the items
    return list(_losses(work, lines[:TOP_LOSSES], total))


def items_part(work: Work, quality: bool) -> list[dict[str, Any]]:
    """Every item with answer, points, loss and photos; comments in the quality edition only."""
    photos = _photos(work, quality)
    return [
        _item(work, line, quality) | {"photos": photos.get(line.item, [])}
        for line in work.scorecard.lines
    ]


def steps_part(work: Work) -> list[dict[str, Any]]:
    """From 100 to the final score, each step with its effect (R20 to R26)."""
    return [
        {"step": each.step, "effect": each.effect, "after": each.after}
        for each in shown_steps(work.definition, work.scorecard)
    ]


def ledger_part(work: Work) -> list[dict[str, Any]]:
    """One explained line an item: the lines of the API, as they are printed."""
    return [_ledger_line(work, each) for each in ledger(work.scorecard)]


def _ledger_line(work: Work, line: dict[str, Any]) -> dict[str, Any]:
    how = explained(line)
    leaves = touched(work.definition, line["item"], line["earned"])
    return {
        "item": line["item"],
        "explained": {language: how.say(language) for language in LANGUAGES},
        "earned": _points(maybe_fraction(line["earned"])),
        "possible": _points(maybe_fraction(line["possible"])),
        "points": _points(maybe_fraction(line["points"])),
        "weight": _points(Fraction(line["weight"])),
        "loss": line["loss_points"],
        "leaves": list(dict.fromkeys(each.leaf for each in leaves)),
    }


def method_part(work: Work) -> dict[str, Any]:
    """What the reader must know to weigh the score."""
    states = [line.state for line in work.scorecard.lines]
    scoring = work.definition.scoring
    return {
        "n_items": len(states),
        "n_applicable": sum(state in _APPLICABLE for state in states),
        "n_na": states.count("not_applicable"),
        "n_inapplicable": states.count("inapplicable"),
        "n_missing": states.count("missing"),
        "mode": scoring.mode,
        "overall": scoring.overall,
        "missing": scoring.missing,
        "grade_bands": [
            {"grade": grade, "min": _points(least)} for grade, least in scoring.grade_bands
        ],
        "scoring_version": SCORING_VERSION,
    }


def _losses(work: Work, lines: Iterable[LedgerLine], total: Fraction) -> Iterator[dict[str, Any]]:
    running = Fraction(0)
    for line in lines:
        loss = line.loss or Fraction(0)
        running += loss
        yield {
            "item": line.item,
            "section": line.section,
            "text": dict(work.definition.item(line.item).text),
            "loss": rounded(loss, work.scorecard.dp),
            "cumulative_pct": rounded(running / total * 100, 1),
        }


def _kpi(value: KpiValue, dp: int) -> dict[str, Any]:
    return {
        "code": value.code,
        "parent": value.parent,
        "title": dict(value.title),
        "depth": value.depth,
        "leaf": value.is_leaf,
        "value": None if value.value is None else rounded(value.value, dp),
        "status": value.status,
        "coverage_pct": rounded(value.coverage * 100, 0),
        "low_coverage": value.coverage < LOW_COVERAGE,
        "target": _points(value.target),
        "amber": _points(value.amber),
    }


def _item(work: Work, line: LedgerLine, quality: bool) -> dict[str, Any]:
    item = work.definition.item(line.item)
    told = None if line.state == "inapplicable" else answer_text(item, line.answer, quality)
    told_part: dict[str, Any] = {
        "section": line.section,
        "code": line.item,
        "text": dict(item.text),
        "type": item.type,
        "critical": item.critical is not None,
        "state": line.state,
        "reason": line.reason,
        "answer": None if told is None else dict(told),
        "earned": _points(line.earned),
        "possible": _points(line.possible),
        "points": _points(line.points),
        "loss": rounded(line.loss, work.scorecard.dp) if line.loss else None,
    }
    if quality:
        told_part["comment"] = line.answer.comment if line.answer else None
    return told_part


def _photos(work: Work, quality: bool) -> dict[str, list[dict[str, Any]]]:
    """Plates by item. Evidence ids stay in the quality edition; a dealer's photo is its number."""
    ignored = {line.item for line in work.scorecard.lines if line.state == "inapplicable"}
    order = [line.item for line in work.scorecard.lines if line.item not in ignored]
    shown = [photo for photo in work.photos if quality or photo.audience == "dealer"]
    plates: dict[str, list[dict[str, Any]]] = {}
    number = 0
    for code in order:
        for photo in sorted((p for p in shown if p.item == code), key=lambda p: p.number):
            number += 1
            plates.setdefault(code, []).append(_plate(photo, quality, number))
    return plates


def _plate(photo: Photo, quality: bool, number: int) -> dict[str, Any]:
    return {
        "id": photo.id if quality else number,
        "number": photo.number if quality else number,
        "sha256": photo.print_sha256,
        "width": photo.width,
        "height": photo.height,
    }


def _percent(rate: Fraction | None, dp: int) -> str | None:
    return None if rate is None else rounded(rate * 100, dp)


def _points(value: Fraction | None) -> str | None:
    """Points as people write them: two decimals at most, no trailing zeros."""
    if value is None:
        return None
    text = rounded(value, 2)
    return text.rstrip("0").rstrip(".") if "." in text else text
