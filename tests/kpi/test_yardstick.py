"""What visits are judged by: which setting goes first, and weights that cannot score."""

import pytest

from audit.checklists.shelf import shipped_frameworks
from audit.kpi.frameworks import parse_framework
from audit.kpi.rollup import kpi_results, restored_kpis, stored_kpis
from audit.kpi.yardstick import NOTHING_SET, judged, read_yardstick
from audit.problems import Problem
from tests.make import checklist, definition, item, scored, section

SHIPPED = {raw["code"]: parse_framework(raw) for raw in shipped_frameworks()["frameworks"]}
SETS = {raw["code"]: raw for raw in shipped_frameworks()["weight_sets"]}


def row(leaf: str, target: str, amber: str | None = None, framework: str = "csi16"):
    return {"framework": framework, "leaf": leaf, "target": target, "amber": amber}


def limits(*rows, code: str = "INI1"):
    (framework,) = judged([SHIPPED["csi16"]], read_yardstick({"targets": rows, "weights": []}))
    node = next(node for node in framework.nodes if node.code == code)
    return node.target, node.amber


def test_with_nothing_set_the_framework_is_judged_by_its_own():
    yardstick = read_yardstick({"targets": [], "weights": []})

    assert yardstick is NOTHING_SET
    assert judged([SHIPPED["csi16"]], yardstick) == (SHIPPED["csi16"],)
    assert limits() == (85, 70)


def test_the_later_row_counts_and_it_is_the_waves():
    assert limits(row("INI1", "80", "60")) == (80, 60)
    assert limits(row("INI1", "80", "60"), row("INI1", "92.5")) == (92.5, None)


def test_a_target_reaches_its_own_node_and_framework_only():
    assert limits(row("INI2", "50"), row("INI1", "40", framework="core4")) == (85, 70)


def rolled_up(*sets: str):
    """INI all lost, the other factor of the checklist all earned, under the weights given."""
    document = checklist(
        section(
            "S",
            item("a", kpi={"csi16": {"INI1": "1"}}),
            item("b", kpi={"csi16": {"QUA1": "1"}}),
        ),
        frameworks=[{"code": "csi16", "version": 1}],
    )
    yardstick = read_yardstick({"targets": [], "weights": [SETS[code] for code in sets]})
    card = scored(document, a="no", b="yes")
    asked = definition(*document["sections"], frameworks=document["frameworks"])
    return kpi_results(asked, card, judged([SHIPPED["csi16"]], yardstick))


def test_a_chosen_weight_set_is_told_with_the_result_and_survives_storage():
    (own,), (chosen,) = rolled_up(), rolled_up("equal", "csi-cn-2014")

    assert (own.name, own.weights) == ("csi16/1", None)
    assert chosen.name == "csi16/1@csi-cn-2014/1"
    assert restored_kpis(stored_kpis([chosen], 2)) == (chosen,)


def test_a_result_under_its_own_weights_is_stored_as_before_they_could_be_chosen():
    (own,) = rolled_up()
    (old,) = stored_kpis([own], 2)

    assert "weights" not in old
    assert restored_kpis([old]) == (own,)


def test_s04_the_set_of_2009_refuses_to_score():
    with pytest.raises(Problem) as caught:
        rolled_up("csi-cn-2009-partial")

    assert caught.value.say("en").startswith("4 of 5 weights")
    assert "5 个权重中有 4 个未知" in caught.value.say("zh-CN")


def test_weights_that_no_longer_fit_their_framework_are_left_out_and_not_told():
    """A visit that has come must not be turned away because a later version dropped a node."""
    odd = SETS["equal"] | {"weights": {"INI": "1", "GONE": "1"}}

    (framework,) = judged([SHIPPED["csi16"]], read_yardstick({"targets": [], "weights": [odd]}))

    assert framework == SHIPPED["csi16"]
