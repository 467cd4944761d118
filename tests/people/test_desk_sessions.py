"""The desk's cookie: what it may not do without its token, and when it ends (T-D18)."""

import dataclasses
import uuid
from collections.abc import Iterator

import pytest
from flask import Flask

from audit.app import create_app
from audit.infra.db import db
from tests.counting import verbs
from tests.infra.filled import as_owner
from tests.people.desk import PASSWORD, Browser, email, join, seated
from tests.world import World

ME = "/auth/me"


def cookie_line(browser: Browser, login: str) -> str:
    answer = browser.log_in(login)
    (line,) = [each for each in answer.headers.getlist("Set-Cookie") if "session=" in each]
    return line


def token_of(browser: Browser) -> str:
    kept = browser.client.get_cookie("session")
    assert kept is not None
    return kept.value


def test_td18_the_cookie_is_out_of_reach_of_scripts_and_other_sites(world: World) -> None:
    person = join(world)

    line = cookie_line(Browser(world), person.email)

    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(line.split("; "))
    assert "Domain" not in line


@pytest.fixture
def https(world: World) -> Iterator[Flask]:
    """The same program, reached by https."""
    config = dataclasses.replace(world.outside.config, public_url="https://audit.example.com")
    app = create_app(config)
    yield app
    with app.app_context():
        db.engine.dispose()


def test_td18_under_https_the_cookie_is_secure_and_bound_to_this_host(
    world: World, https: Flask
) -> None:
    person, browser = join(world), Browser(world)
    browser.client = https.test_client()

    line = cookie_line(browser, person.email)

    assert line.startswith("__Host-session=")
    assert "Secure" in line.split("; ")


def test_the_page_is_told_its_token_again_after_a_reload(world: World) -> None:
    browser, person = seated(world)

    me = browser.me.json

    assert me["csrf"] == browser.csrf
    assert me["person_id"] == str(person.id)
    assert token_of(browser) not in str(me)


def test_a_bearer_token_needs_no_csrf_token_and_is_told_none(world: World) -> None:
    left = world.call("planner", "POST", "/api/v1/auth/logout")
    me = world.call("reviewer", "GET", "/api/v1/auth/me")

    assert left.status_code == 204
    assert me.json["csrf"] is None


@pytest.mark.parametrize("given", ["", "wrong", "other", "token", "非"])
def test_td18_no_unsafe_request_by_cookie_without_the_token_bound_to_it(
    world: World, given: str
) -> None:
    (browser, person), (other, _) = seated(world), seated(world)
    sent = {"other": other.csrf, "token": token_of(browser), "非": "é"}.get(given, given)

    answer = browser.call("POST", "/auth/sessions/revoke-others", {}, X_CSRF_Token=sent)

    assert (answer.status_code, answer.json["code"]) == (403, "auth.csrf")
    assert verbs(world, person.id)["sessions.ended"] == 0


def test_td18_every_unsafe_door_asks_for_the_token(world: World) -> None:
    browser, _ = seated(world, "tenant_admin", "planner", "quality_manager")
    browser.csrf = ""
    doors = {
        (method, rule.rule)
        for rule in world.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}
        if getattr(world.app.view_functions[rule.endpoint], "_endpoint", {}).get("who") != "anyone"
        and rule.rule.startswith("/api/v1/")
    }

    answers = {}
    for method, rule in doors:
        path = rule.removeprefix("/api/v1").replace("<uuid:", "<").split("<")
        filled = path[0] + "".join(f"{uuid.uuid4()}{part.split('>')[1]}" for part in path[1:])
        answers[method, rule] = browser.call(method, filled).json["code"]

    assert len(doors) > 20
    assert set(answers.values()) == {"auth.csrf"}, answers


def test_td18_a_form_of_another_site_cannot_log_anybody_in(world: World) -> None:
    person = join(world)
    form = {"login": person.email or "", "password": PASSWORD}

    answer = world.app.test_client().post("/api/v1/auth/desk", data=form)

    assert answer.status_code == 415
    assert "Set-Cookie" not in answer.headers


def test_td18_no_other_origin_may_read_what_a_cookie_opens(world: World) -> None:
    browser, _ = seated(world)

    answer = browser.call("GET", ME, Origin="https://evil.example")

    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("path", [ME, "/auth/sessions", "/auth/me?x=.css", "/auth/oidc"])
def test_td18_no_cache_keeps_what_was_said_here(world: World, path: str) -> None:
    browser, _ = seated(world)

    answer = browser.call("GET", path)

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"


def test_td5_a_cookies_token_is_no_bearer_token_and_the_other_way_round(world: World) -> None:
    browser, _ = seated(world)
    phone = world.app.test_client()
    phone.set_cookie("session", world.tokens["planner"])

    as_bearer = world.call(token_of(browser), "GET", "/api/v1/auth/me")
    as_cookie = phone.get("/api/v1/auth/me")

    assert (as_bearer.status_code, as_cookie.status_code) == (401, 401)


def test_td5_a_request_with_a_bad_authorization_header_is_not_saved_by_its_cookie(
    world: World,
) -> None:
    browser, _ = seated(world)

    answers = [browser.call("GET", ME, Authorization=value) for value in ("Bearer x", "", "Basic")]

    assert {answer.status_code for answer in answers} == {401}


def test_logging_out_ends_the_session_and_clears_the_cookie(world: World) -> None:
    browser, _ = seated(world)
    kept = token_of(browser)

    left = browser.call("POST", "/auth/logout")
    browser.client.set_cookie("session", kept)

    assert left.status_code == 204
    assert "session=;" in left.headers["Set-Cookie"]
    assert browser.me.status_code == 401


def test_a_refused_login_sets_no_cookie(world: World) -> None:
    answer = Browser(world).log_in(email())

    assert answer.status_code == 401
    assert "Set-Cookie" not in answer.headers


def test_a_desk_left_alone_for_two_hours_is_nobodys(world: World) -> None:
    browser, person = seated(world)

    as_owner("UPDATE session SET seen_at = now() - interval '119 minutes' WHERE person_id = %s",
             person.id, table="session")  # fmt: skip
    nearly = browser.me.status_code
    again = browser.me.status_code
    as_owner("UPDATE session SET seen_at = now() - interval '121 minutes' WHERE person_id = %s",
             person.id, table="session")  # fmt: skip

    assert (nearly, again, browser.me.status_code) == (200, 200, 401)


def test_a_request_moves_the_moment_it_was_seen_and_the_next_one_does_not(world: World) -> None:
    browser, person = seated(world)
    as_owner("UPDATE session SET seen_at = now() - interval '90 minutes' WHERE person_id = %s",
             person.id, table="session")  # fmt: skip

    seen = [browser.call("GET", "/auth/sessions").json["items"][0]["seen_at"] for _ in range(2)]

    assert seen[0] == seen[1]
    assert browser.me.status_code == 200
