"""Making tenants, people and the network. Who may call what is the doors' business."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from audit.infra.db import db, refusing, tenant, unit_of_work
from audit.infra.events import record
from audit.people.actor import TENANT_ADMIN, Actor, Membership
from audit.people.models import (
    Dealer,
    MembershipRow,
    Person,
    Region,
    Tenant,
    Visitor,
    VisitorIdentity,
)
from audit.people.passwords import hasher
from audit.people.queries import check_person, unknown_scopes
from audit.people.rules import check_memberships, check_password, login_key
from audit.problems import Problem, refuse

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What is said of a person who joins: a login (mobile, email or both), password, roles."""

    name: str
    password: str
    memberships: tuple[Membership, ...]
    mobile: str | None = None
    email: str | None = None
    locale: str | None = None


@dataclass(frozen=True, slots=True)
class NewDealer:
    """What is said of a dealer. `lat`, `lon` in degrees of `datum`, all three or none."""

    code: str
    names: Names
    region_id: uuid.UUID
    province: str
    city: str
    lat: Decimal | None = None
    lon: Decimal | None = None
    datum: str | None = None
    group_code: str | None = None
    tier: str | None = None
    size: str | None = None


def create_tenant(code: str, names: Names, admin: NewPerson) -> uuid.UUID:
    """The first act of a brand: the tenant with its tenant_admin. A command, not a door."""
    tenant_id = uuid.uuid4()
    with unit_of_work(tenant_id):
        with refusing(
            {"tenant_code_unique": "tenant.code_taken", "tenant_code_form": "tenant.code_form"}
        ):
            db.session.add(Tenant(id=tenant_id, code=code, names=dict(names)))
        record("system", "tenant.created", tenant_id)
        add_person("system", admin)
    return tenant_id


def admin_membership() -> tuple[Membership, ...]:
    """The roles a first administrator starts with."""
    return (Membership(TENANT_ADMIN, "tenant"),)


def add_person(by: str, new: NewPerson) -> Person:
    """A person with their memberships; every fault at once, `person.login_taken` if known."""
    refuse(
        [
            *check_password(new.password),
            *check_memberships(new.memberships),
            *unknown_scopes(new.memberships),
        ]
    )
    if not (new.mobile or new.email):
        raise Problem("person.no_login")
    person = Person(
        id=uuid.uuid4(),
        name=new.name,
        mobile=login_key(new.mobile) if new.mobile else None,
        email=login_key(new.email) if new.email else None,
        password=hasher.hash(new.password),
        locale=new.locale,
    )
    with refusing(
        {
            "person_mobile_unique": "person.login_taken",
            "person_email_unique": "person.login_taken",
            "person_mobile_e164": "person.mobile_form",
            "person_email_form": "person.email_form",
        }
    ):
        db.session.add(person)
    add_memberships(person.id, new.memberships)
    record(by, "person.added", person.id)
    return person


def add_memberships(person_id: uuid.UUID, memberships: tuple[Membership, ...]) -> None:
    """Give a person roles here; the database decides what they may not hold together."""
    with refusing(
        {
            "membership_unique": "person.membership_twice",
            "membership_visitor_apart": "person.visitor_apart",
        }
    ):
        db.session.add_all(_membership_row(person_id, membership) for membership in memberships)


def _membership_row(person_id: uuid.UUID, membership: Membership) -> MembershipRow:
    return MembershipRow(
        person_id=person_id,
        role=membership.role,
        scope_kind=membership.scope_kind,
        scope_ids=list(membership.scope_ids),
    )


def add_region(actor: Actor, code: str, names: Names, parent_id: uuid.UUID | None) -> Region:
    """A region under `parent_id` (None: at the top)."""
    region = Region(code=code, names=dict(names), parent_id=parent_id)
    with refusing(
        {"region_code_unique": "network.code_taken", "region_parent_fk": "region.unknown"}
    ):
        db.session.add(region)
    record(actor.name, "region.added", region.id)
    return region


def add_dealer(actor: Actor, new: NewDealer) -> Dealer:
    """A dealer in its region."""
    dealer = Dealer(
        code=new.code,
        names=dict(new.names),
        region_id=new.region_id,
        province=new.province,
        city=new.city,
        lat=new.lat,
        lon=new.lon,
        datum=new.datum,
        group_code=new.group_code,
        tier=new.tier,
        size=new.size,
    )
    with refusing(
        {
            "dealer_code_unique": "network.code_taken",
            "dealer_region_fk": "region.unknown",
            "dealer_place_whole": "dealer.place_whole",
        }
    ):
        db.session.add(dealer)
    record(actor.name, "dealer.added", dealer.id)
    return dealer


def add_visitor(actor: Actor, code: str, person_id: uuid.UUID) -> Visitor:
    """Make a person of this tenant a visitor known by `code`; who they are is kept apart."""
    check_person(person_id)
    visitor = Visitor(id=uuid.uuid4(), code=code)
    with refusing({"visitor_code_unique": "network.code_taken"}):
        db.session.add(visitor)
    with refusing({"visitor_identity_person_unique": "visitor.already"}):
        db.session.add(
            VisitorIdentity(tenant_id=tenant(), visitor_id=visitor.id, person_id=person_id)
        )
    record(actor.name, "visitor.added", visitor.id)
    return visitor
