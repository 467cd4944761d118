"""Random checklists with everything that publishing wants and more, for round trips."""

from typing import Any

from hypothesis import strategies as st

from tests.scoring.random_checklists import EFFECTS, SECTION_EFFECTS, checklists

Json = dict[str, Any]

LETTERS = st.characters(codec="utf-8", exclude_categories=("Cs",), exclude_characters="\x00")
# a text of blanks alone is told as a fault of its cell: nobody means it
texts = st.one_of(
    st.sampled_from(("=1+1", "-", "@x", " a ", "a\r\nb\t", "_x0041_", "TRUE", "1e5", "中文，。")),
    st.text(LETTERS, min_size=1, max_size=40).filter(lambda text: text.strip() != ""),
)
codes = st.sampled_from(("a", "B.1", "=x", "店-1", "in", "1e5", "TRUE", "a,b", "“q”", "007", "-"))
phrases = st.fixed_dictionaries({}, optional={"zh-CN": texts, "en": texts})
flags = st.booleans()
amounts = st.sampled_from(("0.5", "1", "3.25", "12"))
TAGS = {
    "stage": codes,
    "touchpoint": codes,
    "script_id": codes,
    "method": st.sampled_from(("observed", "asked", "document", "measured")),
    "owner_role": st.sampled_from(("advisor", "workshop", "product")),
    "severity": st.sampled_from(("critical", "major", "minor")),
    "herzberg": st.sampled_from(("H", "M")),
    "key_node": flags,
    "guidance": phrases.filter(bool),
    "evidence_hint": phrases.filter(bool),
    "evidence_audience": st.sampled_from(("internal", "dealer")),
    "na_allowed": flags,
    "deferred": flags,
    "photo": st.one_of(
        flags,
        st.sampled_from(({"min": 0, "max": 2, "when": "fail"}, {"min": 2, "when": "always"})),
    ),
    "comment": st.sampled_from(
        ("never", "optional", "on_fail", "always", {"when": "always", "min_length": 9})
    ),
    "kpi": st.dictionaries(
        codes, st.dictionaries(codes, amounts, min_size=1, max_size=3), max_size=2
    ),
}
tags = st.fixed_dictionaries({}, optional=TAGS)
labels = st.dictionaries(codes, phrases, max_size=3).map(
    lambda found: [{"code": code, "text": text} for code, text in found.items()]
)


@st.composite
def documents(draw: st.DrawFn) -> Json:
    """A checklist document that may be drafted."""
    document = draw(checklists(extras=True, effects=EFFECTS + SECTION_EFFECTS))
    document |= {"title": draw(phrases), "marks": draw(labels), "scenarios": draw(labels)}
    document["frameworks"] = draw(
        st.lists(codes, unique=True, max_size=3).map(
            lambda found: [{"code": code, "version": 2} if code > "a" else code for code in found]
        )
    )
    document["languages"] = draw(st.sampled_from((["zh-CN", "en"], ["en"])))
    document["scoring"] |= draw(
        st.fixed_dictionaries({}, optional={"bonus_cap": amounts, "cap_max": amounts})
    )
    earlier: list[Json] = []
    for section in document["sections"]:
        section |= {"title": draw(phrases), "phase": draw(st.sampled_from(("before", "after")))}
        section["items"].append(draw(_observed(f"{section['code']}O")))
        for item in section["items"]:
            item.update({"text": draw(phrases)} | draw(tags))
            _rewrite(draw, item)
            if earlier and draw(flags):
                item["applies_if"] = draw(_condition(earlier))
            earlier.append(item)
    return document


@st.composite
def _observed(draw: st.DrawFn, code: str) -> Json:
    answer = draw(st.sampled_from(("text", "number", "choice", "photo")))
    choices = draw(st.dictionaries(codes, phrases.map(lambda text: {"text": text}), min_size=1))
    more = {"choices": choices} if answer == "choice" else {}
    return {"code": code, "type": "observe", "answer": answer} | more


def _rewrite(draw: st.DrawFn, item: Json) -> None:
    """Options with texts in any order, a unit and a timer, a comment below a value."""
    for key in ("options", "faults", "elements"):
        if key in item:
            order = draw(st.permutations(sorted(item[key])))
            item[key] = {code: {"points": item[key][code], "text": draw(phrases)} for code in order}
    if item["type"].startswith("numeric") and draw(flags):
        item |= {"unit": "min", "timer": {"from": "x", "to": "y"}}
    if item["type"] == "rating" and draw(flags):
        item["comment"] = {"when": "below", "value": "3.5", "min_length": 2}


@st.composite
def _condition(draw: st.DrawFn, earlier: list[Json]) -> Json:
    item = draw(st.sampled_from(earlier))
    leaf = {"item": item["code"], "in": draw(st.lists(codes, min_size=1, max_size=2))}
    scenario = {"scenario": draw(st.lists(codes, min_size=1, max_size=2))}
    return draw(
        st.sampled_from(
            (leaf, {"not": leaf}, {"all": [leaf]}, {"any": [scenario, {"all": [leaf, scenario]}]})
        )
    )
