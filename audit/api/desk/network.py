"""Regions, dealers, people, visitors."""

from typing import Any

from flask_smorest import Blueprint

from audit.api.desk import schemas
from audit.api.endpoint import endpoint
from audit.infra.pages import Asked, Page
from audit.people import queries, service
from audit.people.actor import Actor
from audit.people.models import Dealer, MembershipRow, Person, Region, Visitor

blueprint = Blueprint("desk_network", __name__, url_prefix="/api/v1/desk")


@endpoint(blueprint, "GET /regions", who="network.read", lists=schemas.RegionOut)
def list_regions(actor: Actor, asked: Asked) -> Page[Region]:  # noqa: ARG001 -- the tenant's wall is the scope
    """The region tree."""
    return queries.list_regions(asked)


@endpoint(
    blueprint,
    "POST /regions",
    who="network.manage",
    takes=schemas.RegionIn(),
    gives=schemas.RegionOut(),
    status=201,
    problems=(409,),
)
def add_region(actor: Actor, body: dict[str, Any]) -> Region:
    """Add a region."""
    return service.add_region(actor, body["code"], body["names"], body["parent_id"])


@endpoint(
    blueprint,
    "GET /dealers",
    who="network.read",
    asks=schemas.DealersIn(),
    lists=schemas.DealerOut,
)
def list_dealers(actor: Actor, asked: Asked, query: dict[str, Any]) -> Page[Dealer]:
    """The dealers within my reach."""
    return queries.list_dealers(actor, query["text"], asked)


@endpoint(
    blueprint,
    "POST /dealers",
    who="network.manage",
    takes=schemas.DealerIn(),
    gives=schemas.DealerOut(),
    status=201,
    problems=(409,),
)
def add_dealer(actor: Actor, body: dict[str, Any]) -> Dealer:
    """Add a dealer to its region."""
    return service.add_dealer(actor, service.NewDealer(**body))


@endpoint(blueprint, "GET /people", who="people.manage", lists=schemas.PersonOut)
def list_people(actor: Actor, asked: Asked) -> Page[dict[str, Any]]:  # noqa: ARG001 -- the tenant's wall is the scope
    """Everybody with a membership here."""
    return queries.list_people(asked).map(lambda row: _person(*row))


@endpoint(blueprint, "GET /visitors", who="visitors.manage", lists=schemas.VisitorOut)
def list_visitors(actor: Actor, asked: Asked) -> Page[Visitor]:  # noqa: ARG001 -- the tenant's wall is the scope
    """The visitors, by code."""
    return queries.list_visitors(asked)


@endpoint(
    blueprint,
    "POST /visitors",
    who="visitors.manage",
    takes=schemas.VisitorIn(),
    gives=schemas.VisitorOut(),
    status=201,
    problems=(404, 409),
)
def add_visitor(actor: Actor, body: dict[str, Any]) -> Visitor:
    """Make a person a visitor."""
    return service.add_visitor(actor, body["code"], body["person_id"])


def _person(person: Person, memberships: list[MembershipRow]) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "mobile": person.mobile,
        "email": person.email,
        "memberships": memberships,
    }
