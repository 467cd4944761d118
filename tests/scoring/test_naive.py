"""The program agrees with a second scorer that was written apart, from the rules alone.

2,000 random visits each time; `./dev test --long tests/scoring/test_naive.py` takes 100,000.
"""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from audit.checklists.shelf import shipped_checklists, shipped_frameworks
from audit.scoring import score as scoring
from tests.scoring.agreement import differences, smallest
from tests.scoring.random_items import EFFECTS, OBSERVED, TYPES
from tests.scoring.random_visits import PHASES, visit_of, visit_under

ROOT = Path(__file__).parents[2]
FEW, MANY = 2_000, 100_000
PROCESSES = 2
NEVER_SCORED = ("observe", "bonus")  # and never critical
MET_OFTEN = (
    *(f"type {kind}" for kind in TYPES if kind != "observe"),
    *(f"type observe {kind}" for kind in OBSERVED),
    *(f"critical {kind}" for kind in TYPES if kind not in NEVER_SCORED),
    *(f"critical {effect}" for effect in EFFECTS),
    *(f"struck {effect}" for effect in EFFECTS),
    *(f"policy {policy}" for policy in ("reject", "zero", "exclude")),
    *(f"mode {mode}" for mode in ("earn", "deduct", "deduct rescale")),
    *(f"overall {overall}" for overall in ("pooled", "section_weighted")),
    *(f"status {status}" for status in ("final", "incomplete", "no_score")),
    *(f"dp {dp}" for dp in (0, 1, 2, 4, 6)),
    *(f"{count} frameworks" for count in (2, 3)),
    *(f"phase {phase}" for phase in PHASES if phase),
    *(f"state {state}" for state in ("answered", "never_happened", "not_applicable")),
    *(f"state {state}" for state in ("inapplicable", "missing", "observed")),
    *(f"condition {key}" for key in ("scenario", "in", "lt", "le", "gt", "ge")),
    *(f"condition {key}" for key in ("all", "any", "not")),
    "N/A by the clock",
    "appeal",
    "chain",
    "critical below",
    "factor index",
    "final between",
    "grade",
    "inapplicable critical",
    "inapplicable, answered",
    "item weight",
    "no chain",
    "no grade",
    "proportional",
    "scored with something missing",
    "section weight 0",
    "section without rate",
    "struck by penalty",
)
MET = ("bonus at its cap", "bonus below", "missing, not required", "struck in state missing")


@pytest.fixture(scope="module")
def found(pytestconfig: pytest.Config) -> dict:
    """What came of all visits; split between processes, because there are many."""
    count = MANY if pytestconfig.getoption("long") else FEW
    command = [sys.executable, "-m", "tests.scoring.agreement"]
    started = [
        subprocess.Popen(
            [*command, str(first), str(count), str(PROCESSES)], cwd=ROOT, stdout=subprocess.PIPE
        )
        for first in range(PROCESSES)
    ]
    parts = [json.loads(each.communicate()[0]) for each in started]
    met = sum((Counter(part["met"]) for part in parts), Counter())
    differ = [text for part in parts for text in part["differ"].values()]
    compared = sum(part["compared"] for part in parts)
    return {"compared": compared, "wanted": count, "differ": differ, "met": met}


def test_the_program_agrees_with_the_rules_read_a_second_time(found: dict):
    assert found["compared"] == found["wanted"]
    assert not found["differ"], "\n\n".join(found["differ"][:3])


def test_the_random_visits_meet_every_rule_often(found: dict):
    rare = {feature: found["met"][feature] for feature in MET_OFTEN if found["met"][feature] < 100}
    rarer = {feature: found["met"][feature] for feature in MET if found["met"][feature] < 15}

    assert (rare, rarer) == ({}, {})


@pytest.mark.parametrize("number", range(6))
def test_the_shipped_checklists_score_the_same_in_both(number: int):
    document = shipped_checklists()[number]
    frameworks = shipped_frameworks()["frameworks"]

    found = [differences(visit_under(document, frameworks, seed)) for seed in range(20)]

    assert len(shipped_checklists()) == 6
    assert found == [[]] * 20


def test_a_wrong_program_is_seen_and_the_document_made_small(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(scoring, "capped", lambda score, _hits: score)

    given = next(each for each in map(visit_of, range(300)) if differences(each))

    least = smallest(given)
    items = [item for section in least.document["sections"] for item in section["items"]]
    effects = {item["critical"]["effect"] for item in items if "critical" in item}
    assert len(items) <= 3  # what strikes, and what there is to lose
    assert effects & {"cap_overall", "zero_overall"}
    assert {"result", "final"} <= {line.partition(":")[0] for line in differences(least)}
