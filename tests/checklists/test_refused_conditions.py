"""What a condition is refused for: it looks back only and says what it compares."""

from typing import Any

import pytest

from tests.checklists.refusing import AT, RATING, faults_of, faults_of_item
from tests.make import checklist, item, section


@pytest.mark.parametrize(
    ("condition", "code", "place"),
    [
        ({}, "checklist.condition_unclear", ""),
        ({"scenario": ["s"], "item": "A"}, "checklist.condition_unclear", ""),
        ({"scenario": []}, "document.empty", "/scenario"),
        ({"scenario": "s"}, "document.not_list", "/scenario"),
        ({"item": "A"}, "checklist.condition_no_operator", ""),
        ({"item": "A", "in": []}, "document.empty", "/in"),
        ({"item": "A", "in": [1]}, "document.not_text", "/in/0"),
        ({"item": "Z", "in": ["yes"]}, "checklist.condition_unknown", "/item"),
        ({"item": "B", "in": ["yes"]}, "checklist.condition_later", "/item"),
        ({"item": "C", "in": ["yes"]}, "checklist.condition_later", "/item"),
        ({"item": "A", "gt": "5"}, "checklist.condition_no_number", "/gt"),
        ({"item": "N", "gt": 5}, "document.not_decimal", "/gt"),
        ({"item": "N", "eq": "5"}, "checklist.condition_no_operator", ""),
        ({"item": "N", "gt": "5", "eq": "5"}, "document.unknown_key", "/eq"),
        ({"all": []}, "document.empty", "/all"),
        (
            {"any": [{"all": [{"item": "Z", "in": ["x"]}]}]},
            "checklist.condition_unknown",
            "/any/0/all/0/item",
        ),
        (
            {"not": {"not": {"item": "Z", "in": ["x"]}}},
            "checklist.condition_unknown",
            "/not/not/item",
        ),
        ({"not": []}, "document.not_object", "/not"),
    ],
)
def test_conditions_look_back_only_and_say_what_they_compare(condition: Any, code: str, place: str):
    number = item("N", "rating", **RATING)
    document = checklist(
        section("S", item("A"), number, item("B", applies_if=condition), item("C"))
    )

    assert (code, "/sections/0/items/2/applies_if" + place) in faults_of(document)


def test_a_condition_without_bottom_is_refused():
    condition: dict = {"scenario": ["s"]}
    for _ in range(9):
        condition = {"not": condition}

    found = faults_of_item("A", applies_if=condition)

    assert found == [("checklist.condition_deep", AT + "/applies_if" + "/not" * 8)]
