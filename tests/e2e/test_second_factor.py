"""A code beside the password: asked for, and set up first where a brand makes it compulsory.

Last by name: whom it gives an authenticator can no longer log in by password alone.
"""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.browser import PASSWORD, Reader

Window = Callable[..., Reader]
ADMIN = "admin@chenling.example"
EACH = {("wide", "zh-CN"): "reviewer2", ("wide", "en"): "planner",
        ("phone", "zh-CN"): "reviewer", ("phone", "en"): "publisher"}  # fmt: skip


def ask(reader: Reader, method: str, door: str, body: object, token: str = "") -> dict[str, Any]:
    """One call of the API beside the pages."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = reader.page.request.fetch(
        f"{reader.url}/api/v1/{door}", method=method, data=body, headers=headers
    )
    assert answer.ok, answer.text()
    return dict(answer.json())


@pytest.fixture(scope="module")
def recovery(browser: Browser) -> Iterator[list[str]]:
    """The administrator's recovery codes: an authenticator was just added by the API."""
    reader = Reader(browser, os.environ["E2E_URL"], "wide", "zh-CN")
    login = {"login": ADMIN, "password": PASSWORD}
    token = ask(reader, "POST", "auth/login", login)["token"]
    new = ask(reader, "POST", "auth/totp", {"password": PASSWORD}, token)
    body = {"enrolment": new["enrolment"], "code": pyotp.TOTP(new["secret"]).now()}
    yield list(ask(reader, "POST", "auth/totp/confirm", body, token)["recovery_codes"])
    reader.leave()


@pytest.fixture
def compulsory(sit_down: Window, recovery: list[str]) -> Iterator[None]:
    """The desk needs a second factor as long as the test runs."""
    reader, door = sit_down(), "desk/people/second-factor"
    login = {"login": ADMIN, "password": PASSWORD, "code": recovery.pop()}
    token = ask(reader, "POST", "auth/login", login)["token"]
    ask(reader, "PUT", door, {"second_factor": "required"}, token)
    yield
    ask(reader, "PUT", door, {"second_factor": "optional"}, token)


def test_a_code_is_asked_for_and_opens(sit_down: Window, recovery: list[str]) -> None:
    reader = sit_down()

    reader.type_login(ADMIN)
    reader.page.get_by_label("动态验证码").fill(recovery.pop())
    reader.shoot("code")
    reader.button("登录", "Log in")

    expect(reader.page.get_by_text("品牌管理员").first).to_be_visible()
    reader.shoot("no-page")


@pytest.mark.usefixtures("compulsory")
def test_where_it_is_compulsory_an_authenticator_comes_first(
    sit_down: Window, screen: tuple[str, str]
) -> None:
    reader = sit_down(*screen)
    reader.refusals |= {403, 422}  # nothing is open yet; and the first code is a wrong one
    reader.type_login(f"{EACH[screen]}@chenling.example")
    title = reader.says("绑定验证器", "Add an authenticator")
    expect(reader.page.get_by_role("heading", name=title)).to_be_visible()
    reader.page.locator("input[name=password]").fill(PASSWORD)
    reader.button("继续", "Continue")
    expect(reader.page.locator("img.square")).to_be_visible()
    reader.shoot("enrol")

    secret = reader.page.locator("p.code").inner_text()
    give_code(reader, "000000")
    expect(reader.page.get_by_role("alert")).to_be_visible()
    give_code(reader, pyotp.TOTP(secret).now())
    expect(reader.page.locator("ol.recovery li")).to_have_count(10)
    reader.shoot("recovery")
    reader.button("继续", "Continue")

    reader.sees_list()


def give_code(reader: Reader, code: str) -> None:
    reader.page.locator("input[name=code]").fill(code)
    reader.button("继续", "Continue")
