"""Reach inside a tenant: regions with what lies below them, lists of dealers, unions of both."""

import uuid

import pytest

from audit.infra.db import unit_of_work
from audit.people import service as people
from audit.people.actor import Membership
from tests.api.stock import TITLE, Stock, code, grant, join
from tests.world import World


def publications(world: World, name: str) -> set[str]:
    answer = world.call(name, "GET", "/api/v1/dealer/publications")
    return {row["id"] for row in answer.json["items"]}


def test_a_region_reaches_its_own_dealers_only(stock: Stock) -> None:
    world = stock.world
    scope = Membership("regional_manager", "region", (world.regions[1],))
    join(world, "regional_manager", "west", scope)

    east, west = publications(world, "regional_manager"), publications(world, "west")

    assert east == {stock.ids["publication_id"]}
    assert west == {stock.beyond["publication_id"]}


def test_a_region_reaches_what_lies_below_it(world: World) -> None:
    planner = world.actors["planner"]
    with unit_of_work(world.tenant_id):
        below = people.add_region(planner, code(), TITLE, world.regions[0])
        lowest = people.add_region(planner, code(), TITLE, below.id)
        new = people.NewDealer(code(), TITLE, lowest.id, "浙江", "杭州")
        world.dealers.append(people.add_dealer(planner, new).id)

    publication = world.published(3)

    assert publications(world, "regional_manager") == {str(publication)}
    assert publications(world, "dealer_manager") == set()


def test_a_dealer_manager_reaches_the_listed_dealers_only(stock: Stock) -> None:
    world = stock.world
    both = Membership("dealer_manager", "dealers", (world.dealers[0], world.dealers[2]))
    join(world, "dealer_manager", "both", both)
    join(world, "dealer_manager", "none", Membership("dealer_manager", "dealers", (uuid.uuid4(),)))

    one, two, none = (publications(world, name) for name in ("dealer_manager", "both", "none"))

    assert one == {stock.ids["publication_id"]}
    assert two == {stock.ids["publication_id"], stock.beyond["publication_id"]}
    assert none == set()


def test_two_memberships_reach_what_either_reaches(stock: Stock) -> None:
    world = stock.world
    west = Membership("regional_manager", "region", (world.regions[1],))
    person = join(world, "regional_manager", "two", west).person_id
    with unit_of_work(world.tenant_id):
        grant(person, Membership("dealer_manager", "dealers", (world.dealers[0],)))

    reached = publications(world, "two")

    assert reached == {stock.ids["publication_id"], stock.beyond["publication_id"]}


@pytest.mark.parametrize(
    ("role", "tail"),
    [
        ("reviewer", ""),
        ("reviewer", "/revisions"),
        ("reviewer", "/flags"),
        ("reviewer", "/decisions"),
        ("reviewer", "/waiting"),
        ("reviewer", "/evidence"),
        ("quality_manager", "/ledger"),
        ("quality_manager", "/reports"),
    ],
)
def test_a_desk_role_with_a_scope_sees_visits_of_its_region_only(
    stock: Stock, role: str, tail: str
) -> None:
    world = stock.world
    west = Membership(role, "region", (world.regions[1],))
    name = f"west-{role}-{code()}"
    join(world, role, name, west)

    path = f"/api/v1/desk/visits/{stock.ids['visit_id']}{tail}"
    found = world.call(name, "GET", path, X_Request_Id="the-same-for-all")
    absent = world.call(
        name, "GET", f"/api/v1/desk/visits/{uuid.uuid4()}{tail}", X_Request_Id="the-same-for-all"
    )

    assert found.status_code == 404
    assert found.data == absent.data


def test_a_desk_role_with_a_scope_moves_visits_of_its_region_only(stock: Stock) -> None:
    world = stock.world
    join(world, "reviewer", "west-only", Membership("reviewer", "region", (world.regions[1],)))
    visit_id = world.submitted(0)

    refused = world.act("west-only", visit_id, "approve")

    assert (refused.status_code, refused.json["code"]) == (404, "visit.unknown")
    assert world.visit(visit_id).state == "submitted"
