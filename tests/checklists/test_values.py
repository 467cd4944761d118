"""Values and forms of answers, by the golden cases that the phone's engine runs too
(web/tests/golden.test.ts)."""

import json
from pathlib import Path
from typing import Any

import pytest

from audit.checklists.answers import parse_answers
from audit.checklists.rules import check_value
from audit.problems import Problem
from audit.scoring.earning import is_fail
from tests import make

GOLDEN = Path(__file__).parents[1] / "golden"
VALUES = json.loads((GOLDEN / "values.json").read_text("utf-8"))["cases"]
FORMS = json.loads((GOLDEN / "answer_forms.json").read_text("utf-8"))["cases"]


def pairs(faults: list[list[str]]) -> list[tuple[str, ...]]:
    return [tuple(fault) for fault in faults]


@pytest.mark.parametrize("case", VALUES, ids=lambda case: case["title"])
def test_a_value_suits_its_item_as_the_golden_case_says(case: dict[str, Any]) -> None:
    item = make.definition(make.section("S", case["item"])).items[0]
    answer = parse_answers({"A": case["answer"]})["A"]

    faults = check_value(item, answer)

    assert make.told(faults) == pairs(case["faults"])
    if "fail" in case:
        assert is_fail(item, answer) is case["fail"]


@pytest.mark.parametrize("case", FORMS, ids=lambda case: case["title"])
def test_answers_have_the_form_that_the_golden_case_says(case: dict[str, Any]) -> None:
    try:
        parse_answers(case["answers"])
        found = []
    except Problem as problem:
        found = make.refused(problem)

    assert found == pairs(case["faults"])
