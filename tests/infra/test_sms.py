"""Short messages: gateway and stand-in under the same tests; nothing leads anywhere else."""

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from audit.infra.config import Config, SettingError
from audit.infra.fetch import ANSWER_BYTES, Call, FetchError, fetch, is_allowed
from audit.infra.post import Post
from audit.infra.sms import GatewaySms, Sms, open_sms
from audit.problems import Problem

NUMBER, TEXT = "+8613800000001", '验证码 12345678 & "more" \\ {text}'


@dataclass
class Gateway:
    """What an SMS gateway was asked. `status` and `headers` are its answer."""

    url: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    length: int = 2
    pause_seconds: float = 0.0  # between the bytes of the answer
    asked: list[tuple[str, str, bytes, str]] = field(default_factory=list)


def http_handler(gateway: Gateway) -> type[BaseHTTPRequestHandler]:
    """Keeps every request and answers as told."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            token = self.headers.get("Authorization", "")
            gateway.asked.append((self.command, self.path, body, token))
            self.send_response(gateway.status)
            for name, value in gateway.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(gateway.length))
            self.end_headers()
            with contextlib.suppress(ConnectionError):
                for _ in range(gateway.length):
                    time.sleep(gateway.pause_seconds)
                    self.wfile.write(b"o")

        do_POST = do_GET  # noqa: N815 -- named by http.server

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    """An HTTP gateway on this machine."""
    gateway = Gateway()
    server = ThreadingHTTPServer(("127.0.0.1", 0), http_handler(gateway))
    gateway.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield gateway
    server.shutdown()
    server.server_close()


Told = Callable[[], tuple[str, str]]


@pytest.fixture(params=["get", "post", "outbox"])
def sms(request: pytest.FixtureRequest, gateway: Gateway, tmp_path: Path) -> tuple[Sms, Told]:
    """A way of sending, and how to read number and text of the one that was sent."""

    def by_get() -> tuple[str, str]:
        asked = parse_qs(urlsplit(gateway.asked[0][1]).query)
        return asked["to"][0], asked["text"][0]

    def by_post() -> tuple[str, str]:
        told = json.loads(gateway.asked[0][2])
        return told["to"], told["say"]["text"]

    def kept() -> tuple[str, str]:
        number, _, text = next(tmp_path.glob("*.sms")).read_text("utf-8").partition("\n")
        return number, text.rstrip("\n")

    body = '{"to": "{mobile}", "say": {"text": "{text}"}}'
    ways: dict[str, tuple[Sms, Told]] = {
        "get": (open_sms(gateway.url + "/send?to={mobile}&text={text}", "", "key"), by_get),
        "post": (open_sms(gateway.url + "/send", body, "key"), by_post),
        "outbox": (open_sms(f"outbox:{tmp_path}", "", ""), kept),
    }
    return ways[request.param]


def test_a_short_message_arrives_as_it_was_written(sms: tuple[Sms, Told]) -> None:
    way, told = sms

    way.send(NUMBER, TEXT)

    assert told() == (NUMBER, TEXT)


def test_an_answer_that_drips_is_cut_off(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audit.infra.fetch.WHOLE_SECONDS", 0.3)
    gateway.length, gateway.pause_seconds = 100, 0.1

    with pytest.raises(FetchError, match="TimeoutError"):
        fetch(Call(gateway.url))


@pytest.mark.parametrize(
    "number", ["@evil.example/", "/../../x?y=", "x#", "\r\nHost: evil", "%2e%2e", "{text}"]
)
def test_no_number_leads_anywhere_but_to_the_gateway(gateway: Gateway, number: str) -> None:
    way = open_sms(gateway.url + "/send/{mobile}?text={text}", "", "key")

    way.send(number, "t")

    ((_, path, _, token),) = gateway.asked
    assert path.startswith("/send/")
    assert path.count("/") == 2
    assert path.endswith("?text=t")
    assert token == "Bearer key"


@pytest.mark.parametrize("status", [301, 302, 307, 400, 500])
def test_a_gateway_that_refuses_or_points_elsewhere_is_a_problem(
    gateway: Gateway, status: int
) -> None:
    gateway.status, gateway.headers = status, {"Location": f"{gateway.url}/elsewhere"}
    way = GatewaySms(gateway.url + "/?to={mobile}&text={text}")

    with pytest.raises(Problem, match="Short messages cannot be sent"):
        way.send(NUMBER, TEXT)

    assert len(gateway.asked) == 1


def test_an_endless_answer_is_not_read(gateway: Gateway) -> None:
    gateway.length = ANSWER_BYTES + 2

    with pytest.raises(FetchError):
        fetch(Call(gateway.url))


@pytest.mark.parametrize(
    ("url", "body"),
    [
        ("https://{mobile}/?t={text}", ""), ("https://h/?to={mobile}", ""),
        ("https://h/{text}", ""),
        ("http://gateway.example/?to={mobile}&text={text}", ""), ("ftp://h/{mobile}{text}", ""),
        ("https://u@h/{mobile}{text}", ""),
        ("https://h/", '{"to": {mobile}, "text": "{text}"'),
        ("file:///etc/{mobile}{text}", ""), ("outbox:relative", ""),
    ],
)  # fmt: skip
def test_a_malformed_sms_setting_stops_the_start(url: str, body: str) -> None:
    settings = Config("postgresql://x/x", "folder:/x", b"s" * 32, b"r" * 32, sms_url=url,
                      sms_body=body)  # fmt: skip

    with pytest.raises(SettingError, match="SMS_URL"):
        Post.of(settings)


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://example.com/x", True), ("http://127.0.0.1:1/x", True), ("http://localhost", True),
        ("http://example.com", False), ("http://127.0.0.1.evil.example", False), ("//h", False),
        ("https://", False), ("https://user@h", False), ("https://h/a b", False), ("", False),
        ("https://h:port/", False), ("gopher://h", False), ("https://h/\r\nX: y", False),
        ("http://169.254.169.254/", False),
    ],
)  # fmt: skip
def test_we_call_https_and_ourselves(url: str, *, allowed: bool) -> None:
    assert is_allowed(url) is allowed


def test_messages_kept_in_a_folder_are_ours_alone_to_read(tmp_path: Path) -> None:
    folder = tmp_path / "outbox"

    open_sms(f"outbox:{folder}", "", "").send(NUMBER, TEXT)

    (kept,) = folder.iterdir()
    assert (folder.stat().st_mode & 0o077, kept.stat().st_mode & 0o077) == (0, 0)
