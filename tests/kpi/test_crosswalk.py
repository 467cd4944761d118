"""From the old framework to the new (S0.5): nothing is lost without being named."""

from fractions import Fraction

import pytest

from audit.checklists.shelf import shipped_frameworks
from audit.kpi.crosswalk import crosswalk, parse_crosswalk
from audit.kpi.frameworks import parse_framework
from audit.problems import Problem
from tests.make import refused

SHIPPED = shipped_frameworks()
WALK = parse_crosswalk(SHIPPED["crosswalks"][0])
OLD, NEW = (
    next(parse_framework(raw) for raw in SHIPPED["frameworks"] if raw["code"] == code)
    for code in ("csi-old", "csi16")
)


def test_s05_waiting_for_the_advisor_belongs_to_the_third_attribute_of_initiation():
    found = crosswalk(WALK, {"INI.old2": Fraction(80)})

    assert [(each.old, each.new, each.value) for each in found.carried] == [
        ("INI.old2", ("INI3",), 80)
    ]
    assert found.trend_break


def test_s05_what_nothing_follows_is_reported_as_dropped():
    found = crosswalk(WALK, {leaf: Fraction(50) for leaf in OLD.leaves})

    titles = {node.code: node.title["en"].lower() for node in OLD.nodes}
    assert len(found.dropped) == 5
    said = " ".join(titles[code] for code in found.dropped)
    for word in ("parts", "honest", "promises", "location", "payment"):
        assert word in said
    assert len(found.carried) == 19


def test_only_codes_that_mean_the_same_may_be_compared():
    found = crosswalk(WALK, {leaf: Fraction(50) for leaf in OLD.leaves})

    assert {each.old for each in found.carried if each.comparable} == {"ADV.old2", "DLV.old1"}


def test_a_code_that_was_never_one_is_told_apart():
    found = crosswalk(WALK, {"XXX": Fraction(1), "INI.old1": None})

    assert (found.unknown, found.carried[0].value) == (("XXX",), None)


def test_the_shipped_crosswalk_names_every_old_leaf_and_leaves_no_new_one_out():
    reached = {code for step in WALK.steps for code in step.new}

    assert {step.old for step in WALK.steps} == set(OLD.leaves)
    assert reached | set(WALK.new) == set(NEW.leaves)
    assert not reached & set(WALK.new)


def test_a_step_that_drops_and_leads_somewhere_is_refused_with_its_place():
    maps = [
        {"from": "A", "to": ["B"], "relation": "dropped"},
        {"from": "C", "to": [], "relation": "same"},
    ]

    with pytest.raises(Problem) as caught:
        parse_crosswalk({"code": "w", "from": "a", "to": "b", "maps": maps})

    assert refused(caught.value) == [
        ("kpi.crosswalk_unclear", "/maps/0/to"),
        ("kpi.crosswalk_unclear", "/maps/1/to"),
    ]
