"""A scope names regions or dealers of this brand; anything else is refused at its place."""

import uuid
from typing import Any

import pytest

from tests.api.stock import Stock

INVITATIONS = "/api/v1/desk/people/invitations"


def person(*memberships: dict[str, Any]) -> dict[str, Any]:
    return {"name": "A", "memberships": list(memberships), "login": f"{uuid.uuid4()}@x.cn"}


def scope(kind: str, *ids: object) -> dict[str, Any]:
    role = "regional_manager" if kind == "region" else "dealer_manager"
    return {"role": role, "scope_kind": kind, "scope_ids": [str(each) for each in ids]}


def test_regions_and_dealers_of_the_brand_are_taken(stock: Stock) -> None:
    world = stock.world
    body = person(scope("region", *world.regions), scope("dealers", world.dealers[0]))

    answer = world.call("tenant_admin", "POST", INVITATIONS, body)

    assert answer.status_code == 201


@pytest.mark.parametrize("kind", ["region", "dealers"])
def test_unknown_and_foreign_ids_are_refused_alike_each_at_its_place(
    stock: Stock, stranger: Stock, kind: str
) -> None:
    own = {"region": stock.world.regions, "dealers": stock.world.dealers}[kind]
    foreign = {"region": stranger.world.regions, "dealers": stranger.world.dealers}[kind]
    body = person(scope(kind, own[0]), scope(kind, own[1], uuid.uuid4(), foreign[0]))

    answer = stock.world.call("tenant_admin", "POST", INVITATIONS, body)

    told = [(each["pointer"], each["code"]) for each in answer.json["problems"]]
    assert answer.status_code == 422
    assert told == [
        ("/memberships/1/scope_ids/1", "people.scope_not_here"),
        ("/memberships/1/scope_ids/2", "people.scope_not_here"),
    ]


def test_a_dealer_is_no_region_and_a_region_no_dealer(stock: Stock) -> None:
    world = stock.world
    body = person(scope("region", world.dealers[0]), scope("dealers", world.regions[0]))

    answer = world.call("tenant_admin", "POST", INVITATIONS, body)

    assert [each["pointer"] for each in answer.json["problems"]] == [
        "/memberships/0/scope_ids/0",
        "/memberships/1/scope_ids/0",
    ]
