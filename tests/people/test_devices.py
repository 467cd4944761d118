"""One's own sessions: seen, ended, ended all by a new password; another brand (T-D5)."""

import uuid

from audit.infra.db import unit_of_work
from audit.people.actor import Membership
from tests.api.stock import grant
from tests.counting import verbs
from tests.people.desk import PASSWORD, Browser, join, seated
from tests.world import World, make_world

NEW = "another long password"


def test_a_person_sees_their_own_sessions_and_which_one_this_is(world: World) -> None:
    browser, person = seated(world)
    seated(world)
    body = {"login": person.email, "password": PASSWORD, "device": "Ann's phone"}
    world.call(None, "POST", "/api/v1/auth/login", body)

    items = browser.call("GET", "/auth/sessions").json["items"]

    told = [(each["kind"], each["device"], each["current"]) for each in items]
    assert told == [("device", "Ann's phone", False), ("desk", "", True)]
    assert not {"token_hash", "token", "person_id"} & set(items[0])


def test_td5_one_session_ended_is_dead_with_its_next_request(world: World) -> None:
    browser, person = seated(world)
    other = Browser(world)
    other.log_in(person.email or "")
    (gone,) = [each["id"] for each in browser.call("GET", "/auth/sessions").json["items"]
               if not each["current"]]  # fmt: skip

    ended = browser.call("POST", f"/auth/sessions/{gone}/revoke")
    again = browser.call("POST", f"/auth/sessions/{gone}/revoke")

    assert (ended.status_code, again.status_code) == (204, 404)
    assert (other.me.status_code, browser.me.status_code) == (401, 200)
    assert verbs(world, uuid.UUID(gone))["session.revoked"] == 1


def test_td5_somebody_elses_session_is_as_absent(world: World) -> None:
    (browser, _), (other, _) = seated(world), seated(world)
    theirs = other.me.json["session_id"]

    found = browser.call("POST", f"/auth/sessions/{theirs}/revoke", X_Request_Id="the-same-1")
    absent = browser.call(
        "POST", f"/auth/sessions/{uuid.uuid4()}/revoke", X_Request_Id="the-same-1"
    )

    assert (found.status_code, found.data) == (404, absent.data)
    assert other.me.status_code == 200


def test_td5_ending_all_others_leaves_this_one_in_every_brand(world: World) -> None:
    browser, person = seated(world)
    other = make_world(world.app)
    with unit_of_work(other.tenant_id):
        grant(person.id, Membership("planner", "tenant"))
    there = Browser(world)
    there.log_in(person.email or "", tenant=other.code)

    ended = browser.call("POST", "/auth/sessions/revoke-others")

    assert (ended.status_code, browser.me.status_code, there.me.status_code) == (204, 200, 401)
    assert len(browser.call("GET", "/auth/sessions").json["items"]) == 1


def test_td5_a_new_password_ends_every_other_session(world: World) -> None:
    browser, person = seated(world)
    other = Browser(world)
    other.log_in(person.email or "")

    changed = browser.call("POST", "/auth/password", {"old": PASSWORD, "new": NEW})

    assert changed.status_code == 204
    assert (browser.me.status_code, other.me.status_code) == (200, 401)
    assert Browser(world).log_in(person.email or "").status_code == 401
    assert Browser(world).log_in(person.email or "", NEW).status_code == 200
    assert verbs(world, person.id)["password.set"] == 1


def test_a_new_password_needs_the_old_one_and_is_long_enough(world: World) -> None:
    browser, person = seated(world)

    wrong = browser.call("POST", "/auth/password", {"old": "not this one", "new": NEW})
    short = browser.call("POST", "/auth/password", {"old": PASSWORD, "new": "short"})

    assert [fault["pointer"] for fault in wrong.json["problems"]] == ["/old"]
    assert [fault["code"] for fault in short.json["problems"]] == ["people.password_length"]
    assert Browser(world).log_in(person.email or "").status_code == 200


def test_a_session_left_open_does_not_guess_the_password_for_ever(world: World) -> None:
    browser, _ = seated(world)
    body = {"old": "not this one", "new": NEW}

    statuses = [browser.call("POST", "/auth/password", body).status_code for _ in range(11)]

    assert statuses == [422] * 10 + [429]


def test_a_person_of_two_brands_goes_from_one_to_the_other(world: World) -> None:
    other, (browser, person) = make_world(world.app), seated(world)
    with unit_of_work(other.tenant_id):
        grant(person.id, Membership("reviewer", "tenant"))
    before = browser.client.get_cookie("session")
    brands = browser.call("GET", "/auth/tenants").json["items"]

    moved = browser.call("POST", "/auth/desk/switch", {"tenant": other.code})
    browser.csrf = moved.json["csrf"]

    assert {(each["code"], each["current"]) for each in brands} == {
        (world.code, True), (other.code, False)}  # fmt: skip
    assert browser.me.json["tenant_id"] == str(other.tenant_id)
    assert [held["role"] for held in browser.me.json["memberships"]] == ["reviewer"]
    assert verbs(other, uuid.UUID(browser.me.json["session_id"]))["session.opened"] == 1
    browser.client.set_cookie("session", before.value if before else "")
    assert browser.me.status_code == 401


def test_a_phone_goes_on_in_another_brand_for_no_longer_than_before(world: World) -> None:
    other, person = make_world(world.app), join(world)
    body = {"login": person.email, "password": PASSWORD, "tenant": world.code}
    token = world.call(None, "POST", "/api/v1/auth/login", body).json
    with unit_of_work(other.tenant_id):
        grant(person.id, Membership("planner", "tenant"))

    moved = world.call(token["token"], "POST", "/api/v1/auth/switch", {"tenant": other.code}).json

    assert moved["tenant"] == other.code
    assert moved["expires_at"][:19] <= token["expires_at"][:19]
    assert world.call(token["token"], "GET", "/api/v1/auth/me").status_code == 401
    assert world.call(moved["token"], "GET", "/api/v1/desk/waves").status_code == 200


def test_a_brand_one_does_not_belong_to_is_as_absent(world: World) -> None:
    other, (browser, _) = make_world(world.app), seated(world)

    answers = [
        browser.call("POST", "/auth/desk/switch", {"tenant": code}, X_Request_Id="the-same-1").data
        for code in (other.code, "no-such-brand")
    ]

    assert answers[0] == answers[1]
    assert browser.me.status_code == 200
