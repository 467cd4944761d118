"""Row `startup`: from a bare interpreter to `wsgi:app`, and what a web worker then holds.

Measured: seconds of `import wsgi` in a fresh process, clocked inside it (by the wall for the ratio,
by the processor for the target, since a neighbour only slows the wall), and PSS of a worker of the
product's own gunicorn command before its first request. Baseline: a fresh process that imports only
the libraries that any web process of this stack needs (Flask, flask-smorest, SQLAlchemy, psycopg,
structlog, orjson), so the ratio says what our own modules add. Both are started in turns.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.machine import pss_megabytes
from bench.rounds import FEWEST, Pair
from bench.server import AS_INSTALLED, ROOT, running
from bench.table import Line, absolute, compared

FLOOR = "import flask, flask_smorest, flask_sqlalchemy, orjson, psycopg, structlog"
OURS = "import wsgi"
CLOCKED = (
    "import time; wall, cpu = time.perf_counter(), time.process_time(); {};"
    " print(time.perf_counter() - wall, time.process_time() - cpu)"
)
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
ROUNDS, SECONDS = 12, 40


def measure() -> list[Line]:
    """The import, what it should not have loaded, a worker's memory."""
    times: dict[str, list[tuple[float, float]]] = {OURS: [], FLOOR: []}
    began = time.monotonic()
    for number in range(ROUNDS + 1):
        for statement in (OURS, FLOOR) if number % 2 else (FLOOR, OURS):
            wall, cpu = map(float, _said(CLOCKED.format(statement)).split())
            times[statement].append((wall, cpu))
        if number > FEWEST and time.monotonic() - began > SECONDS:
            break
    ours, floor = times[OURS][1:], times[FLOOR][1:]  # the first filled the disk's cache
    pair = Pair(tuple(wall for wall, _ in ours), tuple(wall for wall, _ in floor))
    processor = statistics.median(cpu for _, cpu in ours)
    loaded = ", ".join(_said(LOADED).split()) or "none"
    return [
        compared("startup", "import of the program", pair, None),
        absolute("startup", "import of the program, processor time", processor, "s", 0.5),
        Line("startup", "loaded but not for the web", loaded, *("-",) * 6),
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
