"""What answers lack, by the golden cases that the phone's engine runs too
(web/tests/golden.test.ts)."""

import json
from pathlib import Path
from typing import Any

import pytest

from audit.checklists.answers import parse_answers
from audit.checklists.rules import applicable
from audit.visits.check_answers import check_answers
from tests import make

GOLDEN = Path(__file__).parents[1] / "golden" / "completeness.json"
CASES = json.loads(GOLDEN.read_text("utf-8"))["cases"]
SCENARIOS = [{"code": code} for code in ("paid", "warranty")]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["title"])
def test_answers_lack_what_the_golden_case_says(case: dict[str, Any]) -> None:
    definition = make.definition(*case["sections"], scenarios=SCENARIOS)
    answers, earlier = parse_answers(case["answers"]), parse_answers(case.get("earlier", {}))
    known = {**earlier, **answers} if case["part"] == "callback" else answers

    faults = check_answers(
        definition,
        answers,
        scenario=case.get("scenario"),
        part=case["part"],
        manifest=case.get("manifest", {}),
        earlier=earlier,
    )

    assert make.told(faults) == [tuple(fault) for fault in case["faults"]]
    if "applies" in case:
        found = applicable(definition, known, case.get("scenario"))
        assert [code for code, applies in found.items() if applies] == case["applies"]
