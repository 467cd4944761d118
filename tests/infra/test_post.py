"""Letters and short messages: the real way and the stand-in under the same tests, and what no
message may do."""

import json
import socketserver
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from audit.infra.config import Config, SettingError
from audit.infra.fetch import ANSWER_BYTES, Call, FetchError, fetch, is_allowed
from audit.infra.mail import Letter, Mail, NoMail, SmtpMail, open_mail
from audit.infra.post import Post
from audit.infra.sms import GatewaySms, NoSms, Sms, open_sms
from audit.problems import Problem

LETTER = Letter("bo@example.com", "欢迎 & welcome", "第一行\n\nhttps://example.com/#reset=abc\n")
NUMBER, TEXT = "+8613800000001", '验证码 12345678 & "more" \\ {text}'


@dataclass
class Mailbox:
    """What an SMTP server took. `offers` are the lines after EHLO."""

    port: int = 0
    refuses: str = ""  # a command answered with 550
    heard: list[str] = field(default_factory=list)
    taken: list[bytes] = field(default_factory=list)


def smtp_handler(box: Mailbox) -> type[socketserver.StreamRequestHandler]:
    """Enough of RFC 5321 for one letter; no encryption is offered."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.say("220 here")
            while line := self.rfile.readline().decode().strip():
                box.heard.append(line)
                word = line.split()[0].upper()
                if word == box.refuses:
                    self.say("550 no")
                elif word == "DATA":
                    self.say("354 go on")
                    box.taken.append(b"".join(iter(self.rfile.readline, b".\r\n")))
                    self.say("250 kept")
                else:
                    self.say("221 bye" if word == "QUIT" else "250 fine")

        def say(self, line: str) -> None:
            self.wfile.write(line.encode() + b"\r\n")

    return Handler


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """An SMTP server on this machine."""
    box = Mailbox()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), smtp_handler(box)) as server:
        server.daemon_threads = True
        box.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield box
        server.shutdown()


@dataclass
class Gateway:
    """What an SMS gateway was asked. `status` and `headers` are its answer."""

    url: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    length: int = 2
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
            self.wfile.write(b"o" * gateway.length)

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


Sent = Callable[[], EmailMessage]


@pytest.fixture(params=["smtp", "outbox"])
def mail(request: pytest.FixtureRequest, mailbox: Mailbox, tmp_path: Path) -> tuple[Mail, Sent]:
    """A way of sending, and how to read the one letter that was sent."""
    if request.param == "smtp":
        url = f"smtp://127.0.0.1:{mailbox.port}?from=desk@example.com&tls=none"
        return open_mail(url), lambda: parsed(mailbox.taken[0])
    return open_mail(f"outbox:{tmp_path}"), lambda: parsed(
        next(tmp_path.glob("*.eml")).read_bytes()
    )


def parsed(data: bytes) -> EmailMessage:
    found = message_from_bytes(data, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def test_a_letter_arrives_as_it_was_written(mail: tuple[Mail, Sent]) -> None:
    way, sent = mail

    way.send(LETTER)

    message = sent()
    assert (message["To"], message["Subject"]) == (LETTER.to, LETTER.subject)
    assert message.get_content().replace("\r\n", "\n") == LETTER.text
    assert message["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize("break_", ["\r\nBcc: all@example.com", "\nX: y", "\rX: y", "\u2028X: y"])
def test_a_subject_never_becomes_a_header(mail: tuple[Mail, Sent], break_: str) -> None:
    way, sent = mail

    way.send(Letter(LETTER.to, f"Join{break_}", "text"))

    assert set(sent().keys()) <= {
        "From", "To", "Subject", "Auto-Submitted", "MIME-Version", "Content-Type",
        "Content-Transfer-Encoding"}  # fmt: skip


@pytest.mark.parametrize(
    "to", ["a@b.cn, c@d.cn", "a@b.cn\r\nBcc: c@d.cn", "", "@", "a@b.cn>\r\nRCPT TO:<c@d.cn"]
)
def test_a_letter_goes_to_one_address(mail: tuple[Mail, Sent], to: str) -> None:
    way, _ = mail

    with pytest.raises(Problem, match="Mail cannot be sent"):
        way.send(Letter(to, "s", "t"))


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
def test_a_server_that_refuses_is_a_problem(mailbox: Mailbox, command: str) -> None:
    mailbox.refuses = command
    way = open_mail(f"smtp://127.0.0.1:{mailbox.port}?from=desk@example.com&tls=none")

    with pytest.raises(Problem, match="Mail cannot be sent"):
        way.send(LETTER)


def test_a_server_without_encryption_is_told_neither_password_nor_letter(mailbox: Mailbox) -> None:
    way = open_mail(f"smtp://u:p@127.0.0.1:{mailbox.port}?from=desk@example.com")

    with pytest.raises(Problem):
        way.send(LETTER)

    assert not [line for line in mailbox.heard if line.split()[0] not in ("ehlo", "EHLO")]
    assert mailbox.taken == []


def test_a_server_that_is_away_is_a_problem() -> None:
    with pytest.raises(Problem):
        SmtpMail("127.0.0.1", 1, "desk@example.com", "none").send(LETTER)


@pytest.mark.parametrize(
    "url",
    [
        "smtp://host", "smtp://host?from=nobody", "smtp://host?from=a@b.cn&tls=none", "imap://host",
        "smtp://?from=a@b.cn", "outbox:relative", "smtp://host?from=a@b.cn&tls=maybe", "host",
    ],
)  # fmt: skip
def test_a_malformed_mail_setting_stops_the_start(url: str) -> None:
    config = Config("postgresql://x/x", "folder:/x", b"s" * 32, b"r" * 32, mail_url=url)

    with pytest.raises(SettingError, match="MAIL_URL"):
        Post.of(config)


def test_what_is_not_set_up_is_said_when_it_is_needed() -> None:
    post = Post.of(Config("postgresql://x/x", "folder:/x", b"s" * 32, b"r" * 32))

    assert isinstance(post.mail, NoMail)
    assert isinstance(post.sms, NoSms)
    assert not post.reaches("a@b.cn") | post.reaches(NUMBER)
    for login, code in (("a@b.cn", "mail.not_set_up"), (NUMBER, "sms.not_set_up")):
        with pytest.raises(Problem) as refused:
            post.send(login, "s", "t")
        assert refused.value.code == code


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
        ("https://{mobile}/?t={text}", ""), ("https://h/?to={mobile}", ""), ("https://h/{text}", ""),
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
