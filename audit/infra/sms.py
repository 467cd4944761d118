"""Sending short messages: through any HTTP gateway, or into a folder as the stand-in.

Promise: number and text only ever fill places after the host, escaped; the host is the setting's
and no answer can change it (`fetch` follows no redirect). `SMS_URL` is
`https://gateway/send?to={mobile}&text={text}` (GET), or with `SMS_BODY`, a JSON template with the
same places, a POST; `outbox:/folder` is the stand-in.
"""

import json
import re
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote, urlsplit

from audit.infra import outbox
from audit.infra.fetch import Call, FetchError, fetch, is_allowed
from audit.problems import Problem

PLACES = re.compile(r"\{(mobile|text)\}")


class Sms(Protocol):
    """What can send a short message. `send` raises `sms.unavailable` when it was not taken."""

    @property
    def is_set_up(self) -> bool:
        """Whether messages can be sent at all."""

    def send(self, mobile: str, text: str) -> None:
        """Hand over; `mobile` is E.164."""


@dataclass(frozen=True, slots=True)
class GatewaySms:
    """Through somebody's HTTP gateway; any 2xx is a yes."""

    url: str
    body: str = ""
    token: str = ""

    is_set_up = True

    def send(self, mobile: str, text: str) -> None:
        """Call the gateway, or raise `sms.unavailable`."""
        said = {"mobile": mobile, "text": text}
        url = PLACES.sub(lambda place: quote(said[place[1]], safe=""), self.url)
        # dumps without its quotes: the template's own stand around the place
        body = PLACES.sub(lambda place: json.dumps(said[place[1]])[1:-1], self.body)
        headers = {"Content-Type": "application/json"} if body else {}
        headers |= {"Authorization": f"Bearer {self.token}"} if self.token else {}
        try:
            fetch(Call(url, body.encode() if body else None, headers))
        except FetchError as error:
            raise Problem("sms.unavailable") from error


@dataclass(frozen=True, slots=True)
class OutboxSms:
    """The stand-in: every message becomes a file `*.sms`, number first."""

    folder: str

    is_set_up = True

    def send(self, mobile: str, text: str) -> None:
        """Keep the message as it would have been sent."""
        try:
            outbox.put(self.folder, "sms", f"{mobile}\n{text}\n".encode())
        except OSError as error:
            raise Problem("sms.unavailable") from error


class NoSms:
    """Short messages were not set up: said when one is needed."""

    is_set_up = False

    def send(self, mobile: str, text: str) -> None:  # noqa: ARG002 -- the interface's
        """Refuse with `sms.not_set_up`."""
        raise Problem("sms.not_set_up")


def open_sms(url: str, body: str, token: str) -> Sms:
    """The gateway that `SMS_URL` names; ValueError says what is wrong with it."""
    if not url:
        return NoSms()
    parts = urlsplit(url)
    if parts.scheme == "outbox" and parts.path.startswith("/"):
        return OutboxSms(parts.path)
    if not is_allowed(url) or "{" in parts.netloc:
        raise ValueError("https://host/..., or outbox:/folder, without a place in the host")
    if {place[1] for place in PLACES.finditer(url + body)} != {"mobile", "text"}:
        raise ValueError("{mobile} and {text} are needed in SMS_URL or SMS_BODY")
    if body:
        json.loads(PLACES.sub("x", body))
    return GatewaySms(url, body, token)
