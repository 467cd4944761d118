"""Frameworks, weight sets, crosswalks and the two factors at their doors."""

from collections.abc import Iterator
from typing import Any

import pytest

from audit.infra.db import unit_of_work
from audit.kpi.service import take_stock
from tests.world import World

DESK = "/api/v1/desk"


@pytest.fixture
def stocked(world: World) -> Iterator[World]:
    """A world with everything that ships."""
    with unit_of_work(world.tenant_id):
        take_stock("system")
    return world


def read(world: World, path: str, lang: str = "en") -> Any:
    return world.call("planner", "GET", f"{DESK}/{path}?lang={lang}").json


def test_what_ships_is_told_with_its_provenance_and_what_cannot_score(stocked: World) -> None:
    rows = {row["code"]: row for row in read(stocked, "frameworks")["items"]}

    assert {code: row["usable"] for code, row in rows.items()} == {
        "core4": True, "csi16": True, "det8": True, "csi-old": False
    }  # fmt: skip
    assert all(row["document"]["provenance"] for row in rows.values())
    assert rows["core4"]["why_not"] is None
    assert rows["csi-old"]["why_not"]


def test_s04_the_set_of_2009_says_why_it_cannot_score_in_the_readers_language(
    stocked: World,
) -> None:
    sets = {row["code"]: row for row in read(stocked, "weight-sets")["items"]}
    chinese = {row["code"]: row for row in read(stocked, "weight-sets", "zh-CN")["items"]}

    assert {code for code, row in sets.items() if row["usable"]} == {
        "csi-cn-2014", "csi-cn-2015", "equal"
    }  # fmt: skip
    assert sets["csi-cn-2009-partial"]["why_not"].startswith("4 of 5 weights")
    assert "5 个权重中有 4 个未知" in chinese["csi-cn-2009-partial"]["why_not"]
    assert all(row["document"]["provenance"] for row in sets.values())


def test_s05_the_crosswalk_tells_what_was_dropped_and_that_the_trend_breaks(stocked: World) -> None:
    (walk,) = read(stocked, "crosswalks")["items"]

    assert walk["trend_break"] is True
    assert walk["dropped"] == ["ADV.old3", "ADV.old5", "EXP.old2", "DLV.old5", "QUA.old4"]
    assert walk["new"] == ["INI1", "INI2", "FAC1"]


def test_s23_the_two_factors_are_explained(stocked: World) -> None:
    told = read(stocked, "two-factor")

    assert [each["code"] for each in told["document"]["classes"]] == ["H", "M"]


def test_a_tenant_without_what_ships_is_told_what_to_do(world: World) -> None:
    told = world.call("planner", "GET", f"{DESK}/two-factor")

    assert (told.status_code, told.json["code"]) == (404, "kpi.nothing_shipped")


def add(world: World, document: Any) -> Any:
    return world.call("quality_manager", "POST", f"{DESK}/frameworks", {"document": document})


def own(**keys: Any) -> dict[str, Any]:
    return {"code": "brand", "nodes": [{"code": "A", "target": "80"}], **keys}


def test_a_framework_of_the_brands_own_is_kept_and_a_version_never_changes(world: World) -> None:
    first = add(world, own())
    same = add(world, own(version=1))
    other = add(world, own(version=1, nodes=[{"code": "B"}]))
    second = add(world, own(version=2, nodes=[{"code": "B"}]))

    assert (first.status_code, first.json["version"]) == (201, 1)
    assert (same.status_code, same.json) == (201, first.json)
    assert (other.status_code, other.json["code"]) == (409, "kpi.version_taken")
    assert second.status_code == 201
    rows = [row for row in read(world, "frameworks")["items"] if row["code"] == "brand"]
    assert [row["version"] for row in rows] == [2, 1]


def test_every_fault_of_a_framework_comes_with_its_place(world: World) -> None:
    told = add(world, own(nodes=[{"code": "A", "parent": "Z"}, {"code": "A", "weight": 1}]))

    assert told.status_code == 422
    assert {(fault["code"], fault["pointer"]) for fault in told.json["problems"]} == {
        ("kpi.parent_unknown", "/nodes/0/parent"),
        ("document.not_decimal", "/nodes/1/weight"),
        ("document.duplicate_code", "/nodes/1/code"),
    }
