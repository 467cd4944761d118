"""People with passwords, browsers that keep cookies, and the letters they were sent."""

import itertools
import re
import uuid
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pyotp
from werkzeug.test import TestResponse

from audit.infra.clock import now
from audit.infra.db import unit_of_work
from audit.people import service as people
from audit.people.actor import Membership
from audit.people.models import Person
from tests.infra.filled import as_owner
from tests.world import World

AUTH = "/api/v1/auth"
PASSWORD = "correct horse battery"
_numbers = itertools.count(uuid.uuid4().int % 10**8)


def mobile() -> str:
    """A mobile number that nobody here has yet."""
    return f"+86138{next(_numbers) % 10**8:08}"


def email() -> str:
    """An email that nobody here has yet."""
    return f"{uuid.uuid4().hex}@example.com"


def join(world: World, *roles: str, **login: str) -> Person:
    """A person of these roles (planner) who logs in by `login` (an email) with PASSWORD."""
    held = tuple(Membership(role, "tenant") for role in roles or ("planner",))
    new = people.NewPerson("Ann", PASSWORD, held, **login or {"email": email()})
    with unit_of_work(world.tenant_id):
        return people.add_person("system", new)


class Browser:
    """Keeps cookies, and sends the CSRF token it was given with whatever is not a GET."""

    def __init__(self, world: World) -> None:
        self.world, self.client = world, world.app.test_client()
        self.csrf = ""

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        """One request below /api/v1 as this browser."""
        named = {"X-CSRF-Token": self.csrf} if method != "GET" else {}
        named |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.open(f"/api/v1{path}", method=method, json=body, headers=named)

    def log_in(self, login: str, password: str = PASSWORD, **more: str) -> TestResponse:
        """Log in at the desk; from a good answer the CSRF token is kept."""
        answer = self.call("POST", "/auth/desk", {"login": login, "password": password} | more)
        if answer.status_code == 200:
            self.csrf = answer.json["csrf"]
        return answer

    @property
    def me(self) -> TestResponse:
        """Who this browser is to the server."""
        return self.call("GET", "/auth/me")


def seated(world: World, *roles: str, **login: str) -> tuple[Browser, Person]:
    """A browser with a person of these roles logged in."""
    person, browser = join(world, *roles, **login), Browser(world)
    assert browser.log_in(person.email or person.mobile or "").status_code == 200
    return browser, person


def enrol(browser: Browser) -> tuple[pyotp.TOTP, list[str]]:
    """Add an authenticator; answers it with the recovery codes. Its first code is forgotten, so a
    test need not wait for the next."""
    told = browser.call("POST", "/auth/totp", {"password": PASSWORD}).json
    totp = pyotp.TOTP(told["secret"])
    body = {"enrolment": told["enrolment"], "code": code(totp)}
    answer = browser.call("POST", "/auth/totp/confirm", body)
    assert answer.status_code == 200, answer.text
    as_owner("UPDATE person SET totp_step = 0 WHERE id = %s", browser.me.json["person_id"],
             table="person")  # fmt: skip
    return totp, answer.json["recovery_codes"]


def code(totp: pyotp.TOTP, shift: int = 0) -> str:
    """What the authenticator shows now, or so many steps of 30 seconds later."""
    return totp.generate_otp(int(now().timestamp()) // 30 + shift)


def letters(world: World, to: str) -> list[str]:
    """What was sent to an address or number, oldest first, decoded."""
    folder = Path(world.outside.post.mail.folder)
    texts = [path.read_bytes() for path in sorted(folder.glob("*.*"))] if folder.exists() else []
    return [_decoded(text) for text in texts if to.encode() in text]


def _decoded(text: bytes) -> str:
    message = message_from_bytes(text)
    payload = message.get_payload(decode=True)
    return payload.decode() if message["To"] and isinstance(payload, bytes) else text.decode()


def token_in(letter: str) -> str:
    """The token of the link in a letter."""
    found = re.search(r"#\w+=([\w-]+)", letter)
    assert found, letter
    return found[1]
