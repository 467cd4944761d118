"""The worked cases: derived on paper, run by this engine and by the phone's."""

import json
from pathlib import Path

import pytest

from audit.analytics.cases import run_cases
from audit.scoring.cases import run_cases as run_scoring_cases

GOLDEN = json.loads(
    (Path(__file__).parent.parent / "golden" / "scoring_cases.json").read_text("utf-8")
)
# Kinds of later issues: each leaves this list with the issue that builds it.
NOT_BUILT = [
    "advisor_bonus",
    "fault_attribution",
    "fpc",
    "nps",
    "service_kpi",
    "team_bonus",
]
BUILT = [case["id"] for case in GOLDEN["cases"] if case["kind"] not in NOT_BUILT]
OUTCOMES = {outcome.id: outcome for outcome in run_cases(GOLDEN)}


@pytest.mark.parametrize("case", BUILT)
def test_a_worked_case_comes_out_as_derived_on_paper(case: str):
    outcome = OUTCOMES[case]

    assert outcome.ok, outcome.mismatch


def test_exactly_the_listed_kinds_are_not_built_and_count_as_failed():
    failed = {outcome.id for outcome in OUTCOMES.values() if not outcome.ok}

    kinds = {case["kind"] for case in GOLDEN["cases"] if case["id"] in failed}

    assert sorted(kinds) == NOT_BUILT
    assert OUTCOMES["SC48"].mismatch == "kind nps is not built"


def test_a_case_that_disagrees_says_where():
    case = next(case for case in GOLDEN["cases"] if case["id"] == "SC01")
    wrong = case | {"expected": case["expected"] | {"final": "71.42"}}

    (outcome,) = run_scoring_cases({"format": "scoring-cases/1", "cases": [wrong]})

    assert outcome == ("SC01", False, "final: '71.43', not '71.42'")


def test_a_case_that_is_refused_counts_as_failed():
    case = next(case for case in GOLDEN["cases"] if case["id"] == "SC01")
    wrong = case | {"answers": {"R9": {"v": "yes"}}}

    (outcome,) = run_scoring_cases({"format": "scoring-cases/1", "cases": [wrong]})

    assert not outcome.ok
    assert "answer.unknown_item" in outcome.mismatch


def test_another_file_format_is_refused():
    with pytest.raises(ValueError, match="scoring-cases/1"):
        run_scoring_cases({"format": "scoring-cases/2", "cases": []})
