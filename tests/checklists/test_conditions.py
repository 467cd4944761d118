"""`applies_if`: what counts as an answer, and what follows from it (SC70, SC92)."""

import pytest

from audit.checklists.rules import applicable
from tests.make import answers, definition, item, section

SCALE = {"low": "1", "high": "10"}
EARLIER = (
    item("Y", na_allowed=True),
    item("N", "numeric_linear", target="0", limit="9"),
    item("R", "rating", **SCALE),
    item("M", "multi_deduct", faults={"a": "1", "b": "1", "c": "1"}),
    item("O", "observe", answer="choice", choices={"1": {}, "x": {}}),
    item("B", "bonus", points="1"),
)


def applies(condition: dict, scenario: str | None = None, **given: object) -> bool:
    """Whether an item under the condition applies after the given answers."""
    found = definition(section("S", *EARLIER, item("LAST", applies_if=condition)))
    return applicable(found, answers(**given), scenario)["LAST"]


@pytest.mark.parametrize(
    ("condition", "given", "met"),
    [
        ({"item": "Y", "in": ["yes"]}, {"Y": "yes"}, True),
        ({"item": "Y", "in": ["yes"]}, {"Y": "no"}, False),
        ({"item": "Y", "in": ["yes", "no"]}, {}, False),
        ({"item": "Y", "in": ["yes", "no"]}, {"Y": None}, False),
        ({"item": "N", "ge": "0"}, {"N": "0"}, True),
        ({"item": "N", "ge": "0"}, {"N": {"none": True}}, False),
        ({"item": "N", "ge": "2", "lt": "5"}, {"N": "4.99"}, True),
        ({"item": "N", "ge": "2", "lt": "5"}, {"N": "5"}, False),
        ({"item": "N", "in": ["5"]}, {"N": "5.00"}, True),
        ({"item": "N", "in": ["5"], "gt": "5"}, {"N": "5"}, False),
        ({"item": "N", "gt": "9"}, {"N": "10"}, True),
        ({"item": "N", "gt": "9"}, {"N": "not a number"}, False),
        ({"item": "R", "in": ["7"]}, {"R": "7.0"}, True),
        ({"item": "M", "in": ["b", "c"]}, {"M": ["a", "c"]}, True),
        ({"item": "M", "in": ["b"]}, {"M": []}, False),
        ({"item": "O", "in": ["1"]}, {"O": "1"}, True),
        ({"item": "O", "in": ["1"]}, {"O": "1.0"}, False),
        ({"item": "B", "in": ["yes"]}, {"B": "yes"}, True),
        ({"not": {"item": "Y", "in": ["yes"]}}, {}, True),
        ({"not": {"item": "Y", "in": ["yes"]}}, {"Y": "yes"}, False),
        ({"all": [{"item": "Y", "in": ["yes"]}, {"item": "B", "in": ["no"]}]}, {"Y": "yes"}, False),
        ({"any": [{"item": "Y", "in": ["yes"]}, {"item": "B", "in": ["no"]}]}, {"Y": "yes"}, True),
    ],
)
def test_a_condition_sees_given_values_only(condition: dict, given: dict, met: bool):
    assert applies(condition, **given) is met


@pytest.mark.parametrize(("scenario", "met"), [("paid", True), ("warranty", False), (None, False)])
def test_a_scenario_condition_asks_what_the_visitor_acts(scenario: str | None, met: bool):
    assert applies({"scenario": ["paid", "ev"]}, scenario) is met


def test_an_answer_to_an_item_that_does_not_apply_opens_nothing():
    found = definition(
        section(
            "S",
            item("A"),
            item("B", applies_if={"item": "A", "in": ["yes"]}),
            item("C", applies_if={"item": "B", "in": ["yes"]}),
        )
    )

    assert applicable(found, answers(A="no", B="yes"), None) == {"A": True, "B": False, "C": False}
    assert applicable(found, answers(A="yes", B="yes"), None)["C"]


def test_a_leaf_on_a_missing_item_is_false_also_under_policy_zero():
    condition = {"item": "A", "in": ["no"]}
    found = definition(
        section("S", item("A"), item("B", applies_if=condition)), scoring={"missing": "zero"}
    )

    assert not applicable(found, {}, None)["B"]
