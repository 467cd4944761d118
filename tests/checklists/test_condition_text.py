"""Conditions as one line: read and written exactly, and told where they cannot be read."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.checklists.condition_text import MOST, Unreadable, read_text, write_text
from audit.checklists.conditions import OPERATORS, AllOf, AnyOf, ItemIs, Not, ScenarioIs
from audit.checklists.normal import condition_form

WORDS = (
    "in",
    "AND",
    "scenario",
    "all",
    "情景",
    "或",
    "a b",
    '"',
    "\\",
    "“x”",
    "(",
    "5.0",
    "-3",
    "一",
)
codes = st.one_of(st.sampled_from(("RC1", "DG1", "at_desk", *WORDS)), st.text(min_size=1))
numbers = st.integers(-(10**6), 10**6).map(lambda number: Fraction(number, 100))


@st.composite
def leaves(draw: st.DrawFn) -> ItemIs:
    tests = tuple((name, draw(numbers)) for name in OPERATORS if draw(st.booleans()))
    among = tuple(draw(st.lists(codes, min_size=0 if tests else 1, max_size=3)))
    return ItemIs(draw(codes), among, tests)


scenarios = st.lists(codes, min_size=1, max_size=3).map(lambda found: ScenarioIs(tuple(found)))
conditions = st.recursive(
    st.one_of(leaves(), scenarios),
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: AllOf(tuple(parts))),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
    ),
    max_leaves=12,
)


@given(conditions)
@settings(max_examples=400, deadline=None)
def test_what_is_written_reads_back_as_the_very_same(condition: AllOf) -> None:
    assert read_text(write_text(condition)) == condition


READS = {
    "scenario in paid, warranty": {"scenario": ["paid", "warranty"]},
    "RC1 > 5 <= 9.50": {"item": "RC1", "le": "9.5", "gt": "5"},
    "DG1=yes": {"item": "DG1", "in": ["yes"]},
    "scenario in paid, warranty and (RC1 > 5 or not DG1 in yes)": {
        "all": [
            {"scenario": ["paid", "warranty"]},
            {"any": [{"item": "RC1", "gt": "5"}, {"not": {"item": "DG1", "in": ["yes"]}}]},
        ]
    },
    "a in x or b in y and c in z": {
        "any": [
            {"item": "a", "in": ["x"]},
            {"all": [{"item": "b", "in": ["y"]}, {"item": "c", "in": ["z"]}]},
        ]
    },
    "((a in x))": {"item": "a", "in": ["x"]},
    "all(a in x)": {"all": [{"item": "a", "in": ["x"]}]},
    "not not a >= -1": {"not": {"not": {"item": "a", "ge": "-1"}}},
    '"my \\"code\\"" in yes': {"item": 'my "code"', "in": ["yes"]},
    "情景 属于 paid、warranty 且（RC1 ≥ 5 或 非 DG1 ＝ yes）": {
        "all": [
            {"scenario": ["paid", "warranty"]},
            {"any": [{"item": "RC1", "ge": "5"}, {"not": {"item": "DG1", "in": ["yes"]}}]},
        ]
    },
    "\n RC1\t＞＝ 5 ": {"item": "RC1", "ge": "5"},
}


@pytest.mark.parametrize("text", READS)
def test_what_a_person_types_means_what_it_says(text: str) -> None:
    assert condition_form(read_text(text)) == READS[text]


# where it cannot be read (1 is the first character, 0 the end), and the word for what is expected
WRONG = {
    "": (0, "part"),
    "scenario paid": (10, "in"),
    "scenario in": (0, "value"),
    "RC1": (0, "comparison"),
    "RC1 yes": (5, "comparison"),
    "RC1 > many": (7, "number"),
    "RC1 > 5 > 6": (9, "end"),
    "a in x b": (8, "end"),
    "(a in x": (0, "closing"),
    "a in x)": (7, "end"),
    "a in x and": (0, "part"),
    "and a in x": (1, "part"),
    "all a in x": (5, "opening"),
    "a in x,": (0, "value"),
    "a in x & b in y": (8, "end"),
    "a != yes": (3, "comparison"),
    'a in "x': (6, "value"),
    "not": (0, "part"),
}


@pytest.mark.parametrize("text", WRONG)
def test_what_cannot_be_read_is_told_with_its_place_and_what_was_expected(text: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_text(text)

    fault = refusal.value.fault
    assert (fault.facts.get("at", 0), fault.facts["expected"].code) == WRONG[text]
    assert all(fault.say(language) for language in ("zh-CN", "en"))


def test_brackets_without_end_are_refused_and_not_followed() -> None:
    with pytest.raises(Unreadable) as refusal:
        read_text("(" * 1900 + "a in x" + ")" * 1900)

    assert refusal.value.fault.code == "checklist.condition_deep"


def test_a_line_that_nobody_would_read_is_refused_and_the_longest_is_read() -> None:
    longest = "RC1 in " + "a" * (MOST - 7)

    assert read_text(longest) == ItemIs("RC1", ("a" * (MOST - 7),), ())
    with pytest.raises(Unreadable) as refusal:
        read_text(longest + " ")

    fault = refusal.value.fault
    assert (MOST, fault.code) == (4000, "condition.too_long")
    assert all("4000" in fault.say(language) for language in ("zh-CN", "en"))
