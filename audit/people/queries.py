"""Looking at people and the network; every list takes the actor and is scoped here."""

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from audit.infra.db import db
from audit.infra.pages import Asked, Page, page, up
from audit.people.actor import Actor, Membership
from audit.people.models import Dealer, MembershipRow, Person, Region, Visitor, VisitorIdentity
from audit.problems import Fault, Problem, pointer

Condition = sa.ColumnElement[bool]


def dealers_within(actor: Actor, capability: str) -> Condition:
    """The dealers an actor reaches through `capability`: the union of scopes that carry it."""
    return sa.or_(sa.false(), *(_within(scope) for scope in actor.scopes(capability)))


def _within(scope: Membership) -> Condition:
    if scope.scope_kind == "tenant":
        return sa.true()
    if scope.scope_kind == "dealers":
        return Dealer.id.in_(scope.scope_ids)
    return Dealer.region_id.in_(_subtree(scope.scope_ids))


def _subtree(roots: Sequence[uuid.UUID]) -> sa.Select[Any]:
    tree = sa.select(Region.id).where(Region.id.in_(roots)).cte("subtree", recursive=True)
    below = sa.select(Region.id).join(tree, Region.parent_id == tree.c.id)
    return sa.select(tree.union(below).c.id)


def within_region(region_id: uuid.UUID) -> Condition:
    """The dealers of a region and of all below it."""
    return Dealer.region_id.in_(_subtree([region_id]))


def called_like(text: str) -> Condition:
    """The dealers whose code or name, in either language, contains `text`, whatever its case."""
    told = (Dealer.code, Dealer.names["zh-CN"].astext, Dealer.names["en"].astext)
    return sa.or_(*(each.icontains(text, autoescape=True) for each in told))


def list_dealers(actor: Actor, text: str | None, asked: Asked) -> Page[Dealer]:
    """The dealers within reach, by code; those called like `text` if asked."""
    statement = sa.select(Dealer).where(dealers_within(actor, "network.read"))
    if text is not None:
        statement = statement.where(called_like(text))
    return page(statement, up(Dealer.code), asked)


def list_regions(asked: Asked) -> Page[Region]:
    """The region tree of the tenant, by code."""
    return page(sa.select(Region), up(Region.code), asked)


def list_visitors(asked: Asked) -> Page[Visitor]:
    """The visitors by code: who they are stays in `visitor_identity`."""
    return page(sa.select(Visitor), up(Visitor.code), asked)


def list_people(asked: Asked) -> Page[tuple[Person, list[MembershipRow]]]:
    """Everybody with a membership here, each with their memberships, by name."""
    people: Page[Person] = page(sa.select(Person), up(Person.name, Person.id), asked)
    held: dict[uuid.UUID, list[MembershipRow]] = {person.id: [] for person in people.items}
    theirs = sa.select(MembershipRow).where(MembershipRow.person_id.in_(held))
    for membership in db.session.scalars(theirs.order_by(MembershipRow.role, MembershipRow.id)):
        held[membership.person_id].append(membership)
    return people.map(lambda person: (person, held[person.id]))


def visitor_of(actor: Actor) -> uuid.UUID:
    """The visitor that the acting person is; `visitor.unknown` for a person who is none."""
    return _one_or_refuse(
        sa.select(VisitorIdentity.visitor_id).where(VisitorIdentity.person_id == actor.person_id),
        "visitor.unknown",
    )


def is_visitor(person_id: uuid.UUID, visitor_id: uuid.UUID | None) -> bool:
    """Whether this person is that visitor (four eyes compare persons, model 2)."""
    return bool(
        db.session.scalar(
            sa.select(sa.true()).where(
                VisitorIdentity.person_id == person_id, VisitorIdentity.visitor_id == visitor_id
            )
        )
    )


def _one_or_refuse(statement: sa.Select[uuid.UUID], code: str) -> uuid.UUID:
    found = db.session.scalar(statement)
    if found is None:
        raise Problem(code)
    return found


def logins_of(person_id: uuid.UUID) -> set[str]:
    """Mobile number and email of a person here, those they have."""
    told = sa.select(Person.mobile, Person.email).where(Person.id == person_id)
    return {login for login in db.session.execute(told).one() if login}


def check_person(person_id: uuid.UUID) -> None:
    """Raise `person.unknown` unless they hold a membership here: a foreign key would find those of
    other tenants too."""
    if db.session.scalar(sa.select(Person.id).where(Person.id == person_id)) is None:
        raise Problem("person.unknown")


def unknown_scopes(wanted: Sequence[Membership]) -> list[Fault]:
    """A fault for each id of a scope that is no region or dealer here: a region of another tenant
    is as unknown as one that never was."""
    named = {id_ for membership in wanted for id_ in membership.scope_ids}
    known = {"region": _known(Region.id, named), "dealers": _known(Dealer.id, named)}
    return [
        Fault("people.scope_not_here", pointer("memberships", number, "scope_ids", place))
        for number, membership in enumerate(wanted)
        for place, id_ in enumerate(membership.scope_ids)
        if id_ not in known.get(membership.scope_kind, ())
    ]


def _known(column: sa.orm.InstrumentedAttribute[uuid.UUID], ids: set[uuid.UUID]) -> set[uuid.UUID]:
    return set(db.session.scalars(sa.select(column).where(column.in_(ids)))) if ids else set()


def get_dealer(dealer_id: uuid.UUID) -> Dealer:
    """A dealer of this tenant; `dealer.unknown` when there is none."""
    dealer = db.session.scalar(sa.select(Dealer).where(Dealer.id == dealer_id))
    if dealer is None:
        raise Problem("dealer.unknown")
    return dealer


def region_path(dealer: Dealer) -> list[Region]:
    """The regions of a dealer, widest first."""
    regions = {region.id: region for region in db.session.scalars(sa.select(Region))}
    path: list[Region] = []
    node: uuid.UUID | None = dealer.region_id
    while node is not None:
        path.insert(0, regions[node])
        node = regions[node].parent_id
    return path
