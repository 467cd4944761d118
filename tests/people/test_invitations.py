"""Asking people in: one link, once, by who reads that mailbox; nothing told to others."""

import uuid
from typing import Any

import pytest
from werkzeug.test import TestResponse

from audit.infra.db import unit_of_work
from audit.jobs.handlers import Workshop, send_invitation
from audit.reports.press import Press
from tests.counting import ask, verbs
from tests.infra.filled import as_owner
from tests.people.desk import AUTH, PASSWORD, Browser, email, join, letters, mobile, token_in
from tests.world import World, make_world

INVITATIONS = "/api/v1/desk/people/invitations"
CHOSEN = "a password of my own"


def invite(world: World, login: str, *roles: str, **changes: Any) -> TestResponse:
    held = [{"role": role} for role in roles or ("planner",)]
    body = {"name": "Bo Li", "login": login, "memberships": held, "locale": "en"} | changes
    return world.call("tenant_admin", "POST", INVITATIONS, body, X_Request_Id="the-same-1")


def link_for(world: World, press: Press, login: str, *roles: str) -> str:
    assert invite(world, login, *roles).status_code == 201
    world.work_off(press)
    return token_in(letters(world, login)[-1])


def accept(world: World, token: str, password: str = CHOSEN) -> TestResponse:
    body = {"token": token, "password": password}
    return world.call(None, "POST", f"{AUTH}/invitations/accept", body)


def test_the_invited_sets_a_password_and_logs_in(world: World, press: Press) -> None:
    login = email()
    token = link_for(world, press, login, "planner", "reviewer")

    seen = world.call(None, "POST", f"{AUTH}/invitations/look", {"token": token}).json
    joined = accept(world, token)
    browser = Browser(world)

    assert (seen["name"], seen["login"], seen["has_account"]) == ("Bo Li", login, False)
    assert seen["roles"] == ["planner", "reviewer"]
    assert joined.status_code == 200
    assert browser.log_in(login, CHOSEN).status_code == 200
    roles = {held["role"] for held in browser.me.json["memberships"]}
    assert roles == {"planner", "reviewer"}


def test_by_mobile_number_the_link_comes_as_a_short_message(world: World, press: Press) -> None:
    number = mobile()
    invite(world, number.removeprefix("+86"), locale="zh-CN")
    world.work_off(press)

    (message,) = letters(world, number)

    assert message.startswith(number)
    assert "邀请您加入" in message
    assert accept(world, token_in(message)).status_code == 200
    assert Browser(world).log_in(number, CHOSEN).status_code == 200


def test_the_link_is_kept_as_a_hash_and_told_to_nobody_else(world: World, press: Press) -> None:
    login = email()
    told = invite(world, login)
    world.work_off(press)
    token = token_in(letters(world, login)[-1])

    ((kept,),) = ask(world, "SELECT token_hash FROM invitation WHERE login = :l", l=login)
    log = world.call("tenant_admin", "GET", "/api/v1/desk/log?limit=500").text
    listed = world.call("tenant_admin", "GET", INVITATIONS).text

    assert len(kept) == 32
    assert token not in told.text + log + listed
    assert login not in log
    assert "Bo Li" not in log


def test_a_link_opens_once(world: World, press: Press) -> None:
    token = link_for(world, press, email())

    first, second = accept(world, token), accept(world, token)

    assert (first.status_code, second.status_code) == (200, 410)
    assert second.json["code"] == "auth.link_over"


@pytest.mark.parametrize("end", ["revoked", "expired", "resent", "made up"])
def test_a_link_that_is_over_opens_nothing(world: World, press: Press, end: str) -> None:
    login = email()
    token = link_for(world, press, login)
    (row,) = ask(world, "SELECT id FROM invitation WHERE login = :l", l=login)
    if end == "revoked":
        world.call("tenant_admin", "POST", f"{INVITATIONS}/{row.id}/revoke")
    elif end == "resent":
        world.call("tenant_admin", "POST", f"{INVITATIONS}/{row.id}/resend")
    elif end == "expired":
        as_owner("UPDATE invitation SET expires_at = now() WHERE id = %s", row.id,
                 table="invitation")  # fmt: skip
    else:
        token = token[:-1]

    seen = world.call(None, "POST", f"{AUTH}/invitations/look", {"token": token})

    assert (accept(world, token).status_code, seen.status_code) == (410, 410)
    assert Browser(world).log_in(login, CHOSEN).status_code == 401


def test_sent_again_the_new_link_works(world: World, press: Press) -> None:
    login = email()
    link_for(world, press, login)
    (row,) = ask(world, "SELECT id FROM invitation WHERE login = :l", l=login)

    again = world.call("tenant_admin", "POST", f"{INVITATIONS}/{row.id}/resend")
    world.work_off(press)

    assert again.json["state"] == "open"
    assert accept(world, token_in(letters(world, login)[-1])).status_code == 200
    assert verbs(world, row.id) == {
        "invitation.made": 1, "invitation.renewed": 1, "invitation.accepted": 1}  # fmt: skip


def test_td18_who_has_an_account_elsewhere_is_not_told_from_who_has_none(world: World) -> None:
    other = make_world(world.app)
    known = join(other).email or ""

    answers = [invite(world, login) for login in (known, email())]

    told = [{key: value for key, value in answer.json.items() if key not in
             ("id", "login", "created_at", "expires_at")} for answer in answers]  # fmt: skip
    assert [answer.status_code for answer in answers] == [201, 201]
    assert told[0] == told[1]


def test_who_has_an_account_joins_with_its_password(world: World, press: Press) -> None:
    other = make_world(world.app)
    login = join(other).email or ""
    token = link_for(world, press, login, "reviewer")

    seen = world.call(None, "POST", f"{AUTH}/invitations/look", {"token": token}).json
    wrong = accept(world, token, CHOSEN)
    right = accept(world, token, PASSWORD)
    browser = Browser(world)
    browser.log_in(login, tenant=world.code)

    assert seen["has_account"]
    assert (wrong.status_code, wrong.json["code"]) == (401, "auth.refused")
    assert right.status_code == 200
    assert browser.me.json["tenant_id"] == str(world.tenant_id)
    assert Browser(world).log_in(login, CHOSEN, tenant=other.code).status_code == 401


def test_invited_twice_to_the_same_role_holds_it_once(world: World, press: Press) -> None:
    login = email()
    tokens = [link_for(world, press, login) for _ in range(2)]

    statuses = [accept(world, tokens[0]).status_code, accept(world, tokens[1]).status_code]

    assert statuses == [200, 200]
    browser = Browser(world)
    browser.log_in(login, CHOSEN)
    assert len(browser.me.json["memberships"]) == 1


def test_a_visitor_does_not_become_a_reviewer_by_a_second_invitation(
    world: World, press: Press
) -> None:
    login = email()
    accept(world, link_for(world, press, login, "visitor"))
    token = link_for(world, press, login, "reviewer")

    answer = accept(world, token)

    assert (answer.status_code, answer.json["code"]) == (409, "person.visitor_apart")


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"memberships": [{"role": "visitor"}, {"role": "reviewer"}]}, "request.invalid"),
        ({"memberships": []}, "request.invalid"),
        ({"login": "not a number"}, "person.login_form"),
        ({"login": "@"}, "person.login_form"),
    ],
)
def test_what_cannot_be_is_refused_before_a_letter_is_written(
    world: World, changes: dict[str, Any], problem: str
) -> None:
    answer = invite(world, **{"login": email()} | changes)

    assert (answer.status_code, answer.json["code"]) == (422, problem)
    assert ask(world, "SELECT id FROM invitation") == []


def test_a_short_password_uses_no_link_up(world: World, press: Press) -> None:
    token = link_for(world, press, email())

    short = accept(world, token, "short")

    assert short.status_code == 422
    assert accept(world, token).status_code == 200


def test_a_letter_written_twice_leaves_one_link_that_works(world: World, press: Press) -> None:
    login = email()
    invite(world, login)
    (row,) = ask(world, "SELECT id FROM invitation WHERE login = :l", l=login)

    for _ in range(2):
        with unit_of_work(world.tenant_id):
            send_invitation(Workshop.of(world.outside, press), row.id)

    first, second = (token_in(letter) for letter in letters(world, login))
    assert (accept(world, first).status_code, accept(world, second).status_code) == (410, 200)


def test_a_name_writes_no_line_of_our_letter(world: World, press: Press) -> None:
    login = email()
    invite(world, login, name="Bo\r\nBcc: all@example.com\n\nClick https://evil.example")
    world.work_off(press)

    (letter,) = letters(world, login)

    assert "Dear Bo Bcc: all@example.com Click https://evil.example," in letter


def test_an_invitation_ended_is_neither_ended_nor_sent_again(world: World) -> None:
    made = invite(world, email()).json["id"]
    world.call("tenant_admin", "POST", f"{INVITATIONS}/{made}/revoke")

    answers = [world.call("tenant_admin", "POST", f"{INVITATIONS}/{made}/{verb}").json["code"]
               for verb in ("revoke", "resend")]  # fmt: skip

    assert answers == ["invitation.over"] * 2
    assert uuid.UUID(made)
