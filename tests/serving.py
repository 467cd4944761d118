"""The program as it is run: gunicorn with two processes of eight threads, asked over real HTTP.

For what only several processes can show: that the database and not a lock of ours decides.
"""

import contextlib
import http.client
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask

ROOT = Path(__file__).parents[1]
SERVER = ("gunicorn", "wsgi:app", "--worker-class", "gthread", "--workers", "2", "--threads", "8",
          "--no-control-socket", "--log-level", "warning", "--preload")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """What the server said; `json` is its body."""

    status: int
    json: Any


@dataclass(frozen=True, slots=True)
class Server:
    """A running server at `port`."""

    port: int

    def ask(self, token: str, method: str, path: str, body: Any = None, **named: str) -> Said:
        """One request on a connection of its own; `body` is JSON, or exact bytes."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        headers |= {name.replace("_", "-"): value for name, value in named.items()}
        with contextlib.closing(connection):
            connection.request(method, path, data if body is not None else None, headers)
            response = connection.getresponse()
            return Said(response.status, json.loads(response.read()))


def environment(app: Flask) -> dict[str, str]:
    """The settings of `app` as a process of its own reads them."""
    config = app.extensions["outside"].config
    return os.environ | {
        "DATABASE_URL": config.database_url,
        "STORE_URL": config.store_url,
        "SECRET_KEY": config.secret_key.hex(),
        "RECEIPT_KEY": config.receipt_key.hex(),
        "PUBLIC_URL": config.public_url,
    }


@contextlib.contextmanager
def serving(app: Flask) -> Iterator[Server]:
    """The same program as `app`, on its database and store, on a free port."""
    with socket.create_server(("127.0.0.1", 0), backlog=256) as listener:
        port, handle = listener.getsockname()[1], listener.fileno()
        command = (sys.executable, "-m", *SERVER, "--bind", f"fd://{handle}")
        web = subprocess.Popen(command, env=environment(app), cwd=ROOT, pass_fds=(handle,))
        try:
            _await(Server(port))
            yield Server(port)
        finally:
            web.terminate()
            web.wait(30)


def _await(server: Server) -> None:
    for _ in range(300):
        with contextlib.suppress(OSError, http.client.HTTPException):
            if server.ask("", "GET", "/health/live").status == 200:
                return
        time.sleep(0.1)
    raise TimeoutError("the server does not answer")


def together(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """Make every call at the same moment, each in a thread of its own; the results in order."""
    start, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(number: int) -> None:
        start.wait(30)
        results[number] = calls[number]()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return results
