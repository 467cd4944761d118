"""Single sign-on: a verified email of an existing person, and nothing that looks like it (T-D5)."""

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.test import TestResponse

from audit.app import create_app
from audit.infra.config import Oidc
from audit.infra.db import db
from audit.people.limits import PROVIDER, take
from tests.people import oidc_provider as forging
from tests.people.desk import Browser, email, enrol, join, seated
from tests.people.oidc_provider import CLIENT, SECRET, FakeProvider
from tests.world import World


@pytest.fixture
def provider() -> Iterator[FakeProvider]:
    """A provider of its own."""
    provider = FakeProvider()
    yield provider
    provider.close()


@pytest.fixture
def desk(world: World, provider: FakeProvider) -> Iterator[Browser]:
    """A browser at a program that trusts this provider."""
    oidc = Oidc(provider.issuer, CLIENT, SECRET)
    app = create_app(dataclasses.replace(world.outside.config, oidc=oidc))
    browser = Browser(world)
    browser.client = app.test_client()
    yield browser
    with app.app_context():
        db.engine.dispose()


def sign_on(desk: Browser, provider: FakeProvider, **changes: Any) -> TestResponse:
    """The whole way: start, the provider's page, back."""
    url = desk.call("POST", "/auth/oidc/start").json["url"]
    code, state = provider.authorize(url)
    return desk.call("POST", "/auth/oidc/finish", {"code": code, "state": state} | changes)


def test_a_verified_email_of_a_person_opens_a_session(
    world: World, desk: Browser, provider: FakeProvider
) -> None:
    person = join(world)
    provider.email = (person.email or "").upper()

    answer = sign_on(desk, provider)
    desk.csrf = answer.json["csrf"]

    assert answer.status_code == 200
    assert desk.me.json["person_id"] == str(person.id)
    assert desk.call("POST", "/auth/logout").status_code == 204


def test_the_way_to_the_provider_carries_nonce_state_and_pkce(
    desk: Browser, provider: FakeProvider
) -> None:
    urls = [desk.call("POST", "/auth/oidc/start").json["url"] for _ in range(2)]

    asked = [dict(pair.split("=") for pair in url.partition("?")[2].split("&")) for url in urls]

    assert all(url.startswith(f"{provider.issuer}/authorization_endpoint?") for url in urls)
    for name in ("state", "nonce", "code_challenge"):
        assert asked[0][name] != asked[1][name]
        assert len(asked[0][name]) >= 43


@pytest.mark.parametrize(
    "forge",
    [
        forging.unsigned, forging.confused, forging.stranger, forging.traversing, forging.cut,
        forging.altered, lambda *_: "", lambda *_: "a.b.c", lambda *_: None,
    ],
)  # fmt: skip
def test_td5_an_id_token_that_the_issuer_did_not_sign_is_nobodys(
    world: World, desk: Browser, provider: FakeProvider, forge: Any
) -> None:
    provider.email, provider.forge = join(world).email or "", forge

    answer = sign_on(desk, provider)

    assert (answer.status_code, answer.json["code"]) == (401, "oidc.refused")
    assert desk.me.status_code == 401


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.example"}, {"iss": None}, {"aud": "another-client"}, {"aud": None},
        {"aud": [CLIENT, "another"]}, {"aud": CLIENT, "azp": "another"}, {"nonce": "another"},
        {"nonce": None}, {"exp": 1}, {"exp": None}, {"exp": "later"}, {"iat": 99999999999},
        {"nbf": 99999999999}, {"sub": None}, {"email_verified": False}, {"email_verified": None},
        {"email_verified": "true"}, {"email": None}, {"email": ["a@b.cn"]},
    ],
    ids=str,
)  # fmt: skip
def test_td5_an_id_token_for_others_for_another_time_or_unverified_is_nobodys(
    world: World, desk: Browser, provider: FakeProvider, claims: dict[str, Any]
) -> None:
    provider.email, provider.claims = join(world).email or "", claims

    answer = sign_on(desk, provider)

    assert (answer.status_code, answer.json["code"]) == (401, "oidc.refused")


def test_an_email_of_nobody_makes_nobody(desk: Browser, provider: FakeProvider) -> None:
    provider.email = email()

    answer = sign_on(desk, provider)

    assert (answer.status_code, answer.json["code"]) == (401, "auth.refused")


@pytest.mark.parametrize("changes", [{"state": "another"}, {"code": "another"}])
def test_what_comes_back_belongs_to_what_was_started(
    world: World, desk: Browser, provider: FakeProvider, changes: dict[str, str]
) -> None:
    provider.email = join(world).email or ""

    answer = sign_on(desk, provider, **changes)

    assert (answer.status_code, answer.json["code"]) == (401, "oidc.refused")


def test_td18_an_answer_brought_to_another_browser_opens_nothing_there(
    world: World, desk: Browser, provider: FakeProvider
) -> None:
    provider.email = join(world).email or ""
    code, state = provider.authorize(desk.call("POST", "/auth/oidc/start").json["url"])
    desk.client.delete_cookie("oidc")

    answer = desk.call("POST", "/auth/oidc/finish", {"code": code, "state": state})

    assert (answer.status_code, answer.json["code"]) == (401, "oidc.refused")


def test_a_code_of_the_provider_is_used_once(
    world: World, desk: Browser, provider: FakeProvider
) -> None:
    provider.email = join(world).email or ""
    code, state = provider.authorize(desk.call("POST", "/auth/oidc/start").json["url"])
    body = {"code": code, "state": state}

    statuses = [desk.call("POST", "/auth/oidc/finish", body).status_code for _ in range(2)]

    assert statuses == [200, 401]


@pytest.mark.parametrize(("amr", "factor"), [(["pwd"], "code"), (["pwd", "otp"], "given")])
def test_who_has_a_second_factor_gives_it_unless_the_provider_asked_for_one(
    world: World, desk: Browser, provider: FakeProvider, amr: list[str], factor: str
) -> None:
    browser, person = seated(world)
    _, codes = enrol(browser)
    provider.email, provider.claims = person.email or "", {"amr": amr}
    desk.csrf = sign_on(desk, provider).json["csrf"]

    before = desk.me.json["factor"]
    barred = desk.call("GET", "/desk/waves").status_code
    desk.call("POST", "/auth/second-factor", {"code": codes[0]})

    assert before == factor
    assert barred == (403 if factor == "code" else 200)
    assert desk.call("GET", "/desk/waves").status_code == 200


@pytest.mark.parametrize(
    "document",
    [
        {"issuer": "https://evil.example"}, {"token_endpoint": "http://169.254.169.254/"},
        {"token_endpoint": "file:///etc/passwd"}, {"jwks_uri": "http://10.0.0.1/"},
        {"token_endpoint": None},
    ],
    ids=str,
)  # fmt: skip
def test_a_provider_that_points_elsewhere_is_not_followed(
    world: World, desk: Browser, provider: FakeProvider, document: dict[str, Any]
) -> None:
    provider.email, provider.document = join(world).email or "", document
    said = desk.call("POST", "/auth/oidc/start")
    if said.status_code == 200:
        code, state = provider.authorize(said.json["url"])
        said = desk.call("POST", "/auth/oidc/finish", {"code": code, "state": state})

    assert (said.status_code, said.json["code"]) == (503, "oidc.unavailable")


def test_a_provider_that_is_away_is_said(desk: Browser, provider: FakeProvider) -> None:
    provider.close()

    answer = desk.call("POST", "/auth/oidc/start")

    assert (answer.status_code, answer.json["code"]) == (503, "oidc.unavailable")


def test_whether_there_is_one_is_told_to_the_login_page(world: World, desk: Browser) -> None:
    assert desk.call("GET", "/auth/oidc").json == {"oidc": True}
    assert Browser(world).call("GET", "/auth/oidc").json == {"oidc": False}


def test_td18_attempts_that_bring_nobody_back_end_at_the_limit(
    world: World, desk: Browser, provider: FakeProvider
) -> None:
    provider.email = join(world).email or ""
    for _ in range(PROVIDER.burst):
        take(world.outside.sealer, (PROVIDER, "127.0.0.1"))

    started = desk.call("POST", "/auth/oidc/start")

    assert (started.status_code, started.json["code"]) == (429, "auth.too_many")


def test_who_comes_back_is_not_counted(world: World, desk: Browser, provider: FakeProvider) -> None:
    provider.email = join(world).email or ""
    for _ in range(PROVIDER.burst - 1):
        take(world.outside.sealer, (PROVIDER, "127.0.0.1"))

    assert [sign_on(desk, provider).status_code for _ in range(2)] == [200, 200]
    sign_on(desk, provider, code="another")
    assert desk.call("POST", "/auth/oidc/start").status_code == 429
