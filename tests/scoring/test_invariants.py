"""What holds for every checklist: the invariants of the worked cases, over random ones.

2,000 in all at the desk, 2,000 for each invariant where nobody waits (CI=true).
"""

import copy
import json
import os
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from audit.checklists.answers import parse_answers
from audit.checklists.definition import parse
from audit.scoring.numbers import exact
from audit.scoring.result import restored, stored
from audit.scoring.score import score
from audit.scoring.scorecard import Scorecard
from tests.scoring.random_checklists import (
    EFFECTS,
    EVERY_TYPE,
    EXACT_TYPES,
    SECTION_EFFECTS,
    Json,
    answered,
    checklists,
)

GOLDEN = Path(__file__).parent.parent / "golden" / "scoring_cases.json"
NAMED = [
    (
        "section_weighted or pooled, earn mode, no section knock-out:"
        " raw base + sum(exact loss points) = 100"
    ),
    "0 <= final <= 100 (cap_max is at most 100)",
    (
        "without conditions: adding a fault never raises a score;"
        " the order of sections, items, answers and visits never matters"
    ),
    "pooled: N/A on an item whose rate equals the rest leaves the score unchanged",
    (
        "earn mode without bonus, penalty, count_deduct and caps on points: multiplying every"
        " item's max and points by a constant, or every section weight by a constant,"
        " changes nothing"
    ),
    "deduct mode with rescale and total maximum deduction 100 equals earn mode pooled",
]
WITHOUT_COUNTS = tuple(kind for kind in EVERY_TYPE if kind != "count_deduct")

runs = settings(
    max_examples=2000 if os.environ.get("CI") else 250,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
everything = checklists(extras=True, effects=EFFECTS + SECTION_EFFECTS)
deducting = checklists(scoring={"mode": "deduct"}, extras=True, effects=EFFECTS)


def card_of(document: Json, answers: Json) -> Scorecard:
    return score(parse(document), parse_answers(answers))


def items_of(document: Json) -> list[Json]:
    return [item for section in document["sections"] for item in section["items"]]


def test_the_invariants_named_in_the_worked_cases_are_those_tested_here():
    golden = json.loads(GOLDEN.read_text("utf-8"))

    assert golden["invariants"] == NAMED


@runs
@given(answered(checklists(extras=True, effects=EFFECTS)))
def test_r24_base_and_losses_make_exactly_100(case: tuple[Json, Json]):
    card = card_of(*case)
    assume(card.base is not None)

    losses = [line.loss for line in card.lines if line.loss is not None]

    assert card.base + sum(losses) == 100


@runs
@given(answered(st.one_of(everything, deducting)))
def test_r21_final_stays_between_0_and_100(case: tuple[Json, Json]):
    card = card_of(*case)

    assert (card.final is None) == (card.status != "final")
    assert card.final is None or 0 <= card.final <= 100
    assert restored(json.loads(json.dumps(stored(card)))) == card


@runs
@given(answered(st.one_of(everything, deducting)), st.sampled_from(("a", "b", "c")))
def test_adding_a_fault_never_raises_a_score(case: tuple[Json, Json], fault: str):
    document, answers = case
    before = card_of(document, answers)
    assume(before.final is not None)

    worse = copy.deepcopy(answers)
    for item in items_of(document):
        _worsen(item, worse.get(item["code"], {}), fault)
    after = card_of(document, worse)

    assert after.final <= before.final


def _worsen(item: Json, answer: Json, fault: str) -> None:
    if "v" not in answer:
        return
    if item["type"] == "multi_deduct":
        answer["v"] = [*answer["v"], fault]
    elif item["type"] == "count_deduct":
        answer["v"] = str(int(answer["v"]) + 1)
    elif item["type"] == "penalty":
        answer["v"] = "yes"


@runs
@given(answered(st.one_of(everything, deducting)), st.randoms(use_true_random=False))
def test_order_never_matters(case: tuple[Json, Json], chance: Any):
    document, answers = case
    before = card_of(document, answers)

    shuffled = copy.deepcopy(document)
    for section in shuffled["sections"]:
        chance.shuffle(section["items"])
    chance.shuffle(shuffled["sections"])
    pairs = list(answers.items())
    chance.shuffle(pairs)
    after = card_of(shuffled, dict(pairs))

    assert (after.final, after.grade, after.chain) == (before.final, before.grade, before.chain)
    assert {line.item: line for line in after.lines} == {line.item: line for line in before.lines}
    assert set(after.sections) == set(before.sections)


@runs
@given(answered(checklists(types=EXACT_TYPES, scoring={"overall": "pooled", "missing": "exclude"})))
def test_pooled_na_on_an_item_as_good_as_the_rest_changes_nothing(case: tuple[Json, Json]):
    document, answers = case
    rest = card_of(document, answers)
    assume(rest.base is not None)
    got = sum((each.earned for each in rest.sections), Fraction(0))
    most = sum((each.max for each in rest.sections), Fraction(0))

    same = {"code": "SAME", "type": "option", "max": exact(most), "na_allowed": True}
    same["options"] = {"x": exact(got)}
    document["sections"].append({"code": "MORE", "items": [same]})
    with_it = card_of(document, answers | {"SAME": {"v": "x"}})
    without = card_of(document, answers | {"SAME": {"na": True, "reason": "not_offered"}})

    assert with_it.final == without.final == rest.final


@runs
@given(
    answered(checklists(types=WITHOUT_COUNTS)),
    st.sampled_from(("0.1", "3", "12.5")),
)
def test_a_constant_on_every_point_or_every_weight_changes_nothing(
    case: tuple[Json, Json], factor: str
):
    document, answers = case
    before = card_of(document, answers)

    pointed, weighted = copy.deepcopy(document), copy.deepcopy(document)
    for item in items_of(pointed):
        _scale_points(item, _times(factor))
    for section in weighted["sections"]:
        section["weight"] = _times(factor)(section["weight"])

    assert card_of(pointed, answers).final == before.final
    assert card_of(weighted, answers).final == before.final


def _times(factor: str) -> Callable[[str], str]:
    return lambda text: exact(Fraction(text) * Fraction(factor))


def _scale_points(item: Json, times: Callable[[str], str]) -> None:
    item["max"] = times(item["max"])
    for key in ("options", "faults", "elements"):
        if key in item:
            item[key] = {code: times(points) for code, points in item[key].items()}
    for band in item.get("bands", ()):
        band["points"] = times(band["points"])


@runs
@given(answered(checklists(scoring={"overall": "pooled"}, extras=True, effects=EFFECTS)))
def test_r26_rescaled_deductions_of_100_equal_pooled_earning(case: tuple[Json, Json]):
    document, answers = case
    for item in items_of(document):
        if "weight" in item:
            item["weight"] = "1"
    _fill_to_100(document)

    deducted = copy.deepcopy(document)
    deducted["scoring"] |= {"mode": "deduct", "na_in_deduct": "rescale"}

    assert card_of(deducted, answers).final == card_of(document, answers).final


def _fill_to_100(document: Json) -> None:
    """Scale the maxima of scored items so that they sum to 100, as whole numbers."""
    scored = [item for item in items_of(document) if "max" in item]
    for item in scored[:-1]:
        item["max"] = "7"
    scored[-1]["max"] = str(100 - 7 * (len(scored) - 1))


@runs
@given(answered(st.one_of(everything, deducting)))
def test_the_normal_form_scores_the_same(case: tuple[Json, Json]):
    document, answers = case
    first = parse(document)

    again = parse(json.loads(first.normal))

    assert again.version_hash == first.version_hash
    assert score(again, parse_answers(answers)) == score(first, parse_answers(answers))
