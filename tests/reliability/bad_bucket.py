"""A bucket that misbehaves on demand: what S3 says on a bad day, without S3.

Promise: `Bucket.mood` is one of `MOODS`; in mood `well` it keeps what it is given, write-once where
asked. It believes every signature: what signatures are worth is tested on a real server.
"""

import contextlib
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlencode, urlsplit

SAID = {
    "500": (500, "InternalError"),
    "503": (503, "ServiceUnavailable"),
    "SlowDown": (503, "SlowDown"),
    "403": (403, "AccessDenied"),
    "clock": (403, "RequestTimeTooSkewed"),
}
MOODS = (*SAID, "silent", "half")
SILENCE_SECONDS = 1.5


class Bucket(ThreadingHTTPServer):
    """One bucket in memory."""

    daemon_threads = True
    mood = "well"

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Request)
        self.kept: dict[str, bytes] = {}

    @property
    def url(self) -> str:
        """How `STORE_URL` names it."""
        options = {"endpoint": f"http://127.0.0.1:{self.server_port}", "region": "x"}
        return "s3://evidence?" + urlencode(options | {"access_key": "a", "secret_key": "s"})

    def handle_error(self, request, client_address) -> None:
        """A client that gave up waiting is what some moods are about."""


class _Request(BaseHTTPRequestHandler):
    server: Bucket

    def do_GET(self) -> None:
        data = self.server.kept.get(urlsplit(self.path).path)
        if self._is_well():
            self._answer(200, data) if data is not None else self._refuse(404, "NoSuchKey")

    do_HEAD = do_GET  # noqa: N815 -- the name that http.server calls

    def do_DELETE(self) -> None:
        if self._is_well():
            self.server.kept.pop(urlsplit(self.path).path, None)
            self._answer(204, b"")

    def do_PUT(self) -> None:
        data, key = self.rfile.read(int(self.headers["Content-Length"])), urlsplit(self.path).path
        if not self._is_well():
            return
        if "If-None-Match" in self.headers and key in self.server.kept:
            self._refuse(412, "PreconditionFailed")
        else:
            self.server.kept[key] = data
            self._answer(200, b"")

    def _is_well(self) -> bool:
        mood = self.server.mood
        if mood in SAID:
            self._refuse(*SAID[mood])
        elif mood == "silent":
            time.sleep(SILENCE_SECONDS)
            self.close_connection = True
        elif mood == "half":
            kept = self.server.kept.get(urlsplit(self.path).path, b"x" * 100)
            self._answer(200, kept, len(kept) // 2)
            self.close_connection = True
        return mood == "well"

    def _refuse(self, status: int, code: str) -> None:
        self._answer(status, f"<Error><Code>{code}</Code></Error>".encode())

    def _answer(self, status: int, data: bytes, sent: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data[:sent])

    def log_message(self, *_: object) -> None:
        """Quiet."""


@contextlib.contextmanager
def bad_bucket() -> Iterator[Bucket]:
    """A bucket that listens; well until told otherwise."""
    bucket = Bucket()
    listening = threading.Thread(target=bucket.serve_forever, kwargs={"poll_interval": 0.02})
    listening.start()
    try:
        yield bucket
    finally:
        bucket.shutdown()
        listening.join()
        bucket.server_close()
