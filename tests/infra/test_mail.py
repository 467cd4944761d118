"""Letters: the real way and the stand-in under the same tests, and what no letter may do."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from audit.infra.config import Config, SettingError
from audit.infra.mail import Letter, Mail, NoMail, SmtpMail, open_mail
from audit.infra.post import Post
from audit.infra.sms import NoSms
from audit.problems import Problem

LETTER = Letter("bo@example.com", "欢迎 & welcome", "第一行\n\nhttps://example.com/#reset=abc\n")
NUMBER = "+8613800000001"


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
