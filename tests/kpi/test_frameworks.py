"""KPI frameworks and weight sets: what is read, what is refused (S0.3, S0.4)."""

import pytest

from audit.checklists.shelf import shipped_frameworks
from audit.kpi.frameworks import (
    DEEPEST,
    MOST_NODES,
    check_usable,
    parse_framework,
    parse_weight_set,
    weighted,
)
from audit.problems import Problem
from tests.make import refused, told

SHIPPED = {raw["code"]: parse_framework(raw) for raw in shipped_frameworks()["frameworks"]}
SETS = {raw["code"]: parse_weight_set(raw) for raw in shipped_frameworks()["weight_sets"]}


def test_s03_the_shipped_frameworks_have_the_leaves_their_sources_count():
    counts = {code: len(framework.leaves) for code, framework in SHIPPED.items()}

    assert counts == {"core4": 9, "csi16": 16, "det8": 8, "csi-old": 24}
    assert [code for code, framework in SHIPPED.items() if not framework.is_usable] == ["csi-old"]


def test_s04_a_weight_set_with_unknown_weights_refuses_to_score():
    with pytest.raises(Problem) as caught:
        weighted(SHIPPED["csi16"], SETS["csi-cn-2009-partial"])

    assert caught.value.code == "kpi.weights_unknown"
    assert "4 of 5 weights" in caught.value.say("en")


def test_s04_a_framework_with_unknown_weights_refuses_to_score():
    with pytest.raises(Problem) as caught:
        check_usable(SHIPPED["csi-old"])

    assert caught.value.code == "kpi.weights_unknown"


def test_weights_of_a_set_need_no_common_sum():
    framework = weighted(SHIPPED["csi16"], SETS["csi-cn-2014"])

    roots = [node.weight for node in framework.branches()[None]]

    assert (sum(roots), framework.is_usable) == (101, True)


def test_a_weight_for_a_node_that_does_not_exist_is_refused():
    extra = parse_weight_set({"code": "w", "framework": "csi16", "weights": {"INI": "1", "X": "2"}})

    with pytest.raises(Problem) as caught:
        weighted(SHIPPED["csi16"], extra)

    assert refused(caught.value) == [("kpi.weight_of_unknown_node", "/weights/X")]


def test_every_fault_of_a_framework_is_told_at_once():
    document = {
        "code": "f",
        "colour": "red",
        "nodes": [
            {"code": "A", "parent": "Z"},
            {"code": "B", "parent": "C"},
            {"code": "C", "parent": "B", "weight": 1.5},
            {"code": "A", "target": "60", "amber": "70", "weight": "-1"},
            {"title": {"fr": "x"}},
        ],
    }

    with pytest.raises(Problem) as caught:
        parse_framework(document)

    assert set(refused(caught.value)) == {
        ("document.unknown_key", "/colour"),
        ("kpi.parent_unknown", "/nodes/0/parent"),
        ("kpi.circle", "/nodes/1/parent"),
        ("document.not_decimal", "/nodes/2/weight"),
        ("kpi.circle", "/nodes/2/parent"),
        ("document.duplicate_code", "/nodes/3/code"),
        ("kpi.amber_above_target", "/nodes/3/amber"),
        ("document.negative", "/nodes/3/weight"),
        ("document.key_missing", "/nodes/4/code"),
        ("document.unknown_key", "/nodes/4/title/fr"),
    }


def chain(length: int) -> dict:
    nodes = [{"code": "N0"}, *({"code": f"N{n}", "parent": f"N{n - 1}"} for n in range(1, length))]
    return {"code": "f", "nodes": nodes}


def test_a_tree_too_deep_to_walk_is_refused_with_what_lies_too_deep():
    parse_framework(chain(DEEPEST))

    with pytest.raises(Problem) as caught:
        parse_framework(chain(DEEPEST + 2))

    assert told(caught.value.faults) == [
        ("kpi.too_deep", f"/nodes/{DEEPEST}/parent"),
        ("kpi.too_deep", f"/nodes/{DEEPEST + 1}/parent"),
    ]


def test_a_tree_with_too_many_nodes_is_refused_at_once():
    with pytest.raises(Problem) as caught:
        parse_framework({"code": "f", "nodes": [{"code": f"N{n}"} for n in range(MOST_NODES + 1)]})

    assert told(caught.value.faults) == [("kpi.too_many_nodes", "/nodes")]
