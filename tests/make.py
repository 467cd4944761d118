"""Plain makers of what tests need: a small whole thing that a test changes where it matters."""

from collections.abc import Iterable
from typing import Any

from audit.checklists.answers import Answer, parse_answers
from audit.checklists.definition import Definition, parse
from audit.problems import Fault, Problem
from audit.scoring.score import score
from audit.scoring.scorecard import Scorecard

Json = dict[str, Any]

BANDS = [
    {"grade": "A", "min": "90"},
    {"grade": "B", "min": "80"},
    {"grade": "C", "min": "70"},
    {"grade": "D", "min": "0"},
]


def item(code: str, kind: str = "binary", **keys: Any) -> Json:
    """An item that scores; `max` 10 where its type takes one."""
    scored = kind not in ("observe", "bonus", "penalty")
    return {"code": code, "type": kind} | ({"max": "10"} if scored else {}) | keys


def section(code: str, *items: Json, **keys: Any) -> Json:
    """A section of the items."""
    return {"code": code, "items": list(items), **keys}


def checklist(*sections: Json, **keys: Any) -> Json:
    """A checklist document that scores; `scoring` keys are added to grades A to D."""
    scoring = {"grade_bands": BANDS} | keys.pop("scoring", {})
    return {"code": "T", "version": 1, "scoring": scoring, "sections": list(sections), **keys}


def definition(*sections: Json, **keys: Any) -> Definition:
    """The same, parsed."""
    return parse(checklist(*sections, **keys))


def answers(**values: Any) -> dict[str, Answer]:
    """Answers by item: a text or list is a value, a dict the whole JSON form, None is N/A."""
    return dict(parse_answers({code: _raw(value) for code, value in values.items()}))


def _raw(value: Any) -> Json:
    if value is None:
        return {"na": True, "reason": "not_offered"}
    return value if isinstance(value, dict) else {"v": value}


def scored(document: Json, scenario: str | None = None, **values: Any) -> Scorecard:
    """The scorecard of the document under the answers."""
    return score(parse(document), answers(**values), scenario)


def refused(problem: Problem) -> list[tuple[str, str]]:
    """Code and pointer of every fault of a refusal."""
    return told(problem.faults)


def told(faults: Iterable[Fault]) -> list[tuple[str, str]]:
    """Code and pointer of every fault."""
    return [(fault.code, fault.pointer) for fault in faults]
