"""Sending mail: by SMTP, or into a folder as the stand-in. The only file that knows smtplib.

Promise: one plain-text message to one address; what people typed never becomes a header of its own;
a server that offers no encryption gets nothing, unless it is this machine and the setting says so.
`MAIL_URL` is `smtps://user:password@host:465?from=...`, `smtp://...:587?from=...` (STARTTLS),
`smtp://127.0.0.1:25?from=...&tls=none`, or `outbox:/folder`.
"""

import smtplib
import ssl
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from audit.infra import outbox
from audit.infra.fetch import LOOPBACK
from audit.problems import Problem

TIMEOUT_SECONDS = 20.0
UNFIT = (ValueError, IndexError, MessageError)  # what the email package says of a bad address


@dataclass(frozen=True, slots=True)
class Letter:
    """What is written to somebody; `text` is plain."""

    to: str
    subject: str
    text: str


class Mail(Protocol):
    """What can send a letter. `send` raises `mail.unavailable` when it was not taken."""

    @property
    def is_set_up(self) -> bool:
        """Whether letters can be sent at all."""

    def send(self, letter: Letter) -> None:
        """Hand the letter over; once it returns, the next server has it."""


def _message(sender: str, letter: Letter) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = Address(addr_spec=letter.to)  # refuses what is more than one address
    message["Subject"] = " ".join(letter.subject.split())  # a line break would end the header
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    return message


@dataclass(frozen=True, slots=True)
class SmtpMail:
    """Through an SMTP server. `tls` is `wrapped`, `starttls` or `none`."""

    host: str
    port: int
    sender: str
    tls: str
    user: str = ""
    password: str = ""

    is_set_up = True

    def send(self, letter: Letter) -> None:
        """Deliver, or raise `mail.unavailable`; who it was for is in neither error nor log."""
        try:
            message = _message(self.sender, letter)
            with self._connect() as server:
                if self.user:
                    server.login(self.user, self.password)
                server.send_message(message)
        except (OSError, smtplib.SMTPException, *UNFIT) as error:
            raise Problem("mail.unavailable") from error

    def _connect(self) -> smtplib.SMTP:
        trust = ssl.create_default_context()
        if self.tls == "wrapped":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_SECONDS, context=trust)
        server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_SECONDS)
        if self.tls == "starttls":
            try:
                server.starttls(context=trust)  # raises when the server does not offer it
            except BaseException:
                server.close()
                raise
        return server


@dataclass(frozen=True, slots=True)
class OutboxMail:
    """The stand-in: every letter becomes a file `*.eml` in a folder."""

    folder: str
    sender: str = "audit@localhost"

    is_set_up = True

    def send(self, letter: Letter) -> None:
        """Keep the letter as it would have been sent."""
        try:
            outbox.put(self.folder, "eml", bytes(_message(self.sender, letter)))
        except (OSError, *UNFIT) as error:
            raise Problem("mail.unavailable") from error


class NoMail:
    """Mail was not set up: said when it is needed, never silently swallowed."""

    is_set_up = False

    def send(self, letter: Letter) -> None:  # noqa: ARG002 -- the interface's
        """Refuse with `mail.not_set_up`."""
        raise Problem("mail.not_set_up")


def open_mail(url: str) -> Mail:
    """The mail that `MAIL_URL` names; ValueError says what is wrong with it."""
    parts = urlsplit(url)
    if not url:
        return NoMail()
    if parts.scheme == "outbox" and parts.path.startswith("/"):
        return OutboxMail(parts.path)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError("smtp://, smtps:// or outbox:/folder is needed")
    asked = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    if "@" not in asked.get("from", ""):
        raise ValueError("?from=name@example.com is needed")
    tls = asked.get("tls", "wrapped" if parts.scheme == "smtps" else "starttls")
    if tls == "none" and parts.hostname not in LOOPBACK:
        raise ValueError("tls=none is for a server on this machine only")
    if tls not in ("wrapped", "starttls", "none"):
        raise ValueError("tls is starttls or none")
    port = parts.port or (465 if tls == "wrapped" else 587)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return SmtpMail(parts.hostname, port, asked["from"], tls, user, password)
