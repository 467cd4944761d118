"""Which items apply, by the golden cases that the pages run too (web/tests/golden.test.ts)."""

import json
from pathlib import Path
from typing import Any

import pytest

from audit.checklists.answers import parse_answers
from audit.checklists.rules import applicable
from tests import make

GOLDEN = Path(__file__).parents[1] / "golden" / "applies.json"
CASES = json.loads(GOLDEN.read_text("utf-8"))["cases"]
SCENARIOS = [{"code": code} for code in ("paid", "warranty", "complaint")]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["title"])
def test_an_item_applies_as_the_golden_case_says(case: dict[str, Any]) -> None:
    section = make.section("S", *case["items"])
    definition = make.definition(section, scenarios=SCENARIOS)

    found = applicable(definition, parse_answers(case["answers"]), case.get("scenario"))

    assert [code for code, applies in found.items() if applies] == case["applies"]
