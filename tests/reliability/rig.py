"""The program as processes that may be killed, and a PostgreSQL of one's own that may be too.

Promise: a `Program` keeps its address over every kill (the listening socket is ours), so phones
wait in its backlog as behind a load balancer; what was started is ended. Read `Program`, then
`own_cluster` and `whole_program`.
"""

import contextlib
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from flask import Flask

from audit.app import create_app
from audit.infra.config import Config
from audit.infra.db import db
from tests.house import ROOT, dev
from tests.serving import SERVER, Server, environment

KEYS = {"secret_key": b"s" * 32, "receipt_key": b"r" * 32}
WORKER = ("flask", "--app", "wsgi", "audit", "worker")


class Program:
    """gunicorn on a socket of ours: started, killed in part or whole, started again."""

    def __init__(self, app: Flask, *, settings: Mapping[str, str] | None = None) -> None:
        self._settings = environment(app) | dict(settings or {})
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port = self._socket.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None
        self.log: Any = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `close`

    @property
    def pid(self) -> int:
        """The master's."""
        assert self._process is not None
        return self._process.pid

    def start(self, *before: str, **settings: str) -> None:
        """Start it; `before` is a command to run it under, `settings` are for this start only."""
        handle = self._socket.fileno()
        command = (*before, sys.executable, "-m", *SERVER, "--bind", f"fd://{handle}")
        self._process = subprocess.Popen(
            command, env=self._settings | settings, cwd=ROOT, pass_fds=(handle,),
            start_new_session=True, stdout=self.log, stderr=self.log,
        )  # fmt: skip

    def await_ready(self, seconds: float = 60) -> float:
        """Wait until it answers; how long that took."""
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            with contextlib.suppress(OSError, ValueError):
                if Server(self.port).ask("", "GET", "/health/live").status == 200:
                    return time.monotonic() - began
            time.sleep(0.05)
        raise TimeoutError("the server does not answer")

    def workers(self) -> list[int]:
        """The processes that serve."""
        path = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        with contextlib.suppress(OSError):
            return [int(pid) for pid in path.read_text().split()]
        return []

    def kill_worker(self, dice: random.Random) -> bool:
        """kill -9 of one of the processes that serve; the master starts another."""
        workers = self.workers()
        with contextlib.suppress(ProcessLookupError):
            if workers:
                os.kill(dice.choice(workers), signal.SIGKILL)
                return True
        return False

    def kill(self) -> None:
        """kill -9 of all of it."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def close(self) -> None:
        """End it for good."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(30)
        self.kill()
        self._socket.close()
        self.log.close()

    def said(self) -> str:
        """What it wrote since it was made."""
        self.log.seek(0)
        return self.log.read().decode("utf-8", "replace")


@contextlib.contextmanager
def running(
    app: Flask, *, full_log: bool = False, before: tuple[str, ...] = (), **settings: str
) -> Iterator[Program]:
    """A started program that answers, under the command `before` if given; `full_log`: no word of
    it finds room on the disk."""
    program = Program(app, settings=settings)
    if full_log:
        program.log.close()
        program.log = Path("/dev/full").open("wb")  # noqa: SIM115 - closed by `close`
    try:
        program.start(*before)
        program.await_ready()
        yield program
    finally:
        program.close()


def worker(app: Flask, *options: str, **settings: str) -> subprocess.Popen[bytes]:
    """A worker process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", *WORKER, *options], cwd=ROOT, env=environment(app) | settings,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip


@contextlib.contextmanager
def own_cluster(folder: Path | None = None) -> Iterator[Any]:
    """A PostgreSQL of our own with fsync on, in a new folder (or this one), as `./dev` makes it."""
    home = folder or Path(tempfile.mkdtemp(prefix="audit-rig-"))
    home.chmod(0o711)
    cluster = dev().Cluster(home / "pg", durable=True)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.halt("immediate")
        cluster.held.close()
        if folder is None:
            shutil.rmtree(home, ignore_errors=True)


def migrate(url: str, owner_url: str) -> None:
    """Every migration, as the owner."""
    env = os.environ | {"OWNER_DATABASE_URL": owner_url, "DATABASE_URL": url}
    command = [sys.executable, "-m", "alembic", "upgrade", "head"]
    subprocess.run(command, env=env, cwd=ROOT, check=True, capture_output=True)


@contextlib.contextmanager
def program_on(url: str, owner_url: str, store_url: str = "") -> Iterator[Flask]:
    """The program in this process on a migrated database, with a folder store of its own."""
    migrate(url, owner_url)
    with tempfile.TemporaryDirectory(prefix="audit-store-") as folder:
        store = store_url or f"folder:{folder}"
        app = create_app(Config(database_url=url, store_url=store, pool_size=20, **KEYS))
        with app.app_context():
            yield app
            db.engine.dispose()


@contextlib.contextmanager
def whole_program() -> Iterator[Flask]:
    """For the long forms: the database of `./dev bench`, or a durable one of our own."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        with program_on(url, os.environ["TEST_OWNER_DATABASE_URL"]) as app:
            yield app
        return
    with own_cluster() as cluster:
        urls = cluster.url("audit_app"), cluster.url("audit_owner")
        with program_on(*urls) as app:
            os.environ["TEST_DATABASE_URL"], os.environ["TEST_OWNER_DATABASE_URL"] = urls
            yield app


def plain(url: str) -> psycopg.Connection[Any]:
    """A connection without the program in between."""
    said = sa.make_url(url).set(drivername="postgresql")
    return psycopg.connect(said.render_as_string(hide_password=False))
