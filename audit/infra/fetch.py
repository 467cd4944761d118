"""Calling other people's web servers: the one place where this program is a client of HTTP.

Promise: only the address it was given, never a redirect; https, or plain http to this machine
itself; an answer of bounded size within a bounded time, or `FetchError`. No proxy, no cookies.
"""

import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from urllib.parse import urlsplit

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
TIMEOUT_SECONDS = 10.0  # for one wait
WHOLE_SECONDS = 20.0  # for all of it, however slowly it drips
ANSWER_BYTES = 256 * 1024
NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class FetchError(Exception):
    """The other side did not answer as it should; the text names no person."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request: GET without `body`, POST with it."""

    url: str
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=lambda: NO_HEADERS)


def is_allowed(url: str) -> bool:
    """Whether we would ever call this address: https anywhere, http on this machine only."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or parts.username is not None or any(ord(letter) <= 32 for letter in url):
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)


def fetch(call: Call) -> bytes:
    """The body of a 2xx answer to `call`."""
    if not is_allowed(call.url):
        raise FetchError("the address is neither https nor on this machine")
    parts = urlsplit(call.url)
    connection = _connect(parts.scheme, parts.hostname or "", parts.port)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.connect()
        with _cut_after(WHOLE_SECONDS, connection.sock):
            connection.request(
                "GET" if call.body is None else "POST", path, call.body, dict(call.headers)
            )
            answer = connection.getresponse()
            data = answer.read(ANSWER_BYTES + 1)
    except (OSError, http.client.HTTPException) as error:
        raise FetchError(type(error).__name__) from error
    finally:
        connection.close()
    if not 200 <= answer.status < 300:  # a redirect is refused too: it would choose the host
        raise FetchError(f"status {answer.status}")
    if len(data) > ANSWER_BYTES:
        raise FetchError("the answer is too long")
    return data


@contextlib.contextmanager
def _cut_after(seconds: float, link: socket.socket) -> Iterator[None]:
    """Hang up when the time is over, and raise TimeoutError at the end."""
    over = threading.Event()

    def hang_up() -> None:
        over.set()
        with contextlib.suppress(OSError):
            link.shutdown(socket.SHUT_RDWR)

    watch = threading.Timer(seconds, hang_up)
    watch.daemon = True
    watch.start()
    try:
        yield
    except (OSError, http.client.HTTPException):
        if not over.is_set():
            raise
    finally:
        watch.cancel()
    if over.is_set():  # also after a short answer without an error: it is not the whole one
        raise TimeoutError


def _connect(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    if scheme == "http":
        return http.client.HTTPConnection(host, port, timeout=TIMEOUT_SECONDS)
    trust = ssl.create_default_context()
    return http.client.HTTPSConnection(host, port, timeout=TIMEOUT_SECONDS, context=trust)
