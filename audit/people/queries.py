"""Looking at people and the network; every list takes the actor and is scoped here."""

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from audit.infra.db import db
from audit.people.actor import Actor, Membership
from audit.people.models import Dealer, MembershipRow, Person, Region, Visitor, VisitorIdentity
from audit.problems import Problem

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


def list_dealers(actor: Actor) -> Sequence[Dealer]:
    """Every dealer within reach, by code."""
    reach = dealers_within(actor, "network.read")
    return db.session.scalars(sa.select(Dealer).where(reach).order_by(Dealer.code)).all()


def list_regions() -> Sequence[Region]:
    """The region tree of the tenant, by code."""
    return db.session.scalars(sa.select(Region).order_by(Region.code)).all()


def list_visitors() -> Sequence[Visitor]:
    """The visitors by code: who they are stays in `visitor_identity`."""
    return db.session.scalars(sa.select(Visitor).order_by(Visitor.code)).all()


def list_people() -> Sequence[tuple[Person, list[MembershipRow]]]:
    """Everybody with a membership here, each with their memberships, by name."""
    rows = db.session.execute(
        sa.select(Person, MembershipRow)
        .join(MembershipRow, MembershipRow.person_id == Person.id)
        .order_by(Person.name, Person.id)
    )
    people: dict[uuid.UUID, tuple[Person, list[MembershipRow]]] = {}
    for person, membership in rows:
        people.setdefault(person.id, (person, []))[1].append(membership)
    return list(people.values())


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


def check_person(person_id: uuid.UUID) -> None:
    """Raise `person.unknown` unless they hold a membership here: a foreign key would find those of
    other tenants too."""
    if db.session.scalar(sa.select(Person.id).where(Person.id == person_id)) is None:
        raise Problem("person.unknown")


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
