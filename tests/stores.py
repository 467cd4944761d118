"""Both stores for tests: fixtures that conftest files take over by import.

`store` is parametrised: every test that asks for it runs on a folder and on a real S3 server, the
one of TEST_S3_URL or, without it, one of our own for the session. No test is ever skipped.
"""

import http.client
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from audit.infra.store import Store, Upload, open_store
from audit.infra.store_folder import FolderStore
from audit.problems import Problem

SIGNING_KEY = b"k" * 32
TYPE = "image/jpeg"


@dataclass(frozen=True, slots=True)
class Answer:
    """What an upload address said."""

    status: int
    body: bytes


def send(upload: Upload, data: bytes, *, length: int | None = None, **headers: str) -> Answer:
    """Use an upload address as a phone would; `length` announces another than that of `data`."""
    parts = urlsplit(upload.url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    try:
        announced = len(data) if length is None else length
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        all_headers = upload.headers | named | {"Content-Length": str(announced)}
        connection.putrequest(upload.method, f"{parts.path}?{parts.query}")
        for name, value in all_headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        connection.send(data)
        if announced > len(data):  # cut off on the way
            connection.sock.shutdown(1)
        response = connection.getresponse()
        return Answer(response.status, response.read())
    except (ConnectionError, http.client.BadStatusLine):
        return Answer(400, b"connection closed without an answer")
    finally:
        connection.close()


class Door(ThreadingHTTPServer):
    """The least door a folder store needs: PUT /store/<key> goes to `accept_upload`."""

    daemon_threads = True
    store: FolderStore

    def handle_error(self, request, client_address) -> None:
        """A sender that went away is what some tests are about."""


class _Request(BaseHTTPRequestHandler):
    def do_PUT(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        try:
            self.server.store.accept_upload(
                parts.path.removeprefix("/store/"), query, self.headers, self.rfile
            )
        except Problem as problem:
            self._answer(problem.status, problem.code)
        except ValueError:
            self._answer(404, "not a key")
        else:
            self._answer(201, "")

    def _answer(self, status: int, text: str) -> None:
        self.close_connection = True
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture(scope="session")
def s3_url(tmp_path_factory) -> Iterator[str]:
    """The URL of a running S3 server."""
    if given := os.environ.get("TEST_S3_URL"):
        yield given
        return
    program = Path(__file__).with_name("s3_server.py")
    server = subprocess.Popen(
        [sys.executable, program, tmp_path_factory.mktemp("s3") / "server"],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield server.stdout.readline().strip().removeprefix("TEST_S3_URL=")
    finally:
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=30)


@pytest.fixture
def folder_store(tmp_path) -> Iterator[FolderStore]:
    """A folder store whose upload addresses lead to a door that listens."""
    door = Door(("127.0.0.1", 0), _Request)
    url = f"http://127.0.0.1:{door.server_port}"
    door.store = open_store(f"folder:{tmp_path}/store", signing_key=SIGNING_KEY, public_url=url)
    listening = threading.Thread(target=door.serve_forever, kwargs={"poll_interval": 0.02})
    listening.start()
    yield door.store
    door.shutdown()
    listening.join()
    door.server_close()


@pytest.fixture(params=["folder", "s3"])
def store(request) -> Store:
    """Each store in turn."""
    if request.param == "folder":
        return request.getfixturevalue("folder_store")
    url = request.getfixturevalue("s3_url")
    return open_store(url, signing_key=SIGNING_KEY, public_url="http://unused")
