"""Worked cases of kind `kpi`: what `scoring.cases` cannot know, because it stands below."""

from collections.abc import Mapping
from typing import Any

from audit.checklists.answers import parse_answers
from audit.checklists.definition import parse
from audit.kpi.frameworks import parse_framework
from audit.kpi.rollup import FrameworkResult, kpi_results
from audit.scoring.cases import Kind
from audit.scoring.numbers import maybe_rounded, rounded
from audit.scoring.score import score

_FRAMEWORK = "case"


def _kpi(case: Mapping[str, Any]) -> Mapping[str, Any]:
    """The case gives the item map beside the checklist; put it where a checklist has it."""
    framework = parse_framework({"code": _FRAMEWORK, "nodes": case["kpis"]})
    definition = parse(_with_map(case["checklist"], case["map"]))
    card = score(definition, parse_answers(case["answers"]), case.get("scenario"))
    (found,) = kpi_results(definition, card, [framework])
    return _shown(found, card.dp, case["expected"])


def _with_map(checklist: Mapping[str, Any], rows: list[dict[str, str]]) -> dict[str, Any]:
    maps: dict[str, dict[str, str]] = {}
    for row in rows:
        maps.setdefault(row["item"], {})[row["kpi"]] = row["w"]
    sections = [
        section
        | {
            "items": [
                item | {"kpi": {_FRAMEWORK: maps[item["code"]]}} if item["code"] in maps else item
                for item in section["items"]
            ]
        }
        for section in checklist["sections"]
    ]
    return {**checklist, "sections": sections, "frameworks": [_FRAMEWORK]}


def _shown(
    found: FrameworkResult, dp: int, expected: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    """Each node with the keys the case asks for."""
    shown = {
        value.code: {
            "value": maybe_rounded(value.value, dp),
            "coverage": rounded(value.coverage, 4),
            "status": value.status,
        }
        for value in found.values
    }
    return {
        code: {key: shown[code].get(key) for key in wanted}
        for code, wanted in expected.items()
        if code in shown
    }


KINDS: Mapping[str, Kind] = {"kpi": _kpi}
