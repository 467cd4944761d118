"""The stored normal form of a checklist version and its hash.

Promise: two documents that mean the same have the same hash: long texts, defaults filled in, absent
optional keys omitted, decimals without trailing zeros; hashed with sorted keys, no spaces, UTF-8.
`normal_form` itself keeps the author's order of options and choices, for those who show them.
"""

import json
from collections.abc import Mapping
from fractions import Fraction
from hashlib import sha256
from typing import Any

from audit.checklists.conditions import AllOf, AnyOf, Condition, ItemIs, Not, ScenarioIs
from audit.checklists.decimals import written
from audit.checklists.document import Definition, Scoring, Section
from audit.checklists.items import Band, Choice, Critical, Item
from audit.checklists.reader import Text

Json = dict[str, Any]

_PLAIN_KEYS = (
    "unit",
    "answer",
    "stage",
    "touchpoint",
    "method",
    "owner_role",
    "severity",
    "herzberg",
    "key_node",
    "script_id",
    "guidance",
    "evidence_hint",
    "map",
)
_NUMBER_KEYS = ("max", "low", "high", "target", "limit", "per", "points")
_CHOICE_KEYS = ("options", "faults", "elements", "choices")


def canonical(form: Json) -> str:
    """The text that is hashed: sorted keys, no spaces, nothing escaped that need not be."""
    return json.dumps(form, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def arranged(form: Json) -> str:
    """The same with keys as they stand: choices in the author's order, which a reader sees."""
    return json.dumps(form, ensure_ascii=False, separators=(",", ":"))


def hash_of(text: str) -> str:
    """SHA-256 of the text in UTF-8, in hex."""
    return sha256(text.encode()).hexdigest()


def normal_form(definition: Definition) -> Json:
    """The document back as JSON; parsing it again gives an equal definition."""
    return _present(
        {
            "code": definition.code or None,
            "version": definition.version or None,
            "kind": definition.kind,
            "title": definition.title or None,
            "languages": list(definition.languages) or None,
            "scoring": _scoring(definition.scoring),
            "sections": [section_form(section) for section in definition.sections],
            "marks": _labels(definition.marks) or None,
            "scenarios": _labels(definition.scenarios) or None,
            "frameworks": [
                _present({"code": code, "version": version})
                for code, version in definition.frameworks
            ]
            or None,
        }
    )


def _scoring(scoring: Scoring) -> Json:
    bands = [{"grade": grade, "min": written(least)} for grade, least in scoring.grade_bands]
    return _present(
        {
            "mode": scoring.mode,
            "overall": scoring.overall,
            "missing": scoring.missing,
            "base": written(scoring.base),
            "na_in_deduct": scoring.na_in_deduct,
            "cap_max": written(scoring.cap_max),
            "bonus_cap": _number(scoring.bonus_cap),
            "dp": scoring.dp,
            "grade_bands": bands or None,
        }
    )


def section_form(section: Section) -> Json:
    """The normal form of one section."""
    return _present(
        {
            "code": section.code,
            "title": section.title or None,
            "weight": written(section.weight),
            "chain": section.chain,
            "phase": section.phase,
            "stage": section.stage,
            "items": [item_form(item) for item in section.items],
        }
    )


def item_form(item: Item) -> Json:
    """The normal form of one item."""
    own = {key: getattr(item, key) for key in _PLAIN_KEYS}
    numbers = {key: _number(getattr(item, key)) for key in _NUMBER_KEYS}
    choices = {key: _choices(getattr(item, key)) or None for key in _CHOICE_KEYS}
    return _present({**_common(item), **own, **numbers, **choices})


def _common(item: Item) -> Json:
    return {
        "code": item.code,
        "type": item.type,
        "text": item.text or None,
        "weight": written(item.weight) if item.is_scored else None,
        "na_allowed": item.na_allowed,
        "required": item.required,
        "photo": _photo(item),
        "comment": _comment(item),
        "evidence_audience": item.evidence_audience,
        "applies_if": condition_form(item.applies_if) if item.applies_if else None,
        "deferred": item.deferred or None,
        "critical": _critical(item.critical) if item.critical else None,
        "kpi": _kpi(item.kpi) or None,
        "positive": item.positive if item.type == "binary" else None,
        "bands": [_band(band) for band in item.bands] or None,
        "timer": {"from": item.timer.start, "to": item.timer.end} if item.timer else None,
    }


def condition_form(condition: Condition) -> Json:
    """The JSON form of a condition."""
    match condition:
        case ScenarioIs(codes):
            return {"scenario": list(codes)}
        case ItemIs(code, within, tests):
            found = {name: written(by) for name, by in tests}
            return _present({"item": code, "in": list(within) or None, **found})
        case AllOf(parts):
            return {"all": [condition_form(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [condition_form(part) for part in parts]}
        case Not(part):
            return {"not": condition_form(part)}


def _choices(choices: Mapping[str, Choice]) -> Json:
    return {
        code: _present({"points": _number(choice.points), "text": choice.text or None})
        for code, choice in choices.items()
    }


def _photo(item: Item) -> Json | bool:
    rule = item.photo
    return {"min": rule.min, "max": rule.max, "when": rule.when} if rule else False


def _comment(item: Item) -> Json | str:
    rule = item.comment
    if rule.when != "below" and rule.min_length == 1:
        return rule.when
    length = rule.min_length
    return _present({"when": rule.when, "value": _number(rule.value), "min_length": length})


def _critical(critical: Critical) -> Json:
    value, below = critical.value, _number(critical.below)
    return _present({"effect": critical.effect, "value": value, "below": below})


def _kpi(kpi: Mapping[str, Mapping[str, Fraction]]) -> Json:
    return {
        framework: {leaf: written(weight) for leaf, weight in leaves.items()}
        for framework, leaves in kpi.items()
        if leaves
    }


def _band(band: Band) -> Json:
    return {name: written(by) for name, by in band.tests} | {"points": written(band.points)}


def _labels(labels: Mapping[str, Text]) -> list[Json]:
    return [_present({"code": code, "text": text or None}) for code, text in labels.items()]


def _number(number: Fraction | None) -> str | None:
    return None if number is None else written(number)


def _present(pairs: Json) -> Json:
    return {key: value for key, value in pairs.items() if value is not None}
