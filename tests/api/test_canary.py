"""T-D19: words of people go through every door, everything fails, and none of them is found again.

Canaries stand for a name, a mobile number, a password and a token; they are looked for in bodies of
refusals, in the log and in the metrics.
"""

import io
import json
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from sqlalchemy.orm import Session

from audit.infra import log
from tests.api.bodies import BODIES, body_of
from tests.api.stock import Nothing, Stock, path_of
from tests.api.test_matrix import MATRIX
from tests.api.test_readonly_fields import role_of

NAME, MOBILE, SECRET = "Canary-Wang", "+8613912345678", "canary-secret-9f3b"
CANARIES = (NAME, MOBILE.removeprefix("+86"), SECRET)


@pytest.fixture
def logged(stock: Stock, monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What the program writes from here on; the program is there already."""
    assert stock.world.app.name == "audit"
    before, written = structlog.get_config(), io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    log.set_up()
    yield written
    structlog.configure(**before)


def sung(value: Any) -> Any:
    """The body with a canary in every text of it that is free."""
    if isinstance(value, dict):
        return {key: sung(each) for key, each in value.items()} | {f"{NAME}": MOBILE}
    if isinstance(value, list):
        return [sung(each) for each in value] or [SECRET]
    return f"{NAME} {MOBILE} {SECRET}" if isinstance(value, str) else value


def free_texts(body: Any) -> Any:
    """A body that is right in form, with canaries where people write what they like."""
    words = {"name": NAME, "password": SECRET, "reason": NAME, "login": MOBILE, "mobile": MOBILE,
             "province": NAME, "city": NAME, "device": NAME}  # fmt: skip
    if not isinstance(body, dict):
        return body
    return body | {key: words[key] for key in body if key in words}


def heard(text: str) -> list[str]:
    plain = text.encode().decode("unicode_escape", "replace") if "\\u" in text else text
    return [canary for canary in CANARIES if canary in text or canary in plain]


def call(stock: Stock, route: str, ids: Nothing, body: Any, query: str = "") -> Any:
    """The route asked with `body` and `query`, with canaries in headers."""
    method, path = path_of(route, ids)
    role = role_of(route)
    return stock.world.call(role, method, path + query, body, If_Match='"1"',
                            Cookie=f"session={SECRET}", User_Agent=NAME, Referer=NAME)  # fmt: skip


@pytest.mark.parametrize("route", sorted(BODIES))
def test_td19_a_refused_body_is_not_quoted_in_log_or_metrics(
    route: str, stock: Stock, logged: io.StringIO
) -> None:
    ids = Nothing(stock.for_row({}))

    answer = call(stock, route, ids, sung(body_of(route, ids)), f"?{NAME}={MOBILE}")

    metrics = stock.world.call(None, "GET", "/metrics").text
    assert answer.status_code >= 400
    assert heard(logged.getvalue()) + heard(metrics) == []
    assert SECRET not in answer.text


@pytest.mark.parametrize("route", sorted(MATRIX))
def test_td19_whatever_breaks_below_a_door_says_nothing_of_anybody(
    route: str, stock: Stock, logged: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError(f"{NAME} {MOBILE} {SECRET}")

    ids = Nothing(stock.for_row(MATRIX[route]))
    body = free_texts(body_of(route, ids))
    for name in ("execute", "scalars", "scalar", "flush", "get"):
        monkeypatch.setattr(Session, name, broken)

    answer = call(stock, route, ids, body)
    monkeypatch.undo()

    said = logged.getvalue()
    assert heard(answer.text) + heard(said) == []
    if answer.status_code == 500:
        assert '"error": "ValueError"' in said
        assert answer.json["code"] == "internal"


def test_td19_doors_that_read_rows_do_break_in_that_test(
    stock: Stock, monkeypatch: pytest.MonkeyPatch, logged: io.StringIO
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError(SECRET)

    monkeypatch.setattr(Session, "execute", broken)

    answer = stock.world.call("planner", "GET", "/api/v1/desk/dealers")

    assert (answer.status_code, answer.json["code"]) == (500, "internal")
    assert json.loads(logged.getvalue().splitlines()[0])["error"] == "ValueError"
    assert SECRET not in logged.getvalue() + answer.text
