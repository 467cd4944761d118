"""Random checklists with answers, as JSON, for the property tests.

Small on purpose: three sections of three items meet every rule, and a counterexample stays
readable.
"""

from typing import Any

from hypothesis import strategies as st

Json = dict[str, Any]

EVERY_TYPE = (
    "binary",
    "option",
    "rating",
    "numeric_bands",
    "numeric_linear",
    "multi_deduct",
    "multi_earn",
    "count_deduct",
)
EXACT_TYPES = ("binary", "option", "multi_deduct", "multi_earn")  # every rate a finite decimal
EFFECTS = (
    {"effect": "cap_overall", "value": "59"},
    {"effect": "zero_overall"},
    {"effect": "cap_grade", "value": "C"},
    {"effect": "cap_overall", "value": "70", "below": "0.5"},
)
SECTION_EFFECTS = ({"effect": "zero_section"}, {"effect": "cap_section", "value": "40"})
BANDS = [{"grade": "A", "min": "90"}, {"grade": "C", "min": "60"}, {"grade": "D", "min": "10"}]
CODES = ("a", "b", "c")


@st.composite
def checklists(
    draw: st.DrawFn,
    *,
    types: tuple[str, ...] = EVERY_TYPE,
    scoring: Json | None = None,
    extras: bool = False,
    effects: tuple[Json, ...] = (),
) -> Json:
    """A checklist; `extras` adds bonus and penalty, `effects` are what critical items may do."""
    choices = {
        "overall": draw(st.sampled_from(("pooled", "section_weighted"))),
        "missing": draw(st.sampled_from(("reject", "zero", "exclude"))),
        "grade_bands": BANDS,
    } | (scoring or {})
    count = draw(st.integers(1, 3))
    sections = [_section(draw, f"S{number}", types, effects) for number in range(count)]
    if extras:
        items = [_extra(draw, f"X{number}") for number in range(draw(st.integers(1, 3)))]
        sections.append({"code": "X", "weight": "0", "items": items})
    return {"code": "random", "version": 1, "scoring": choices, "sections": sections}


def _section(draw: st.DrawFn, code: str, types: tuple[str, ...], effects: tuple[Json, ...]) -> Json:
    count = draw(st.integers(1, 3))
    return {
        "code": code,
        "weight": draw(st.sampled_from(("1", "0.5", "30", "0"))),
        "chain": draw(st.booleans()),
        "items": [_item(draw, f"{code}I{number}", types, effects) for number in range(count)],
    }


def _item(draw: st.DrawFn, code: str, types: tuple[str, ...], effects: tuple[Json, ...]) -> Json:
    kind = draw(st.sampled_from(types))
    item = {
        "code": code,
        "type": kind,
        "max": draw(st.sampled_from(("1", "2.5", "10", "60"))),
        "weight": draw(st.sampled_from(("1", "1", "0.3", "2"))),
        "na_allowed": True,
        "required": draw(st.sampled_from((True, True, False))),
        **_own(draw, kind),
    }
    if effects and draw(st.booleans()):
        item["critical"] = draw(st.sampled_from(effects))
    return item


def _own(draw: st.DrawFn, kind: str) -> Json:
    points = st.sampled_from(("0", "1", "2.5", "10", "70"))
    keys = {"option": "options", "multi_deduct": "faults", "multi_earn": "elements"}
    if kind in keys:
        return {keys[kind]: {code: draw(points) for code in CODES}}
    if kind == "rating":
        return {"low": "1", "high": "7", "map": draw(st.sampled_from(("linear", "proportional")))}
    if kind == "numeric_bands":
        return {"bands": [{"le": "3", "points": "10"}, {"lt": "8", "points": "4"}, {"points": "0"}]}
    if kind == "numeric_linear":
        return {"target": "0", "limit": draw(st.sampled_from(("30", "-7")))}
    return {"per": draw(points)} if kind == "count_deduct" else {}


def _extra(draw: st.DrawFn, code: str) -> Json:
    points = draw(st.sampled_from(("0", "3", "12.5", "200")))
    return {"code": code, "type": draw(st.sampled_from(("bonus", "penalty"))), "points": points}


@st.composite
def answered(draw: st.DrawFn, documents: st.SearchStrategy[Json]) -> tuple[Json, Json]:
    """A checklist of the strategy and answers to it, some missing, N/A or never happened."""
    document = draw(documents)
    answers = {}
    for section in document["sections"]:
        for item in section["items"]:
            answer = _answer(draw, item)
            if answer is not None:
                answers[item["code"]] = answer
    return document, answers


def _answer(draw: st.DrawFn, item: Json) -> Json | None:
    chance = draw(st.integers(0, 9))
    if chance == 0:
        return None
    if chance == 1:
        return {"na": True, "reason": "not_offered"}
    if chance == 2 and item["type"].startswith("numeric"):
        return {"none": True}
    return {"v": draw(_values(item["type"]))}


def _values(kind: str) -> st.SearchStrategy[Any]:
    if kind == "option":
        return st.sampled_from(CODES)
    if kind in ("multi_deduct", "multi_earn"):
        return st.lists(st.sampled_from(CODES), max_size=3)
    if kind in ("rating", "count_deduct"):
        return st.integers(1, 7).map(str)
    if kind.startswith("numeric"):
        return st.sampled_from(("-3", "0", "3", "3.5", "8", "29.99", "40"))
    return st.sampled_from(("yes", "no"))
