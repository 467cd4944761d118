"""Targets and weights of a tenant: who goes first, what stays frozen, two who set at once."""

import uuid
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from audit.checklists.shelf import shipped_frameworks
from audit.infra.db import unit_of_work
from audit.kpi.queries import yardstick_of
from audit.kpi.service import keep_documents, take_stock
from audit.visits.recheck import recheck
from tests.counting import ask, statements
from tests.serving import together
from tests.world import World, jpeg, open_wave

TWO_FACTOR = shipped_frameworks()["two_factor"]
TARGETS, WEIGHTINGS = "/api/v1/desk/targets", "/api/v1/desk/weightings"


@pytest.fixture
def stocked(world: World) -> Iterator[World]:
    """A world with everything that ships."""
    with unit_of_work(world.tenant_id):
        take_stock("system")
    return world


def aim(world: World, target: str | None, wave: uuid.UUID | None = None, **keys: Any) -> Any:
    """Set the target of one leaf that the tiny checklist touches."""
    told = {"framework": "core4", "leaf": "RESP.TIME", "wave_id": wave and str(wave)}
    body = told | {"target": target, "amber": None} | keys
    with world.app.app_context():
        return world.call("quality_manager", "PUT", TARGETS, body)


def judged_by(world: World, visit_id: uuid.UUID, leaf: str = "RESP.TIME") -> tuple[str, str]:
    """Target and status that the ledger tells of a leaf."""
    told = world.call("quality_manager", "GET", f"/api/v1/desk/visits/{visit_id}/ledger").json
    (found,) = [
        value
        for framework in told["kpi"]
        for value in framework["values"]
        if (framework["code"], value["code"]) == ("core4", leaf)
    ]
    return found["target"], found["status"]


def next_wave(world: World) -> uuid.UUID:
    """Visits planned from now on belong to another wave; the id of the one before."""
    before = world.wave_id
    with unit_of_work(world.tenant_id):
        open_wave(world, "2027Q1")
    return before


def test_the_wave_goes_before_the_tenant_and_the_tenant_before_the_framework(
    stocked: World,
) -> None:
    assert judged_by(stocked, stocked.submitted())[0] == "85"
    first = next_wave(stocked)

    assert aim(stocked, "60").status_code == 200
    assert aim(stocked, "100", stocked.wave_id, amber="99.5").status_code == 200

    here = judged_by(stocked, stocked.submitted())[0]
    stocked.wave_id = first
    there = judged_by(stocked, stocked.submitted())[0]
    assert (here, there) == ("100", "60")


def test_a_target_taken_back_leaves_the_next_wider_one(stocked: World) -> None:
    aim(stocked, "60")
    aim(stocked, "90", stocked.wave_id)

    assert aim(stocked, None, stocked.wave_id).json["target"] is None

    assert judged_by(stocked, stocked.submitted())[0] == "60"


def test_a_later_target_never_changes_an_earlier_status(stocked: World) -> None:
    aim(stocked, "0")
    visit_id = stocked.submitted()
    before = judged_by(stocked, visit_id)
    assert before == ("0", "green")

    aim(stocked, "100")

    assert judged_by(stocked, visit_id) == before


def test_the_desk_reads_the_tenants_targets_and_one_waves_beside_them(stocked: World) -> None:
    aim(stocked, "60.5", amber="40")
    aim(stocked, "90", stocked.wave_id)

    alone = stocked.call("planner", "GET", TARGETS).json["items"]
    both = stocked.call("planner", "GET", f"{TARGETS}?wave_id={stocked.wave_id}").json["items"]

    same = {"framework": "core4", "leaf": "RESP.TIME"}
    tenants = same | {"wave_id": None, "target": "60.5", "amber": "40"}
    waves = same | {"wave_id": str(stocked.wave_id), "target": "90", "amber": None}
    assert alone == [tenants]
    assert sorted(both, key=lambda row: row["target"]) == [tenants, waves]


@pytest.mark.parametrize(
    ("keys", "faults"),
    [
        ({"framework": "none"}, [("kpi.framework_unknown", "/framework")]),
        ({"leaf": "NONE"}, [("kpi.node_unknown", "/leaf")]),
        ({"amber": "85"}, [("kpi.amber_above_target", "/amber")]),
        ({"target": "100.1"}, [("document.too_large", "/target")]),
        ({"target": "1e99"}, [("request.form", "/target")]),
        ({"target": "-1"}, [("request.form", "/target")]),
        (
            {"leaf": "NONE", "target": "101", "amber": "102"},
            [
                ("kpi.node_unknown", "/leaf"),
                ("document.too_large", "/target"),
                ("kpi.amber_above_target", "/amber"),
            ],
        ),
    ],
)
def test_a_faulty_target_is_refused_with_everything_wrong(stocked: World, keys, faults) -> None:
    told = aim(stocked, keys.pop("target", "80"), **keys)

    assert told.status_code == 422
    assert [(fault["code"], fault["pointer"]) for fault in told.json["problems"]] == faults


def test_a_wave_that_is_not_there_is_not_found(stocked: World) -> None:
    assert aim(stocked, "80", uuid.uuid4()).status_code == 404


def test_two_who_set_a_target_at_once_leave_one_row(stocked: World) -> None:
    for number in range(8):
        values = (str(10 + number), str(50 + number))

        said = together([partial(aim, stocked, value) for value in values])

        assert [told.status_code for told in said] == [200, 200]
        (row,) = ask(stocked, "SELECT CAST(target AS text) FROM target WHERE wave_id IS NULL")
        assert row[0] in values


def choose(world: World, weight_set: str | None, wave: uuid.UUID | None = None) -> Any:
    body = {"framework": "csi16", "wave_id": wave and str(wave), "weight_set": weight_set}
    return world.call("quality_manager", "PUT", WEIGHTINGS, body)


def test_s04_the_incomplete_set_of_2009_cannot_be_chosen(stocked: World) -> None:
    told = choose(stocked, "csi-cn-2009-partial")

    assert (told.status_code, told.json["code"]) == (422, "kpi.weights_unknown")
    assert "5 个权重中有 4 个未知" in told.json["detail"]


def test_a_weight_set_of_another_framework_is_refused(stocked: World) -> None:
    body = {"framework": "core4", "weight_set": "equal"}

    told = stocked.call("quality_manager", "PUT", WEIGHTINGS, body)

    assert [fault["code"] for fault in told.json["problems"]] == ["kpi.weight_set_unknown"]


def test_the_waves_weights_go_before_the_tenants_and_can_be_taken_back(stocked: World) -> None:
    def in_force() -> str | None:
        with unit_of_work(stocked.tenant_id):
            found = yardstick_of(stocked.wave_id).weights.get("csi16")
        return found and found.code

    seen = [in_force()]
    for weight_set, wave in (
        ("csi-cn-2014", None),
        ("equal", stocked.wave_id),
        ("csi-cn-2015", stocked.wave_id),
        (None, stocked.wave_id),
        (None, None),
    ):
        assert choose(stocked, weight_set, wave).status_code == 200
        seen.append(in_force())

    assert seen == [None, "csi-cn-2014", "equal", "csi-cn-2015", "csi-cn-2014", None]


def test_two_who_choose_weights_at_once_leave_one_choice(stocked: World) -> None:
    def work(weight_set: str) -> Any:
        with stocked.app.app_context():
            return choose(stocked, weight_set, stocked.wave_id)

    for _ in range(4):
        said = together([partial(work, "equal"), partial(work, "csi-cn-2014")])

        assert [told.status_code for told in said] == [200, 200]
        (row,) = ask(stocked, "SELECT count(*) FROM weighting")
        assert row[0] == 1


def test_a_visit_scored_under_chosen_weights_says_which(stocked: World) -> None:
    """The tiny checklist has no index of its own: weights for one of its framework's nodes."""
    document = {"code": "half", "version": 1, "framework": "core4", "weights": {"RESP": "3"}}
    keep = {"weight_sets": [document], "crosswalks": [], "two_factor": TWO_FACTOR}
    with unit_of_work(stocked.tenant_id):
        keep_documents(keep)
    body = {"framework": "core4", "wave_id": str(stocked.wave_id), "weight_set": "half"}
    assert stocked.call("quality_manager", "PUT", WEIGHTINGS, body).status_code == 200

    visit_id = stocked.submitted()

    told = stocked.call("quality_manager", "GET", f"/api/v1/desk/visits/{visit_id}/ledger").json
    (row,) = ask(stocked, "SELECT frameworks FROM scorecard")
    assert told["kpi"][0]["weights"] == {"code": "half", "version": 1, "title": {}}
    assert row.frameworks == "core4/1@half/1"
    choose_own = body | {"weight_set": None}
    assert stocked.call("quality_manager", "PUT", WEIGHTINGS, choose_own).status_code == 200
    with unit_of_work(stocked.tenant_id):
        assert [found.differences for found in recheck()] == [[]]


def test_the_desk_reads_which_weights_are_in_force(stocked: World) -> None:
    choose(stocked, "csi-cn-2014")
    choose(stocked, "equal", stocked.wave_id)

    told = stocked.call("planner", "GET", f"{WEIGHTINGS}?wave_id={stocked.wave_id}").json["items"]

    assert [(row["wave_id"], row["weight_set"], row["version"]) for row in told] == [
        (None, "csi-cn-2014", 1),
        (str(stocked.wave_id), "equal", 1),
    ]


def test_a_submission_that_completes_reads_its_yardstick_without_a_statement_more(
    stocked: World,
) -> None:
    stocked.submitted()
    aim(stocked, "90")
    choose(stocked, "equal")
    visit_id, data = stocked.plan(), jpeg(77)
    photo = stocked.photo(visit_id, "R1", data)
    stocked.submit(visit_id, stocked.body((photo, data)))

    with statements() as sent:
        assert stocked.submit(visit_id, stocked.callback()).json["state"] == "submitted"

    assert len(sent) == 5, sent
    assert judged_by(stocked, visit_id)[0] == "90"


def test_what_ships_can_be_taken_twice(stocked: World) -> None:
    def count() -> list[Any]:
        return ask(stocked, "SELECT kind, count(*) FROM kpi_document GROUP BY kind ORDER BY kind")

    before = count()
    with unit_of_work(stocked.tenant_id):
        take_stock("system")

    assert [tuple(row) for row in before] == [
        ("crosswalk", 1),
        ("two_factor", 1),
        ("weight_set", 4),
    ]
    assert count() == before
