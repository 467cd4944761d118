"""Who may hold which roles together, and duplicates: in the service and in the database."""

import itertools
import threading
import uuid
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from psycopg import errors
from psycopg.types.json import Jsonb

from audit.infra.db import db, unit_of_work
from audit.people import service as people
from audit.people.actor import Membership
from audit.people.models import MembershipRow
from audit.people.rules import check_memberships, check_password
from audit.problems import Problem
from tests.api.stock import TITLE, code, grant
from tests.infra.filled import as_tenant, connect
from tests.make import told
from tests.world import World

APART = ("reviewer", "publisher", "dealer_manager")
ORDERS = [pair for role in APART for pair in itertools.permutations(("visitor", role))]


def held(role: str, world: World | None = None) -> Membership:
    if role == "dealer_manager":
        return Membership(role, "dealers", (world.dealers[0] if world else uuid.UUID(int=1),))
    return Membership(role, "tenant")


def invited(world: World, *roles: str) -> Any:
    memberships = [
        {"role": m.role, "scope_kind": m.scope_kind, "scope_ids": [str(i) for i in m.scope_ids]}
        for m in (held(role, world) for role in roles)
    ]
    body = {"name": "Ann", "login": f"{uuid.uuid4()}@example.com", "memberships": memberships}
    return world.call("tenant_admin", "POST", "/api/v1/desk/people/invitations", body)


def added(world: World, **login: str | None) -> None:
    new = people.NewPerson("Ann", "long enough a word", (held("planner"),), **login)
    with unit_of_work(world.tenant_id):
        people.add_person("system", new)


@pytest.mark.parametrize("role", APART)
def test_a_visitor_is_apart_from_who_judges_or_receives_the_work(role: str) -> None:
    faults = check_memberships([held("visitor"), held(role)])

    assert told(faults) == [("people.visitor_apart", "/memberships")]


@pytest.mark.parametrize("role", ["tenant_admin", "planner", "quality_manager", "regional_manager"])
def test_other_roles_may_be_held_by_a_visitor(role: str) -> None:
    assert check_memberships([held("visitor"), held(role)]) == []


def test_every_fault_of_memberships_is_told_with_its_place() -> None:
    wanted = [
        Membership("king", "tenant"),
        Membership("planner", "moon"),
        Membership("planner", "region"),
        Membership("planner", "tenant", (uuid.UUID(int=1),)),
    ]

    faults = check_memberships(wanted)

    assert told(faults) == [
        ("people.role_unknown", "/memberships/0/role"),
        ("people.scope_unknown", "/memberships/1/scope_kind"),
        ("people.scope_ids", "/memberships/2/scope_ids"),
        ("people.scope_ids", "/memberships/3/scope_ids"),
    ]


@pytest.mark.parametrize(("password", "faults"), [("short", 1), ("x" * 201, 1), ("x" * 10, 0)])
def test_a_password_is_neither_short_nor_endless(password: str, faults: int) -> None:
    assert len(check_password(password)) == faults


def test_nobody_is_asked_in_as_a_visitor_who_would_also_review(world: World) -> None:
    answer = invited(world, "visitor", "reviewer")

    faults = [(fault["code"], fault["pointer"]) for fault in answer.json["problems"]]
    assert answer.status_code == 422
    assert faults == [("people.visitor_apart", "/memberships")]


@pytest.mark.parametrize(("first", "second"), ORDERS)
def test_the_database_keeps_visitors_apart_whoever_asks(
    world: World, first: str, second: str
) -> None:
    somebody = world.actors["planner"].person_id
    with connect() as link:
        as_tenant(link, world.tenant_id)
        add(link, world, somebody, first)
        with pytest.raises(errors.CheckViolation) as refused:
            add(link, world, somebody, second)

    assert refused.value.diag.constraint_name == "membership_visitor_apart"


def add(link: psycopg.Connection[Any], world: World, somebody: uuid.UUID, role: str) -> None:
    wanted = held(role, world)
    link.execute(
        "INSERT INTO membership (tenant_id, id, person_id, role, scope_kind, scope_ids)"
        " VALUES (%s, gen_random_uuid(), %s, %s, %s, %s)",
        (world.tenant_id, somebody, role, wanted.scope_kind, list(wanted.scope_ids)),
    )


@pytest.mark.parametrize(("first", "second"), ORDERS)
def test_two_grants_at_the_same_moment_see_each_other(
    world: World, first: str, second: str
) -> None:
    somebody = world.actors["planner"].person_id
    start, refused = threading.Barrier(2), []

    def give(role: str) -> None:
        with connect() as link:
            as_tenant(link, world.tenant_id)
            start.wait()
            try:
                add(link, world, somebody, role)
            except errors.CheckViolation:
                refused.append(role)
                link.rollback()

    threads = [threading.Thread(target=give, args=(role,)) for role in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 1
    assert len(roles_of(world, somebody) & {first, second}) == 1


def roles_of(world: World, somebody: uuid.UUID) -> set[str]:
    with unit_of_work(world.tenant_id):
        rows = sa.select(MembershipRow.role).where(MembershipRow.person_id == somebody)
        return set(db.session.scalars(rows))


def test_a_visitor_here_may_review_in_another_tenant(world: World, app: Any) -> None:
    person_id = world.actors["visitor"].person_id
    other = type(world)(app, uuid.uuid4())
    with connect() as link:
        as_tenant(link, other.tenant_id)
        link.execute(
            "INSERT INTO tenant (id, code, names) VALUES (%s, %s, %s)",
            (other.tenant_id, f"x{other.tenant_id.hex[:10]}", Jsonb(TITLE)),
        )
        add(link, other, person_id, "reviewer")

    assert roles_of(other, person_id) == {"reviewer"}


def test_a_login_already_taken_is_a_conflict(world: World) -> None:
    email = f"{uuid.uuid4()}@example.com"
    added(world, email=email.upper())

    with pytest.raises(Problem) as refusal:
        added(world, email=email)

    assert refusal.value.code == "person.login_taken"


@pytest.mark.parametrize(
    ("login", "problem"),
    [
        ({}, "person.no_login"),
        ({"mobile": "12"}, "person.mobile_form"),
        ({"mobile": "a@b"}, "person.mobile_form"),
        ({"mobile": "not a number"}, "person.mobile_form"),
        ({"email": "no at sign"}, "person.email_form"),
    ],
)
def test_a_person_needs_a_login_that_can_be_one(
    world: World, login: dict[str, str], problem: str
) -> None:
    with pytest.raises(Problem) as refusal:
        added(world, **login)

    assert refusal.value.code == problem


@pytest.mark.parametrize("kind", ["regions", "dealers", "visitors", "programmes", "waves"])
def test_a_code_already_taken_is_a_conflict(world: World, kind: str) -> None:
    role, taken = "planner", code()
    programme = world.call(role, "GET", "/api/v1/desk/programmes").json["items"][0]["id"]
    days = {"opens_on": "2026-10-01", "onsite_deadline": "2026-11-01"}
    bodies: dict[str, dict[str, Any]] = {
        "regions": {"names": TITLE},
        "dealers": {"names": TITLE, "region_id": str(world.regions[0]), "province": "x",
                    "city": "y"},
        "visitors": {"person_id": str(world.actors["planner"].person_id)},
        "programmes": {"title": TITLE},
        "waves": days | {"programme_id": programme, "title": TITLE,
                         "version_hash": world.version_hash, "callback_deadline": "2026-11-01"},
    }  # fmt: skip
    body = bodies[kind] | {"code": taken}

    answers = [world.call(role, "POST", f"/api/v1/desk/{kind}", body) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 409]
    assert answers[1].json["code"] == "network.code_taken"


def test_a_person_is_one_visitor_only(world: World) -> None:
    body = {"code": code(), "person_id": str(world.actors["visitor"].person_id)}

    answer = world.call("planner", "POST", "/api/v1/desk/visitors", body)

    assert (answer.status_code, answer.json["code"]) == (409, "visitor.already")


def test_the_same_membership_twice_is_refused_by_the_database(world: World) -> None:
    with pytest.raises(sa.exc.IntegrityError, match="membership_unique"):
        grant_again(world)


def grant_again(world: World) -> None:
    with unit_of_work(world.tenant_id):
        grant(world.actors["planner"].person_id, Membership("planner", "tenant"))


def test_nobody_is_asked_in_for_the_same_role_twice(world: World) -> None:
    answer = invited(world, "planner", "planner")

    faults = [(fault["code"], fault["pointer"]) for fault in answer.json["problems"]]
    assert (answer.status_code, faults) == (422, [("person.membership_twice", "/memberships/1")])
