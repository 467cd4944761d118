"""R40: the survey index on 1000 points."""

import json
from fractions import Fraction

import pytest

from audit.problems import Problem
from audit.scoring.result import restored, result, stored
from tests.make import checklist, item, refused, scored, section

SCALE = {"low": "1", "high": "10"}


def survey(*items: dict, **scoring: object) -> dict:
    """A survey of one factor, and a second one of a single rating."""
    second = section("Q", item("Q1", "rating", na_allowed=True, **SCALE), weight="3")
    return checklist(section("F", *items), second, kind="factor_index", scoring=scoring)


def test_r40_weights_attributes_by_item_and_factors_by_section():
    document = survey(item("A", "rating", weight="3", **SCALE), item("B", "rating", **SCALE))

    card = scored(document, A="10", B="2", Q1="7")

    assert [each.value for each in card.factors] == [800, 700]
    assert card.index == Fraction(800 + 3 * 700, 4)
    assert result(card) == {
        "status": "final",
        "factors": {"F": "800", "Q": "700"},
        "index": "725",
        "index_exact": "725",
    }


def test_r40_a_yes_no_fact_counts_10_or_1():
    document = survey(item("A"), item("B", positive="no"))

    card = scored(document, A="yes", B="yes", Q1=None)

    assert card.factors[0].value == 550
    assert (card.factors[1].value, card.index) == (None, 550)


def test_r40_missing_gives_no_index():
    card = scored(survey(item("A")), A="yes")

    assert result(card) == {"status": "incomplete", "missing": ["Q1"], "index": None}


def test_r40_nothing_but_na_gives_no_index():
    card = scored(survey(item("A", na_allowed=True)), A=None, Q1=None)

    assert result(card) == {"status": "no_score", "missing": [], "index": None}


def test_r40_missing_items_may_be_left_out_and_are_named():
    card = scored(survey(item("A"), missing="exclude"), A="yes")

    assert (result(card)["index"], result(card)["missing"]) == ("1000", ["Q1"])
    assert restored(json.loads(json.dumps(stored(card)))) == card


def test_r40_other_scales_types_and_policies_are_refused_together():
    document = survey(
        item("A", "rating", low="0", high="10"),
        item("B", "count_deduct", per="1"),
        item("C", critical={"effect": "zero_overall"}),
        missing="zero",
    )

    with pytest.raises(Problem) as caught:
        scored(document)

    assert refused(caught.value) == [
        ("checklist.index_missing_zero", "/scoring/missing"),
        ("checklist.index_scale", "/sections/0/items/0/high"),
        ("checklist.index_type", "/sections/0/items/1/type"),
        ("checklist.index_critical", "/sections/0/items/2/critical"),
    ]
