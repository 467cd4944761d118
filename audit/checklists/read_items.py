"""Reading one item from its JSON form.

Promise: an item keeps only what its type knows; every other key is refused with its pointer.
Reading order: `read_item`, then the table of types, then the parts.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from audit.checklists.conditions import OPERATORS, Condition, read_condition
from audit.checklists.items import (
    AUDIENCES,
    EFFECTS,
    HERZBERG,
    METHODS,
    OBSERVED,
    ON_TOP,
    OWNER_ROLES,
    SCORED,
    SEVERITIES,
    TIMER_UNITS,
    TYPES,
    Band,
    Choice,
    CommentRule,
    Critical,
    Item,
    PhotoRule,
    Timer,
)
from audit.checklists.reader import Reader
from audit.problems import Fault

Keys = dict[str, Any]  # named arguments of Item, on their way from one reader to its constructor

_MOST_PHOTOS = 20
_LONGEST_COMMENT = 1000


def read_item(reader: Reader, phase: str) -> Item | None:
    """The item at `reader` in a section of `phase`; None when it has no code or no known type."""
    reader.need("code")
    reader.need("type")
    code, kind = reader.code("code"), reader.one_of("type", TYPES)
    if code is None or kind is None:
        return None
    deferred = reader.flag("deferred") or phase == "after"
    keys = _common(reader) | _tags(reader) | _OWN[kind](reader)
    if kind in SCORED:
        keys |= {
            "max": reader.positive("max"),
            "weight": reader.positive("weight", "1"),
        }
    if kind in SCORED or kind == "penalty":
        keys["critical"] = _critical(reader, kind)
    item = Item(code=code, type=kind, deferred=deferred, **keys)
    _check_comment(reader, item)
    reader.close()
    return item


def _common(reader: Reader) -> Keys:
    return {
        "text": reader.wording("text"),
        "na_allowed": reader.flag("na_allowed"),
        "required": reader.flag("required", default=True),
        "photo": _photo(reader),
        "comment": _comment(reader),
        "evidence_audience": reader.one_of("evidence_audience", AUDIENCES, "internal"),
        "applies_if": _condition(reader),
        "kpi": _kpi(reader),
    }


def _condition(reader: Reader) -> Condition | None:
    child = reader.optional("applies_if")
    return read_condition(child) if child else None


def _tags(reader: Reader) -> Keys:
    return {
        "stage": reader.code("stage"),
        "touchpoint": reader.code("touchpoint"),
        "method": reader.one_of("method", METHODS),
        "owner_role": reader.one_of("owner_role", OWNER_ROLES),
        "severity": reader.one_of("severity", SEVERITIES),
        "herzberg": reader.one_of("herzberg", HERZBERG),
        "key_node": reader.maybe_flag("key_node"),
        "script_id": reader.code("script_id"),
        "guidance": reader.phrases("guidance") or None,
        "evidence_hint": reader.phrases("evidence_hint") or None,
    }


def _binary(reader: Reader) -> Keys:
    return {"positive": reader.one_of("positive", ("yes", "no"), "yes")}


def _option(reader: Reader) -> Keys:
    return {"options": _choices(reader, "options")}


def _multi_deduct(reader: Reader) -> Keys:
    return {"faults": _choices(reader, "faults")}


def _multi_earn(reader: Reader) -> Keys:
    return {"elements": _choices(reader, "elements")}


def _count_deduct(reader: Reader) -> Keys:
    return {"per": reader.positive("per")}


def _on_top(reader: Reader) -> Keys:
    return {"points": reader.positive("points")}


def _rating(reader: Reader) -> Keys:
    low, high = _needed(reader, "low"), _needed(reader, "high")
    shape = reader.one_of("map", ("linear", "proportional"), "linear")
    if low is not None and high is not None and low >= high:
        reader.fault("checklist.scale_empty", "high")
    if shape == "proportional" and high is not None and high <= 0:
        reader.fault("document.not_above_zero", "high", key="high")
    return {"low": low, "high": high, "map": shape}


def _numeric_linear(reader: Reader) -> Keys:
    target, limit = _needed(reader, "target"), _needed(reader, "limit")
    if target is not None and target == limit:
        reader.fault("checklist.target_is_limit", "limit")
    return {"target": target, "limit": limit} | _timed(reader)


def _numeric_bands(reader: Reader) -> Keys:
    reader.need("bands")
    bands = tuple(_band(child) for child in reader.children("bands"))
    if reader.has("bands") and not bands:
        reader.fault("document.empty", "bands", key="bands")
    for index, band in enumerate(bands):
        if bool(band.tests) == (index == len(bands) - 1):
            code = "checklist.band_closed" if band.tests else "checklist.band_open"
            reader.faults.append(Fault(code, reader.at("bands", index)))
    return {"bands": bands} | _timed(reader)


def _observe(reader: Reader) -> Keys:
    answer = reader.one_of("answer", OBSERVED, "text")
    if answer != "choice":
        return {"answer": answer}
    reader.need("choices")
    entries = reader.entries("choices") if reader.has("choices") else ()
    choices = {}
    for code, raw in entries:
        child = Reader(raw, reader.at("choices", code), reader.faults)
        choices[code] = Choice(None, child.wording("text"))
        child.close()
    return {"answer": answer, "choices": choices}


_OWN: Mapping[str, Callable[[Reader], Keys]] = {
    "binary": _binary,
    "option": _option,
    "rating": _rating,
    "numeric_bands": _numeric_bands,
    "numeric_linear": _numeric_linear,
    "multi_deduct": _multi_deduct,
    "multi_earn": _multi_earn,
    "count_deduct": _count_deduct,
    "observe": _observe,
} | dict.fromkeys(ON_TOP, _on_top)


def _needed(reader: Reader, key: str) -> Fraction | None:
    reader.need(key)
    return reader.number(key)


def _choices(reader: Reader, key: str) -> dict[str, Choice]:
    """Options, faults or elements: `{"points", texts}`, or bare points (enough to score)."""
    if not reader.need(key):
        return {}
    found = {}
    for code, raw in reader.entries(key):
        if isinstance(raw, dict):
            child = Reader(raw, reader.at(key, code), reader.faults)
            found[code] = Choice(child.positive("points"), child.wording("text"))
            child.close()
        else:
            holder = Reader({code: raw}, reader.at(key), reader.faults)
            found[code] = Choice(holder.positive(code), {})
    return found


def _band(reader: Reader) -> Band:
    tests = [(name, reader.number(name)) for name in OPERATORS]
    points = reader.positive("points")
    reader.close()
    return Band(tuple((name, by) for name, by in tests if by is not None), points)


def _timed(reader: Reader) -> Keys:
    unit = reader.code("unit")
    child = reader.optional("timer")
    if child is None:
        return {"unit": unit}
    child.need("from")
    child.need("to")
    start, end = child.code("from"), child.code("to")
    child.close()
    if start is not None and start == end:
        child.fault("checklist.timer_same_mark", "to")
    if unit not in TIMER_UNITS:
        reader.fault("checklist.timer_unit", "unit", allowed=", ".join(TIMER_UNITS))
    return {"unit": unit, "timer": Timer(start, end) if start and end else None}


def _photo(reader: Reader) -> PhotoRule | None:
    """false, true (one to five, always), or `{"min", "max", "when"}`."""
    if not isinstance(reader.raw.get("photo"), dict):
        return PhotoRule(1, 5, "always") if reader.flag("photo") else None
    child = reader.child("photo")
    least = child.whole("min", 1, 0, _MOST_PHOTOS)
    most = child.whole("max", max(least, 5), 1, _MOST_PHOTOS)
    when = child.one_of("when", ("always", "fail"), "always")
    if least > most:
        child.fault("checklist.photo_range", "max")
    child.close()
    return PhotoRule(least, most, when or "always")


def _comment(reader: Reader) -> CommentRule:
    words = ("never", "optional", "on_fail", "always")
    if not isinstance(reader.raw.get("comment"), dict):
        return CommentRule(reader.one_of("comment", words, "optional") or "optional")
    child = reader.child("comment")
    child.need("when")
    when = child.one_of("when", (*words, "below"))
    value = _needed(child, "value") if when == "below" else None
    rule = CommentRule(when or "optional", value, child.whole("min_length", 1, 1, _LONGEST_COMMENT))
    child.close()
    return rule


def _check_comment(reader: Reader, item: Item) -> None:
    """`below` compares a number, so only an item answered with one can have it."""
    if item.comment.when == "below" and not item.takes_number:
        reader.fault("checklist.comment_below_no_number", "comment")


def _critical(reader: Reader, kind: str) -> Critical | None:
    child = reader.optional("critical")
    if child is None:
        return None
    child.need("effect")
    effect = child.one_of("effect", EFFECTS)
    cap = child.share("value", 100) if effect in ("cap_section", "cap_overall") else None
    grade = child.code("value") if effect == "cap_grade" and child.need("value") else None
    below = child.share("below", 1) if kind in SCORED and child.has("below") else None
    if below == 0:
        child.fault("document.not_above_zero", "below", key="below")
    child.close()
    return Critical(effect, cap, grade, below) if effect else None


def _kpi(reader: Reader) -> dict[str, dict[str, Fraction]]:
    frameworks = reader.optional("kpi")
    if frameworks is None:
        return {}
    return {
        framework: {leaf: leaves.positive(leaf, zero=False) for leaf in list(leaves.raw)}
        for framework in list(frameworks.raw)
        for leaves in [frameworks.child(framework)]
    }
