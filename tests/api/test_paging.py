"""Lists in pages: nothing twice, nothing left out, a fixed cost, cursors that fit one list only."""

import json
from typing import Any

import pytest

from audit.infra.db import unit_of_work
from audit.people import service as people
from tests.api.stock import TITLE, Stock, code, join
from tests.counting import statements
from tests.world import World

VISITS, DEALERS, LOG = "/api/v1/desk/visits", "/api/v1/desk/dealers", "/api/v1/desk/log"


def pages(world: World, role: str, path: str, limit: int) -> list[list[dict[str, Any]]]:
    """Every page of a list, turned to the end."""
    found, mark = [], "&" if "?" in path else "?"
    address = f"{path}{mark}limit={limit}"
    answer = world.call(role, "GET", address).json
    while True:
        found.append(answer["items"])
        if answer["next"] is None:
            return found
        answer = world.call(role, "GET", f"{address}&after={answer['next']}").json


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("planner", VISITS),
        ("planner", f"{VISITS}?sort=window"),
        ("planner", f"{VISITS}?sort=dealer"),
        ("planner", f"{VISITS}?sort=-state"),
        ("planner", DEALERS),
        ("planner", "/api/v1/desk/regions"),
        ("planner", "/api/v1/desk/visitors"),
        ("planner", "/api/v1/desk/checklists"),
        ("planner", "/api/v1/desk/frameworks"),
        ("planner", "/api/v1/desk/programmes"),
        ("planner", "/api/v1/desk/waves"),
        ("tenant_admin", "/api/v1/desk/people"),
        ("tenant_admin", LOG),
        ("visitor", "/api/v1/field/visits"),
        ("publisher", "/api/v1/dealer/publications"),
    ],
)
def test_pages_of_one_are_the_same_rows_in_the_same_order(
    stock: Stock, role: str, path: str
) -> None:
    whole = pages(stock.world, role, path, 500)

    single = pages(stock.world, role, path, 1)

    assert [len(each) for each in single[:-1]] == [1] * (len(single) - 1)
    assert [row for each in single for row in each] == [row for each in whole for row in each]
    assert len(whole) == 1


def test_lists_of_a_visit_come_in_pages_too(stock: Stock) -> None:
    base = f"{VISITS}/{stock.ids['visit_id']}"

    sizes = {
        tail: [len(each) for each in pages(stock.world, "quality_manager", f"{base}/{tail}", 1)]
        for tail in ("revisions", "flags", "evidence", "reports")
    }

    assert sizes == {"revisions": [1, 1], "flags": [0], "evidence": [1], "reports": [1, 1]}


def test_what_comes_between_two_pages_makes_no_row_appear_twice_or_vanish(world: World) -> None:
    first = world.call("planner", "GET", f"{DEALERS}?limit=2").json
    with unit_of_work(world.tenant_id):
        new = people.NewDealer("A0", TITLE, world.regions[0], "浙江", "杭州")
        people.add_dealer(world.actors["planner"], new)

    second = world.call("planner", "GET", f"{DEALERS}?limit=2&after={first['next']}").json

    assert [row["code"] for row in first["items"] + second["items"]] == ["D1", "D2", "D3"]
    assert second["next"] is None


def test_a_page_costs_the_same_wherever_it_lies(world: World) -> None:
    for _ in range(6):
        world.plan()
    ask = f"{VISITS}?limit=2"
    first = world.call("planner", "GET", ask).json
    deep = world.call("planner", "GET", f"{ask}&after={first['next']}").json["next"]

    with statements() as near:
        world.call("planner", "GET", ask)
    with statements() as far:
        world.call("planner", "GET", f"{ask}&after={deep}")

    assert len(near) == len(far)
    assert not [statement for statement in far if "count(" in statement.lower()]


def refused(world: World, role: str, path: str) -> tuple[int, list[tuple[str, str]]]:
    answer = world.call(role, "GET", path)
    told = [(each["pointer"], each["code"]) for each in answer.json.get("problems", ())]
    return answer.status_code, told


def test_a_cursor_fits_its_list_its_filters_and_its_tenant_only(
    stock: Stock, stranger: Stock
) -> None:
    world = stock.world
    cursor = world.call("planner", "GET", f"{DEALERS}?limit=1").json["next"]
    no = (422, [("/after", "request.cursor")])

    assert refused(world, "planner", f"/api/v1/desk/regions?after={cursor}") == no
    assert refused(world, "planner", f"{DEALERS}?text=D&after={cursor}") == no
    assert refused(stranger.world, "planner", f"{DEALERS}?after={cursor}") == no
    assert refused(world, "planner", f"{DEALERS}?limit=7&lang=en&after={cursor}") == (200, [])


@pytest.mark.parametrize("made_up", ["1", "W10", "A" * 40, "%00", "é", "..%2F", "=" * 8])
def test_a_made_up_cursor_is_refused_with_its_place(stock: Stock, made_up: str) -> None:
    status, told = refused(stock.world, "planner", f"{DEALERS}?after={made_up}")

    assert (status, told[0][0]) == (422, "/after")


def test_a_changed_cursor_is_refused_and_none_tells_what_it_holds(stock: Stock) -> None:
    cursor = stock.world.call("planner", "GET", f"{DEALERS}?limit=1").json["next"]
    changed = ("B" if cursor[0] == "A" else "A") + cursor[1:]

    status, _ = refused(stock.world, "planner", f"{DEALERS}?after={changed}")

    assert status == 422
    assert b"D1" not in cursor.encode()


@pytest.mark.parametrize("limit", ["0", "501", "-1", "1.5", "all", ""])
def test_a_page_has_between_one_and_500_rows(stock: Stock, limit: str) -> None:
    status, told = refused(stock.world, "planner", f"{DEALERS}?limit={limit}")

    assert (status, told[0][0]) == (422, "/limit")


def visits(world: World, asked: str) -> set[str]:
    answer = world.call("planner", "GET", f"{VISITS}?{asked}")
    assert answer.status_code == 200, answer.text
    return {row["id"] for row in answer.json["items"]}


def test_visits_are_found_by_what_they_are(world: World) -> None:
    east, west = str(world.plan(0)), str(world.plan(2, kind="announced"))
    planned = str(world.plan(1, visitor_id=None))
    region, dealer = world.regions[0], world.dealers[2]

    assert visits(world, f"wave_id={world.wave_id}") == {east, west, planned}
    assert visits(world, f"dealer_id={dealer}") == {west}
    assert visits(world, f"region_id={region}") == {east, planned}
    assert visits(world, "state=planned") == {planned}
    assert visits(world, "kind=announced") == {west}
    assert visits(world, "late=true") == set()
    assert visits(world, "late=false&state=assigned") == {east, west}
    assert visits(world, "text=d3") == {west}
    assert visits(world, "text=经销商D1") == {east}
    assert visits(world, "text=%25") == set()
    assert visits(world, f"text=Dealer&region_id={region}&kind=covert") == {east, planned}


@pytest.mark.parametrize("asked", ["state=gone", "kind=x", "late=1", "sort=score", "text=",
                                   "wave_id=7", "colour=red"])  # fmt: skip
def test_a_filter_that_cannot_be_is_refused_with_its_place(world: World, asked: str) -> None:
    status, told = refused(world, "planner", f"{VISITS}?{asked}")

    assert (status, told[0][0]) == (422, "/" + asked.partition("=")[0])


def test_pages_keep_to_the_reach_of_whoever_turns_them(stock: Stock) -> None:
    world = stock.world
    scope = type(world.actors["planner"].memberships[0])("reviewer", "region", (world.regions[1],))
    join(world, "reviewer", f"far-{code()}", scope)
    name = list(world.tokens)[-1]

    found = [row["dealer_id"] for each in pages(world, name, VISITS, 1) for row in each]

    assert set(found) == {str(world.dealers[2])}


def test_the_same_page_has_the_same_tag(world: World) -> None:
    answers = [world.call("planner", "GET", f"{DEALERS}?limit=1") for _ in range(2)]

    assert answers[0].headers["ETag"] == answers[1].headers["ETag"]
    assert json.loads(answers[0].data) == json.loads(answers[1].data)
