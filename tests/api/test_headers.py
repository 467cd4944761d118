"""What every answer carries, and whose pages may read it (T-D14, T-D18)."""

import re

import pytest
from werkzeug.test import TestResponse

from audit.api.disposition import attachment, safe_name
from audit.api.endpoint import File
from audit.infra.config import Config, SettingError
from tests.api.conftest import Program
from tests.api.stock import Stock
from tests.world import World

OURS, THEIRS = "https://shop.example", "https://evil.example"
VISITS = "/api/v1/desk/visits"
EACH = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def answers(stock: Stock) -> dict[str, TestResponse]:
    """One answer of each kind."""
    call, ids = stock.world.call, stock.ids
    publication = f"/api/v1/dealer/publications/{ids['publication_id']}"
    return {
        "json": call("planner", "GET", VISITS),
        "page": call(None, "GET", "/api/v1/reference"),
        "pdf": call("publisher", "GET", f"{publication}/file"),
        "photo": call("publisher", "GET", f"{publication}/photos/1"),
        "document": call("publisher", "GET", publication),
        "created": call("planner", "POST", "/api/v1/desk/programmes", {}),
        "nobody": call(None, "GET", VISITS),
        "nothing": call(None, "GET", "/no-such-page"),
        "method": call(None, "DELETE", VISITS),
        "metrics": call(None, "GET", "/metrics"),
        "alive": call(None, "GET", "/health/live"),
        "preflight": call(None, "OPTIONS", VISITS),
        "openapi": call(None, "GET", "/api/v1/openapi.json"),
    }


def test_every_answer_is_guarded(stock: Stock) -> None:
    found = answers(stock)

    lacking = [
        f"{kind}: {name} is {answer.headers.get(name)}"
        for kind, answer in found.items()
        for name, value in EACH.items()
        if answer.headers.get(name) != value
    ]
    loose = [
        kind
        for kind, answer in found.items()
        if not {"default-src 'none'", "frame-ancestors 'none'"}
        <= set(answer.headers["Content-Security-Policy"].split("; "))
    ]

    assert lacking + loose == []
    assert all("microphone=()" in each.headers["Permissions-Policy"] for each in found.values())


def test_what_is_said_of_a_person_or_a_visit_stays_in_no_cache(stock: Stock) -> None:
    found = answers(stock)

    kept = {
        kind: answer.headers["Cache-Control"]
        for kind, answer in found.items()
        if answer.headers["Cache-Control"] != "no-store"
    }

    assert kept == {"page": "no-cache"}


def test_no_page_and_no_answer_may_load_from_elsewhere(stock: Stock) -> None:
    policies = {answer.headers["Content-Security-Policy"] for answer in answers(stock).values()}

    assert not [policy for policy in policies if "http" in policy or "*" in policy]
    assert not [policy for policy in policies if "unsafe" in policy or "script-src" in policy]


def test_files_have_the_type_we_gave_them_and_open_in_a_sandbox(stock: Stock) -> None:
    found = answers(stock)

    types = {kind: found[kind].content_type for kind in ("pdf", "photo", "document")}
    assert types == {
        "pdf": "application/pdf",
        "photo": "image/jpeg",
        "document": "application/json",
    }
    assert "sandbox" in found["photo"].headers["Content-Security-Policy"]
    assert "sandbox" not in found["pdf"].headers["Content-Security-Policy"]


def test_https_is_promised_for_a_year_where_it_is_used(program: Program) -> None:
    secure = program(public_url="https://audit.example").test_client()
    local = program().test_client()

    told = [each.get("/health/live").headers.get("Strict-Transport-Security")
            for each in (secure, local)]  # fmt: skip

    assert told == ["max-age=31536000", None]


def shared(answer: TestResponse) -> set[str]:
    return {name for name, _ in answer.headers if name.startswith("Access-Control-")}


def test_no_other_origin_reads_anything_by_default(world: World) -> None:
    asked = {"Origin": OURS, "Access_Control_Request_Method": "POST"}

    told = [world.call(None, method, VISITS, **asked) for method in ("GET", "OPTIONS")]

    assert [shared(answer) for answer in told] == [set(), set()]


def test_an_allowed_origin_reads_with_a_token_and_never_by_cookie(program: Program) -> None:
    client = program(cors_origins=frozenset({OURS})).test_client()

    allowed, refused = (client.get(VISITS, headers={"Origin": each}) for each in (OURS, THEIRS))
    preflight = client.options(VISITS, headers={"Origin": OURS})

    assert allowed.headers["Access-Control-Allow-Origin"] == OURS
    assert "ETag" in allowed.headers["Access-Control-Expose-Headers"]
    assert shared(refused) == set()
    assert {"Origin"} <= set(refused.vary)
    assert "If-Match" in preflight.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in shared(allowed) | shared(preflight)


@pytest.mark.parametrize("origins", ["*", "null", "https://a.example/", "a.example",
                                     "https://a.example ftp://b.example"])  # fmt: skip
def test_a_setting_that_would_let_anybody_in_stops_the_start(origins: str) -> None:
    env = {"DATABASE_URL": "x", "STORE_URL": "x", "SECRET_KEY": "00" * 32, "RECEIPT_KEY": "00" * 32}

    with pytest.raises(SettingError, match="CORS_ORIGINS"):
        Config.from_env(env | {"CORS_ORIGINS": origins})


NAMES = ("a\r\nSet-Cookie: x=1.pdf", 'a"; filename="b.html', "../../etc/passwd", "..\\..\\boot.ini",
         "invoice\u202efdp.exe", "报告 第四季度.pdf", "", ".", "..", " .htaccess ",
         "\x00\x1b[2J.pdf",
         "x" * 500 + ".pdf", "a%0d%0ab.pdf", "CON:.pdf",
         "\u2028\u2066x.pdf", "é\u0301🚗.pdf")  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_td14_a_download_is_named_on_one_line_and_inside_the_folder(name: str) -> None:
    header, safe = attachment(name), safe_name(name)

    assert re.fullmatch(
        r'attachment; filename="[^"\\/]+"(; filename\*=UTF-8\'\'[\w.%~-]+)?', header
    )
    assert header.isprintable()
    assert header.isascii()
    assert 0 < len(safe) <= 120
    assert not set(safe) & set('\\/:*?"<>|%;\r\n\x00\u202e\u2066')
    assert not safe.startswith(".")


def test_td14_a_chinese_name_is_kept_and_its_kind_too() -> None:
    header = attachment("报告 第四季度.pdf")

    assert "filename*=UTF-8''%E6%8A%A5%E5%91%8A%20%E7%AC%AC" in header
    assert safe_name("x" * 500 + ".pdf").endswith("x.pdf")
    assert File(b"", "application/pdf", "a.pdf").name == "a.pdf"
