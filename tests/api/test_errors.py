"""One shape for everything that goes wrong, in the reader's language, and nothing told too much."""

import io
import json
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from flask import Flask
from werkzeug.test import TestResponse

from audit.api import errors
from audit.app import create_app
from audit.infra import log
from audit.infra.config import Config
from audit.infra.db import db, unit_of_work
from audit.people.models import Person
from audit.problems import CATALOGUE
from audit.visits import queries
from tests.api.stock import open_session
from tests.conftest import KEYS
from tests.world import HASH, World

VISITS, LOGIN = "/api/v1/desk/visits", "/api/v1/auth/login"
NOBODY = {"login": "13700000000", "password": "no such person"}
SECRET = "Ann-13800138000"


@pytest.fixture
def gone(tmp_path: Any) -> Iterator[Flask]:
    """The same program, but nothing listens where its database should be."""
    url = "postgresql+psycopg://audit_app:x@127.0.0.1:1/audit?connect_timeout=2"
    other = create_app(Config(database_url=url, store_url=f"folder:{tmp_path}", **KEYS))
    yield other
    with other.app_context():
        db.engine.dispose()


@pytest.fixture
def logged(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What the program writes to its log from here on."""
    assert world.app.name == "audit"  # made first: making it sets up the log
    before, written = structlog.get_config(), io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    log.set_up()
    yield written
    structlog.configure(**before)


def faults(answer: TestResponse) -> set[tuple[str, str]]:
    return {(fault["pointer"], fault["code"]) for fault in answer.json["problems"]}


def test_every_refusal_has_the_one_shape(world: World) -> None:
    answer = world.call("planner", "POST", VISITS, {}, X_Request_Id="asked-as-this")

    body = answer.json
    assert answer.content_type == "application/problem+json"
    assert set(body) == {"type", "code", "title", "detail", "status", "request_id", "problems"}
    assert (body["type"], body["code"]) == ("/problems/request.invalid", "request.invalid")
    assert (body["status"], answer.status_code) == (422, 422)
    assert body["request_id"] == answer.headers["X-Request-Id"] == "asked-as-this"
    assert body["detail"].startswith(body["title"])
    assert all(set(fault) == {"pointer", "code", "detail"} for fault in body["problems"])


@pytest.mark.parametrize(
    "given", ["short", "with space in it", "x" * 65, "line\tbreak", "<script>"]
)
def test_a_request_is_not_named_by_what_would_spoil_a_log(world: World, given: str) -> None:
    answer = world.call("planner", "GET", VISITS, X_Request_Id=given)

    assert answer.headers["X-Request-Id"] != given


def test_all_faults_are_told_at_once_each_with_its_place(world: World) -> None:
    body = {"code": "", "names": {"zh-CN": ""}, "region_id": "no", "lat": "91", "lon": "NaN",
            "datum": "mars", "city": 7, "surprise": 1}  # fmt: skip

    answer = world.call("planner", "POST", "/api/v1/desk/dealers", body)

    places = {pointer for pointer, _ in faults(answer)}
    assert answer.status_code == 422
    assert {
        "/code",
        "/region_id",
        "/province",
        "/city",
        "/lat",
        "/lon",
        "/datum",
        "/surprise",
    } <= places
    assert any(place.startswith("/names") for place in places)


@pytest.mark.parametrize("field", ["tenant_id", "visitor_id", "state", "version", "id", "role"])
def test_td3_what_is_not_asked_for_is_refused(world: World, field: str) -> None:
    body = {"code": "X", "names": {"zh-CN": "甲", "en": "A"}, field: str(world.tenant_id)}

    answer = world.call("planner", "POST", "/api/v1/desk/regions", body)

    assert faults(answer) == {(f"/{field}", "request.unknown_field")}


@pytest.mark.parametrize("body", [[], "text", 7, None, True])
def test_a_body_that_is_no_object_is_one_fault(world: World, body: Any) -> None:
    answer = world.call("planner", "POST", VISITS, json.dumps(body).encode())

    assert (answer.status_code, answer.json["code"]) == (422, "request.invalid")
    assert len(answer.json["problems"]) == 1


@pytest.mark.parametrize("sent", [b"", b"{", b'{"a":1,}', b"\xff\xfe", b'{"a":"\xed\xa0\x80"}',
                                  b'{"a":"\\ud800"}', b"[" * 5000])  # fmt: skip
def test_what_is_not_json_is_400(world: World, sent: bytes) -> None:
    answer = world.call("planner", "POST", VISITS, sent)

    assert (answer.status_code, answer.json["code"]) == (400, "request.unreadable")


def test_a_zero_letter_is_told_with_its_place_in_bodies_queries_and_paths(world: World) -> None:
    body = {"code": "X", "names": {"zh-CN": "甲\0", "en": "A"}}

    answers = [
        world.call("planner", "POST", "/api/v1/desk/regions", body),
        world.call("planner", "GET", f"{VISITS}?text=%00"),
        world.call("visitor", "GET", "/api/v1/field/checklists/%00"),
    ]

    assert [answer.status_code for answer in answers] == [422, 422, 404]
    assert faults(answers[0]) == {("/names/zh-CN", "request.zero_letter")}
    assert faults(answers[1]) == {("/text", "request.zero_letter")}


KINDS = ("text/plain", "application/xml", "application/x-www-form-urlencoded", "", "text/json",
         "multipart/form-data; boundary=x", "application/jsonp")  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_another_media_type_is_415(world: World, kind: str) -> None:
    headers = {"Authorization": f"Bearer {world.tokens['planner']}"}

    answer = world.app.test_client().post(VISITS, data=b"{}", headers=headers, content_type=kind)

    assert (answer.status_code, answer.json["code"]) == (415, "request.media_type")


def test_a_body_too_large_is_413_and_ends_the_connection(world: World) -> None:
    too_much = b'{"x":"' + b"x" * world.outside.config.body_bytes + b'"}'

    answer = world.call("planner", "POST", VISITS, too_much)

    assert (answer.status_code, answer.json["code"]) == (413, "request.too_large")
    assert answer.headers["Connection"] == "close"


STRAY = ("/nowhere", "/api/v1", "/api/v1/desk/visits/", f"{VISITS}/not-a-uuid", "/static/x",
         "/store/", "/api/v1/dealer/publications/1")  # fmt: skip


@pytest.mark.parametrize("path", STRAY)
def test_an_unknown_address_is_404_for_anybody(world: World, path: str) -> None:
    answers = [world.call(role, "GET", path) for role in (None, "planner")]

    told = {(answer.status_code, answer.json["code"]) for answer in answers}
    assert told == {(404, "request.no_such_door")}


def test_a_wrong_method_is_405_and_says_which_ones_there_are(world: World) -> None:
    answer = world.call("planner", "DELETE", VISITS)

    assert (answer.status_code, answer.json["code"]) == (405, "request.method")
    assert {"GET", "POST"} <= set(answer.headers["Allow"].split(", "))


def test_if_none_match_spares_the_body_and_if_match_on_a_look_is_nothing(world: World) -> None:
    tag = world.call("planner", "GET", VISITS).headers["ETag"]

    spared = world.call("planner", "GET", VISITS, If_None_Match=tag)
    looked = world.call("planner", "GET", VISITS, If_Match='"other"')

    assert (spared.status_code, spared.data) == (304, b"")
    assert looked.status_code == 200


@pytest.mark.parametrize(
    ("accept", "language"),
    [("en", "en"), ("en-US,en;q=0.9", "en"), ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"), ("fr", "zh-CN"),
     ("zh", "zh-CN"), ("", "zh-CN"), ("*", "zh-CN"), ("de, en;q=0.5, zh;q=0.1", "en")],
)  # fmt: skip
def test_nobody_reads_the_language_of_their_browser(
    world: World, accept: str, language: str
) -> None:
    answer = world.call(None, "GET", VISITS, Accept_Language=accept)

    assert answer.headers["Content-Language"] == language
    assert answer.json["detail"] == CATALOGUE["auth.required"].texts[language]


def test_a_person_reads_their_own_language_and_chooses_another_for_once(world: World) -> None:
    with unit_of_work(world.tenant_id):
        english = Person(name="A", email=f"e{world.tenant_id}@x.cn", password=HASH, locale="en")
        db.session.add(english)
        db.session.flush()
        open_session(english.id, f"english-{world.tenant_id}")
    token, path = f"english-{world.tenant_id}", VISITS

    own = world.call(token, "GET", path, Accept_Language="zh-CN")
    chosen = world.call(token, "GET", f"{path}?lang=zh-CN", Accept_Language="en")
    tenants = world.call("visitor", "GET", path, Accept_Language="en")
    unknown = world.call(token, "GET", f"{path}?lang=fr")

    said = [each.headers["Content-Language"] for each in (own, chosen, tenants, unknown)]
    assert said == ["en", "zh-CN", "zh-CN", "en"]


@pytest.mark.parametrize("path", [VISITS, "/api/v1/desk/log", "/api/v1/auth/me"])
def test_a_language_may_be_chosen_at_every_door(world: World, path: str) -> None:
    role = "tenant_admin" if path.endswith("log") else "planner"

    answer = world.call(role, "GET", f"{path}?lang=en")

    assert answer.status_code == 200


def test_what_was_not_foreseen_tells_nothing_and_logs_where_without_the_words(
    world: World, monkeypatch: pytest.MonkeyPatch, logged: io.StringIO
) -> None:
    def fail(*_: object) -> None:
        raise ValueError(SECRET)

    monkeypatch.setattr(queries, "list_visits", fail)

    answer = world.call("planner", "GET", f"{VISITS}?text={SECRET}", X_Request_Id="asked-as-this")

    said = logged.getvalue()
    assert (answer.status_code, answer.json["code"]) == (500, "internal")
    assert answer.json["request_id"] == "asked-as-this"
    assert SECRET not in answer.text
    assert "ValueError" not in answer.text
    assert SECRET not in said
    assert '"error": "ValueError"' in said
    assert "test_errors.py" in said
    assert "asked-as-this" in said


def test_a_login_leaves_neither_name_nor_password_in_the_log(
    world: World, logged: io.StringIO
) -> None:
    world.call(None, "POST", LOGIN, {"login": SECRET, "password": SECRET})

    assert SECRET not in logged.getvalue()
    assert '"status": 401' in logged.getvalue()


@pytest.mark.parametrize("path", [VISITS, "/health/ready"])
def test_without_a_database_it_is_503_and_try_again(gone: Flask, path: str) -> None:
    answer = gone.test_client().get(path, headers={"Authorization": "Bearer anything"})

    assert (answer.status_code, answer.json["code"]) == (503, "service.busy")
    assert answer.headers["Retry-After"] == errors.RETRY_SECONDS


def test_without_a_database_the_process_is_alive_and_nobody_is_let_in(gone: Flask) -> None:
    client = gone.test_client()

    alive, login = client.get("/health/live"), client.post(LOGIN, json=NOBODY)

    assert (alive.status_code, login.status_code) == (200, 503)


def test_a_database_that_came_back_is_used_again_at_once(world: World) -> None:
    world.call("planner", "GET", VISITS)
    with db.engine.begin() as link:
        link.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE usename = current_user AND pid <> pg_backend_pid()"
        )

    answers = [world.call("planner", "GET", VISITS).status_code for _ in range(5)]

    assert answers == [200] * 5
