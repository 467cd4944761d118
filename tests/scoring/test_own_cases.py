"""Our own cases: derived on paper from the rules, run by both scorers and by the phone's engine.

The derivations are printed in docs/golden-cases.md. web/tests/own-cases.test.ts runs those with
conditions.
"""

import json
from pathlib import Path

import pytest

from audit.analytics.cases import run_cases
from audit.checklists.answers import parse_answers
from audit.checklists.definition import parse
from audit.checklists.rules import applicable
from tests.house import dev
from tests.scoring.naive import visit
from tests.scoring.naive_rows import which_apply

ROOT = Path(__file__).parents[2]
FILE = ROOT / "tests" / "golden" / "own_cases.json"
GOLDEN = json.loads(FILE.read_text("utf-8"))
WORKED = json.loads(FILE.with_name("scoring_cases.json").read_text("utf-8"))
CASES = {case["id"]: case for case in GOLDEN["cases"]}
OUTCOMES = {outcome.id: outcome for outcome in run_cases(GOLDEN)}
CONDITIONED = [case["id"] for case in GOLDEN["cases"] if "applies" in case]
VISITS = {
    case["id"]: case for case in (*GOLDEN["cases"], *WORKED["cases"]) if case["kind"] == "visit"
}


@pytest.mark.parametrize("case", CASES)
def test_an_own_case_comes_out_as_derived_on_paper(case: str):
    outcome = OUTCOMES[case]

    assert outcome.ok, outcome.mismatch


@pytest.mark.parametrize("case", CONDITIONED)
def test_the_items_apply_that_the_case_says(case: str):
    raw = CASES[case]

    found = applicable(parse(raw["checklist"]), parse_answers(raw["answers"]), raw.get("scenario"))

    assert dict(found) == raw["applies"]
    assert which_apply(raw["checklist"], raw["answers"], raw.get("scenario")) == raw["applies"]


@pytest.mark.parametrize("case", VISITS)
def test_the_second_scorer_comes_to_the_same(case: str):
    raw = VISITS[case]

    found = visit(raw["checklist"], raw["answers"], raw.get("scenario"))["result"]

    assert {key: found.get(key, []) for key in raw["expected"]} == raw["expected"]


def test_no_case_is_left_out_and_each_says_how_it_was_derived():
    about = [case["about"] for case in GOLDEN["cases"]]

    assert len(CASES) == len(GOLDEN["cases"]) == len(OUTCOMES) == 71
    assert list(CASES) == [f"OC{number:02}" for number in range(1, 72)]
    assert (about.count("conditions"), about.count("phases and deferral")) == (15, 6)
    assert all(len(case["hand"]) > 15 and case["rules"] for case in GOLDEN["cases"])


def test_every_case_with_a_condition_says_which_items_apply():
    with_conditions = [case["id"] for case in GOLDEN["cases"] if "applies_if" in json.dumps(case)]

    assert with_conditions == CONDITIONED
    assert len(CONDITIONED) == 20


def test_the_page_of_the_cases_is_current():
    page = (ROOT / "docs" / "golden-cases.md").read_text("utf-8")

    assert page == dev().cases_page(GOLDEN["cases"]), "stale: run ./dev docs"
