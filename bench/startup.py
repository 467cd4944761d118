"""Row `startup`: from a bare interpreter to `wsgi:app`, and what a web worker then holds.

Measured: seconds of `import wsgi` in a fresh process, clocked inside it, and PSS of a worker of the
product's own gunicorn command before its first request. Baseline: a fresh process that imports only
the libraries that any web process of this stack needs (Flask, flask-smorest, SQLAlchemy, psycopg,
structlog, orjson), so the ratio says what our own modules add. Both are started in turns.
"""

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.machine import pss_megabytes
from bench.rounds import Pair
from bench.server import AS_INSTALLED, ROOT, running
from bench.table import Line, absolute, compared

FLOOR = "import flask, flask_smorest, flask_sqlalchemy, orjson, psycopg, structlog"
OURS = "import wsgi"
CLOCKED = "import time; began = time.perf_counter(); {}; print(time.perf_counter() - began)"
# only a worker or a command needs these; each costs megabytes and tenths of a second
UNWANTED = (
    *("PIL", "audit.cli", "audit.demo", "audit.jobs", "boto3", "phonenumbers", "procrastinate"),
    "weasyprint",
)
LOADED = f"import wsgi; import sys; print(*[m for m in {UNWANTED} if m in sys.modules])"
SETTINGS = {
    "DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/none",
    "STORE_URL": "folder:/nonexistent",
    "SECRET_KEY": "5" * 64,
    "RECEIPT_KEY": "6" * 64,
}
ROUNDS = 12


def measure() -> list[Line]:
    """The import, what it should not have loaded, a worker's memory."""
    times: dict[str, list[float]] = {OURS: [], FLOOR: []}
    for number in range(ROUNDS + 1):
        for statement in (OURS, FLOOR) if number % 2 else (FLOOR, OURS):
            times[statement].append(float(_said(CLOCKED.format(statement))))
    pair = Pair(tuple(times[OURS][1:]), tuple(times[FLOOR][1:]))  # the first filled disk caches
    loaded = _said(LOADED).split()
    best = f"best of {ROUNDS}; loads unwanted: {', '.join(loaded) or 'none'}"
    return [
        compared("startup", "import of the program", pair, None),
        absolute("startup", f"import of the program, {best}", min(pair.ours), "s", 0.5),
        absolute("startup", "a worker before its first request, PSS", _worker(), "MB", 60),
    ]


def _said(program: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", AS_INSTALLED + program],
        env=os.environ | SETTINGS,
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def _worker() -> float:
    with tempfile.TemporaryDirectory(prefix="audit-bench-") as folder:
        env = os.environ | SETTINGS | {"STORE_URL": f"folder:{folder}"}
        with running(env, Path(folder) / "web.log") as server:
            return statistics.mean(map(pss_megabytes, server.workers))
