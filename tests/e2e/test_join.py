"""Coming in by a message: an invitation, a new password by link and by code; in a real Chromium."""

import re
import time
import uuid
from collections.abc import Callable
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.e2e.browser import PASSWORD, Reader

Window = Callable[..., Reader]
OUTBOX = Path(__file__).parents[2] / "var" / "outbox"  # where ./dev has messages kept
ADMIN = "admin@chenling.example"
CHOSEN = "一句话最好记住 2026"
LINK = re.compile(r"\S+/desk/(?:join|reset)#\S+")


def ask(reader: Reader, door: str, body: object, token: str = "") -> Any:
    """One call of the API beside the pages."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    address = f"{reader.url}/api/v1/{door}"
    answer = reader.page.request.post(address, data=body, headers=headers)
    assert answer.ok, answer.text()
    return answer.json() if answer.body() else None


def invite(reader: Reader, login: str, name: str = "李博") -> None:
    """The administrator asks somebody in as planner and reviewer."""
    token = ask(reader, "auth/login", {"login": ADMIN, "password": PASSWORD})["token"]
    held = [{"role": "planner"}, {"role": "reviewer"}]
    body = {"name": name, "login": login, "memberships": held, "locale": reader.language}
    ask(reader, "desk/people/invitations", body, token)


def letter_to(login: str, count: int = 1) -> str:
    """The newest message to that login, once so many are there; a dot begins a half-written one."""
    until = time.monotonic() + 90
    while time.monotonic() < until:
        found = [
            path for path in sorted(OUTBOX.glob("[!.]*")) if login.encode() in path.read_bytes()
        ]
        if len(found) >= count:
            return text_of(message_from_bytes(found[-1].read_bytes()), found[-1])
        time.sleep(0.2)
    raise AssertionError(f"no message {count} to {login}")


def text_of(message: Message, path: Path) -> str:
    """What a message says, decoded."""
    if not message["To"]:
        return path.read_text("utf-8")
    payload = message.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode()


def link_in(letter: str) -> str:
    found = LINK.search(letter)
    assert found, letter
    return found[0]


def someone() -> str:
    return f"new-{uuid.uuid4().hex[:10]}@chenling.example"


def opens(reader: Reader, link: str) -> None:
    """Follow a link in the language read in; nothing of it may be left in the address."""
    seen: list[str] = []
    reader.page.on("request", lambda request: seen.append(request.url))
    reader.page.goto(link)
    secret = link.split("=", 1)[1]
    expect(reader.page).to_have_url(re.compile(r"/desk/(join|reset)$"))
    assert secret not in reader.page.evaluate("location.href + JSON.stringify(history.state)")
    assert not [url for url in seen if secret in url.split("#")[0]]
    reader.page.get_by_role("button", name=reader.says("中文", "English"), exact=True).click()


def sets_password(reader: Reader, password: str, chinese: str, english: str) -> None:
    reader.page.locator("input[name=password]").fill(password)
    reader.button(chinese, english)


def test_an_invitation_is_accepted_once(sit_down: Window, screen: tuple[str, str]) -> None:
    reader = sit_down(*screen)
    reader.refusals |= {410, 422}
    page, login = reader.page, someone()
    invite(reader, login)
    link = link_in(letter_to(login))

    opens(reader, link)
    heading = reader.says("晨岭汽车邀请您加入", "invites you to join")
    expect(page.get_by_role("heading", name=re.compile(heading))).to_be_visible()
    expect(page.get_by_text(reader.says("计划员、审核员", "planner, reviewer"))).to_be_visible()
    reader.shoot("join")
    sets_password(reader, "short", "接受邀请", "Accept the invitation")
    expect(page.get_by_role("alert")).to_be_visible()
    reader.shoot("join-short")
    sets_password(reader, CHOSEN, "接受邀请", "Accept the invitation")
    expect(page.get_by_role("heading", name=reader.says("您已加入", "You are in"))).to_be_visible()
    reader.shoot("join-done")
    reader.button("去登录", "Go to login")
    expect(page.locator("input[name=login]")).to_have_value(login)
    sets_password(reader, CHOSEN, "登录", "Log in")
    reader.sees_list()

    opens(reader, link)  # the same link once more, while logged in
    expect(page.get_by_text(reader.says("只能使用一次", "can be accepted once"))).to_be_visible()
    reader.shoot("join-over")


def test_who_has_an_account_joins_with_its_password(sit_down: Window) -> None:
    reader = sit_down()
    login = someone()
    invite(reader, login)
    opens(reader, link_in(letter_to(login)))
    sets_password(reader, CHOSEN, "接受邀请", "Accept the invitation")
    expect(reader.page.get_by_role("heading", name="您已加入")).to_be_visible()
    invite(reader, login)

    opens(reader, link_in(letter_to(login, count=2)))  # in the same page: only the # is another
    expect(reader.page.get_by_text("这个登录名已有账号")).to_be_visible()
    reader.shoot("join-account")
    sets_password(reader, "not that password", "接受邀请", "Accept the invitation")
    expect(reader.page.get_by_role("alert")).to_be_visible()
    sets_password(reader, CHOSEN, "接受邀请", "Accept the invitation")

    expect(reader.page.get_by_role("heading", name="您已加入")).to_be_visible()


def test_a_link_that_was_reloaded_away_says_what_to_do(sit_down: Window) -> None:
    reader = sit_down()
    login = someone()
    invite(reader, login)
    opens(reader, link_in(letter_to(login)))
    expect(reader.page.locator("input[name=password]")).to_be_visible()

    reader.page.reload()

    expect(reader.page.get_by_text("请从邀请邮件或短信中打开链接")).to_be_visible()
    reader.shoot("join-reloaded")


def test_a_link_of_an_older_letter_still_leads_there(sit_down: Window) -> None:
    reader = sit_down()
    login = someone()
    invite(reader, login)
    link = link_in(letter_to(login))

    opens(reader, link.replace("/desk/join#", "/desk#"))

    expect(reader.page.get_by_text(login)).to_be_visible()


def test_a_forgotten_password_is_set_by_link(sit_down: Window, screen: tuple[str, str]) -> None:
    reader = sit_down(*screen)
    reader.refusals |= {410}
    page, login = reader.page, someone()
    joined(reader, login)

    page.goto(reader.url)
    page.get_by_role("button", name=reader.says("中文", "English"), exact=True).click()
    reader.shoot("login")
    page.get_by_role("link", name=reader.says("忘记密码？", "Forgot your password?")).click()
    expect(page).to_have_url(re.compile(r"/desk/forgot$"))
    expect(page.get_by_role("heading", name=reader.says("忘记密码", "Forgot your"))).to_be_visible()
    page.locator("input[name=login]").fill(login)
    reader.shoot("forgot")
    reader.button("发送", "Send")
    expect(page.get_by_role("status")).to_contain_text(login)
    reader.shoot("forgot-sent")
    link = link_in(letter_to(login, count=2))
    opens(reader, link)
    reader.shoot("reset-link")
    sets_password(reader, f"{CHOSEN}!", "设置密码", "Set password")
    heading = reader.says("新密码已生效", "Your new password is set")
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    reader.shoot("reset-done")

    opens(reader, link)  # used
    sets_password(reader, CHOSEN, "设置密码", "Set password")
    expect(page.get_by_role("alert")).to_be_visible()
    reader.shoot("reset-over")
    page.get_by_role("link", name=re.compile(reader.says("重新发送", "Send another"))).click()
    expect(page.get_by_role("heading", name=reader.says("忘记密码", "Forgot your"))).to_be_visible()


def joined(reader: Reader, login: str) -> None:
    """Somebody who has accepted an invitation, by the API."""
    invite(reader, login)
    token = link_in(letter_to(login)).split("=", 1)[1]
    ask(reader, "auth/invitations/accept", {"token": token, "password": CHOSEN})


def test_a_forgotten_password_is_set_by_code(sit_down: Window, screen: tuple[str, str]) -> None:
    reader = sit_down(*screen)
    page, login = reader.page, f"+86139{uuid.uuid4().int % 10**8:08}"
    joined(reader, login)

    page.goto(f"{reader.url}/desk/forgot")
    page.get_by_role("button", name=reader.says("中文", "English"), exact=True).click()
    page.locator("input[name=login]").fill(login)
    reader.button("发送", "Send")
    expect(page).to_have_url(re.compile(r"/desk/reset$"))
    expect(page.locator("input[name=login]")).to_have_value(login)
    found = re.search(r"\b\d{8}\b", letter_to(login, count=2).split("\n", 1)[1])
    assert found
    page.locator("input[name=code]").fill("00000000")
    sets_password(reader, f"{CHOSEN}!", "设置密码", "Set password")
    expect(page.get_by_role("alert")).to_be_visible()
    reader.shoot("reset-code")
    page.locator("input[name=code]").fill(found[0])
    sets_password(reader, f"{CHOSEN}!", "设置密码", "Set password")
    reader.button("去登录", "Go to login")
    sets_password(reader, f"{CHOSEN}!", "登录", "Log in")

    reader.sees_list()
