"""R28 to R32: from rates to KPI values."""

from fractions import Fraction

import pytest

from audit.checklists.definition import parse
from audit.kpi.frameworks import parse_framework
from audit.kpi.rollup import kpi_results, restored_kpis, stored_kpis
from audit.problems import Problem
from tests.make import checklist, item, scored, section

TREE = {
    "code": "f",
    "version": 2,
    "nodes": [
        {"code": "ROOT", "target": "80", "amber": "60"},
        {"code": "A", "parent": "ROOT", "weight": "3", "target": "80", "amber": "60"},
        {"code": "B", "parent": "ROOT", "weight": "1"},
        {"code": "C", "parent": "ROOT", "weight": "6", "target": "80"},
    ],
}


def mapped(code: str, leaf: str, weight: str = "1", **keys: object) -> dict:
    return item(code, na_allowed=True, kpi={"f": {leaf: weight}}, **keys)


def values_of(document: dict, **answers: object) -> dict:
    card = scored(document, **answers)
    (found,) = kpi_results(parse(document), card, [parse_framework(TREE)])
    return {value.code: value for value in found.values}


def tree(*items: dict, **keys: object) -> dict:
    return checklist(section("S", *items), frameworks=["f"], **keys)


def test_r28_a_leaf_is_the_mean_rate_by_map_weight_and_maxima_play_no_part():
    document = tree(mapped("I", "A", "3", max="1"), mapped("J", "A", "1", max="90"))

    leaf = values_of(document, I="yes", J="no")["A"]

    assert (leaf.value, leaf.num, leaf.den, leaf.items) == (75, 3, 4, ("I", "J"))
    assert (leaf.is_leaf, leaf.depth, leaf.parent) == (True, 1, "ROOT")


def test_r29_one_item_feeds_several_leaves():
    both = item("I", kpi={"f": {"A": "1", "B": "2"}})

    found = values_of(tree(both), I="yes")

    assert (found["A"].value, found["B"].value) == (100, 100)


def test_r30_the_weight_of_null_children_goes_to_the_others():
    document = tree(mapped("I", "A"), mapped("J", "B"), mapped("K", "C"))

    root = values_of(document, I="yes", J="no", K=None)["ROOT"]

    assert (root.value, root.coverage) == (75, Fraction(4, 10))
    assert (root.num, root.den) == (3, 4)


def test_r30_a_node_without_any_value_is_null_and_na():
    found = values_of(tree(mapped("I", "A")), I=None)

    assert (found["ROOT"].value, found["ROOT"].status, found["ROOT"].coverage) == (None, "na", 0)


def test_r31_coverage_is_the_share_of_map_weight_that_applied():
    document = tree(mapped("I", "A", "1"), mapped("J", "A", "3"))

    leaf = values_of(document, I="yes", J=None)["A"]

    assert (leaf.value, leaf.coverage) == (100, Fraction(1, 4))
    assert stored_kpis(_results(document, I="yes", J=None), 2)[0]["values"][1]["low_coverage"]


def test_r31_exactly_half_is_not_low():
    document = tree(mapped("I", "A"), mapped("J", "A"))

    (shown,) = stored_kpis(_results(document, I="yes", J=None), 2)

    assert shown["values"][1]["coverage"] == "0.5000"
    assert not shown["values"][1]["low_coverage"]


@pytest.mark.parametrize(
    ("points", "status"),
    [("79995", "green"), ("79994", "amber"), ("59995", "amber"), ("59994", "red")],
)
def test_r32_status_is_read_from_the_rounded_value(points: str, status: str):
    exact = item("I", "option", max="100000", options={"x": points}, kpi={"f": {"A": "1"}})

    assert values_of(tree(exact), I="x")["A"].status == status


def test_r32_without_amber_what_misses_the_target_is_red_and_without_target_na():
    found = values_of(tree(mapped("I", "C"), mapped("J", "B")), I="no", J="yes")

    assert (found["C"].status, found["B"].status) == ("red", "na")


def test_r32_kpis_ignore_bonus_penalty_and_knock_outs():
    critical = mapped("I", "A", critical={"effect": "zero_section"})
    bonus = item("X", "bonus", points="5", kpi={"f": {"A": "9"}})
    document = tree(critical, mapped("J", "A"), bonus)

    leaf = values_of(document, I="no", J="yes", X="yes")["A"]

    assert (leaf.value, leaf.coverage) == (50, 1)


def test_missing_scored_zero_counts_and_missing_left_out_does_not():
    items = (mapped("I", "A"), mapped("J", "A"))

    assert values_of(tree(*items, scoring={"missing": "zero"}), I="yes")["A"].value == 50
    assert values_of(tree(*items, scoring={"missing": "exclude"}), I="yes")["A"].value == 100


def test_without_a_score_nothing_has_a_value():
    found = values_of(tree(mapped("I", "A"), mapped("J", "A")), I="yes")

    assert {value.value for value in found.values()} == {None}


def test_a_framework_that_is_not_given_is_said():
    document = tree(mapped("I", "A"))

    with pytest.raises(Problem) as caught:
        kpi_results(parse(document), scored(document, I="yes"), [])

    assert caught.value.code == "kpi.framework_missing"


def test_a_checklist_without_a_pinned_version_takes_the_newest():
    document = tree(mapped("I", "A"))
    both = [parse_framework(TREE | {"version": version}) for version in (3, 2)]

    (found,) = kpi_results(parse(document), scored(document, I="yes"), both)
    pinned = document | {"frameworks": [{"code": "f", "version": 2}]}
    (older,) = kpi_results(parse(pinned), scored(pinned, I="yes"), both)

    assert (found.version, older.version) == (3, 2)


def test_stored_kpis_come_back_exactly():
    document = tree(mapped("I", "A", "2"), mapped("J", "A"), mapped("K", "C"))
    results = _results(document, I="yes", J="no", K=None)

    stored = stored_kpis(results, 2)

    assert restored_kpis(stored) == results
    assert (stored[0]["values"][1]["value"], stored[0]["values"][1]["value_exact"]) == (
        "66.67",
        "200/3",
    )


def _results(document: dict, **answers: object):
    return kpi_results(parse(document), scored(document, **answers), [parse_framework(TREE)])
