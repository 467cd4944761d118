"""Logging in: by mobile or email, in every form; what a stranger learns by trying (T-D18)."""

import itertools
import uuid

import pytest
from werkzeug.test import TestResponse

from audit.infra.db import unit_of_work
from audit.people import service as people
from audit.people.actor import Membership
from audit.people.models import Person
from tests.api.stock import grant
from tests.world import World, make_world

PASSWORD = "correct horse battery"
PLANNER = (Membership("planner", "tenant"),)
_numbers = itertools.count(uuid.uuid4().int % 10**8)


def mobile() -> str:
    """A mobile number of 11 digits that nobody here has yet."""
    return f"138{next(_numbers) % 10**8:08}"


def add(world: World, **login: str | None) -> Person:
    new = people.NewPerson("Ann", PASSWORD, PLANNER, **login)
    with unit_of_work(world.tenant_id):
        return people.add_person("system", new)


def log_in(world: World, login: str, password: str = PASSWORD, **more: str) -> TestResponse:
    body = {"login": login, "password": password} | more
    return world.call(None, "POST", "/api/v1/auth/login", body, X_Request_Id="the-same-for-all")


def code_of(world: World) -> str:
    return f"t{world.tenant_id.hex[:12]}"


def test_a_mobile_number_logs_in_in_every_form_people_write(world: World) -> None:
    number = mobile()
    add(world, mobile=number)
    forms = (number, f"+86{number}", f"+86 {number[:3]} {number[3:7]} {number[7:]}",
             f" {number[:3]}-{number[3:7]}-{number[7:]} ", f"0086{number}")  # fmt: skip

    answers = {form: log_in(world, form).status_code for form in forms}

    assert set(answers.values()) == {200}, answers


def test_a_number_given_with_its_country_code_is_found_without_it(world: World) -> None:
    number = mobile()
    add(world, mobile=f"+86 {number}")

    answer = log_in(world, number)

    assert answer.status_code == 200


def test_an_email_logs_in_whatever_its_case(world: World) -> None:
    name = uuid.uuid4().hex
    add(world, email=f"Ann.{name}@Example.COM")

    answers = [log_in(world, login).status_code
               for login in (f"ann.{name}@example.com", f"ANN.{name}@EXAMPLE.com")]  # fmt: skip

    assert answers == [200, 200]


def test_the_token_is_shown_once_and_opens_the_doors_of_its_tenant(world: World) -> None:
    number = mobile()
    person = add(world, mobile=number)

    answer = log_in(world, number).json
    me = world.call(answer["token"], "GET", "/api/v1/auth/me").json

    assert answer["tenant"] == code_of(world)
    assert (me["person_id"], me["tenant_id"]) == (str(person.id), str(world.tenant_id))
    assert [held["role"] for held in me["memberships"]] == ["planner"]


@pytest.mark.parametrize("wrong", ["password", "login", "tenant", "nonsense", "empty tenant"])
def test_whatever_is_wrong_the_answer_is_the_same(world: World, wrong: str) -> None:
    number = mobile()
    add(world, mobile=number)
    usual = log_in(world, number, "not this one")
    tries = {
        "password": lambda: log_in(world, number, PASSWORD + "x"),
        "login": lambda: log_in(world, mobile()),
        "tenant": lambda: log_in(world, number, tenant="no-such-brand"),
        "nonsense": lambda: log_in(world, "' OR 1=1 --\u200b"),
        "empty tenant": lambda: log_in(world, number, tenant=""),
    }

    answer = tries[wrong]()

    assert (answer.status_code, answer.json["code"]) == (401, "auth.refused")
    assert answer.data == usual.data
    assert sorted(answer.headers) == sorted(usual.headers)


def test_a_login_with_a_zero_byte_is_refused_and_breaks_nothing(world: World) -> None:
    answer = log_in(world, "a\x00b@example.com")

    fault = answer.json["problems"][0]
    assert (answer.status_code, fault["code"], fault["pointer"]) == (
        422,
        "request.zero_letter",
        "/login",
    )


def test_a_person_of_two_tenants_names_one(world: World) -> None:
    other, number = make_world(world.app), mobile()
    person = add(world, mobile=number)
    with unit_of_work(other.tenant_id):
        grant(person.id, PLANNER[0])

    unsaid = log_in(world, number)
    said = [log_in(world, number, tenant=code_of(each)) for each in (world, other)]

    assert (unsaid.status_code, unsaid.json["code"]) == (422, "auth.which_tenant")
    assert all(code_of(each) in unsaid.json["detail"] for each in (world, other))
    assert [answer.json["tenant"] for answer in said] == [code_of(world), code_of(other)]


def test_which_tenants_one_has_is_told_only_with_the_right_password(world: World) -> None:
    other, number = make_world(world.app), mobile()
    person = add(world, mobile=number)
    with unit_of_work(other.tenant_id):
        grant(person.id, PLANNER[0])

    answer = log_in(world, number, "not this one")

    assert answer.json["code"] == "auth.refused"
    assert code_of(other) not in answer.text


def test_a_person_without_any_membership_does_not_come_in(world: World) -> None:
    number = mobile()
    with unit_of_work(world.tenant_id):
        people.add_person("system", people.NewPerson("Ann", PASSWORD, (), mobile=number))

    answer = log_in(world, number)

    assert (answer.status_code, answer.json["code"]) == (401, "auth.refused")


def test_every_login_is_in_the_event_log_and_its_token_is_not(world: World) -> None:
    number = mobile()
    person = add(world, mobile=number)

    token = log_in(world, number, device="a phone").json["token"]

    log = world.call("tenant_admin", "GET", "/api/v1/desk/log?limit=500").text
    assert f"person:{person.id}" in log
    assert "session.opened" in log
    assert token not in log
    assert number not in log
