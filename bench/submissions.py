"""Row `submissions`: 100 answers from a phone's socket to a signed receipt, at 8 connections.

Measured: submissions a second through the product's own gunicorn over HTTP with everything in it
(token, checks, scoring, KPI rows, chained log, two jobs, receipt); every one on a visit of its own,
spread over four brands. Baseline, the floor: eight psycopg connections from this process that
INSERT the same JSON text and commit, same PostgreSQL, fsync on. Rounds of both take turns; the
ratio is throughput over throughput, so more is better. Beside it: p50 and p99 of ours, PSS of a
worker after the load, and 32 connections of which every third hangs up in the middle of its
request or without reading the answer: nothing may hang, the others must all be receipted.
"""

import os
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import orjson
import psycopg
from flask import Flask

from bench import ground, paperwork
from bench.machine import pss_megabytes
from bench.phones import Line as Connection
from bench.phones import Storm, storm
from bench.rounds import FEWEST
from bench.server import Server, running
from bench.table import Line, absolute, against
from tests.serving import environment
from tests.world import World

BRANDS, CONNECTIONS, CROWD = 4, 8, 32
PER_ROUND, ROUNDS, SECONDS = 160, 8, 25
TABLE = "CREATE TABLE IF NOT EXISTS bench_floor (id uuid PRIMARY KEY, body jsonb)"
FLOOR = "INSERT INTO bench_floor VALUES (%s, %s)"


@dataclass
class Stage:
    """What both sides stand on: the server with its visits, the floor's connections."""

    server: Server
    lines: list[Connection]
    floor: list[psycopg.Connection[tuple[object, ...]]]
    requests: Iterator[bytes]
    bodies: list[str]


def measure() -> list[Line]:
    """Throughput, latencies, memory, the crowd."""
    with ground.program() as app, _stage(app, (ROUNDS + 2) * PER_ROUND + 600) as stage:
        _ours(stage)
        _floor(stage)
        ours: list[Storm] = []
        floor: list[Storm] = []
        began = time.monotonic()
        for number in range(ROUNDS):
            if number >= FEWEST and time.monotonic() - began > SECONDS:
                break
            for turn in (_ours, _floor) if number % 2 else (_floor, _ours):
                (ours if turn is _ours else floor).append(turn(stage))
        lines = _throughput(ours, floor)
        worker = statistics.mean(map(pss_megabytes, stage.server.workers))
        lines.append(absolute("submissions", "a worker after the load, PSS", worker, "MB", 80))
        return [*lines, _crowd(stage)]


@contextmanager
def _stage(app: Flask, count: int) -> Iterator[Stage]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="audit-bench-")))
        server = stack.enter_context(running(environment(app), folder / "web.log"))
        worlds = [ground.brand(app) for _ in range(BRANDS)]
        requests = [_requests(world, server.port, count // BRANDS) for world in worlds]
        url = os.environ["TEST_OWNER_DATABASE_URL"].replace("+psycopg", "")
        with psycopg.connect(url) as owner:
            owner.execute(TABLE)
        floor = [stack.enter_context(psycopg.connect(url)) for _ in range(CONNECTIONS)]
        body = orjson.dumps(paperwork.answers(100)).decode()
        mixed = iter([one for row in zip(*requests, strict=True) for one in row])
        lines = [Connection(server.port) for _ in range(CROWD)]
        yield Stage(server, lines, floor, mixed, [body])


def _requests(world: World, port: int, count: int) -> list[bytes]:
    return [
        _request(world, port, visit, seed) for seed, visit in enumerate(ground.visits(world, count))
    ]


def _request(world: World, port: int, visit: uuid.UUID, seed: int) -> bytes:
    body = orjson.dumps(
        {
            "part": "onsite",
            "base": None,
            "checklist_hash": world.version_hash,
            "answers": paperwork.answers(100, seed),
            "evidence": [],
        }
    )
    head = (
        f"PUT /api/v1/field/visits/{visit}/submissions/{uuid.uuid4()} HTTP/1.1\r\n"
        f"Host: 127.0.0.1:{port}\r\nAuthorization: Bearer {world.tokens['visitor']}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _ours(stage: Stage) -> Storm:
    free = list(stage.lines[:CONNECTIONS])
    work = [partial(_submit, free, next(stage.requests)) for _ in range(PER_ROUND)]
    return _whole(storm(work, CONNECTIONS))


def _submit(free: list[Connection], request: bytes) -> None:
    line = free.pop()  # as many as there are threads, so one is free
    try:
        status, body = line.tell(request)
        said = orjson.loads(body)
        assert (status, said.get("state")) == (200, "submitted"), (status, body)
    finally:
        free.append(line)


def _floor(stage: Stage) -> Storm:
    free = list(stage.floor)
    work: list[Callable[[], object]] = [partial(_insert, free, stage.bodies[0])] * PER_ROUND
    return _whole(storm(work, CONNECTIONS))


def _insert(free: list[psycopg.Connection[tuple[object, ...]]], body: str) -> None:
    link = free.pop()
    try:
        link.execute(FLOOR, (uuid.uuid4(), body))
        link.commit()
    finally:
        free.append(link)


def _whole(done: Storm) -> Storm:
    assert not done.failures, done.failures[:3]
    return done


def _throughput(ours: list[Storm], floor: list[Storm]) -> list[Line]:
    ratios = [a.per_second / b.per_second for a, b in zip(ours, floor, strict=True)]
    both = [f"{statistics.median(s.per_second for s in side):.0f}/s" for side in (ours, floor)]
    lines = [against("submissions", "8 connections, throughput", (both[0], both[1]), ratios, -0.4)]
    for name, place in (("p50", 0.50), ("p99", 0.99)):
        pairs = [(_at(a, place), _at(b, place)) for a, b in zip(ours, floor, strict=True)]
        texts = [f"{statistics.median(side) * 1000:.1f} ms" for side in zip(*pairs, strict=True)]
        slower = [a / b for a, b in pairs]
        lines.append(
            against("submissions", f"8 connections, {name}", (texts[0], texts[1]), slower, None)
        )
    return lines


def _at(done: Storm, place: float) -> float:
    return sorted(done.took)[int(len(done.took) * place)]


def _crowd(stage: Stage) -> Line:
    """32 connections; what hangs shows as an answer that takes longer than 5 s, or as a failure."""
    free, work = list(stage.lines), []
    for number in range(480):
        request = next(stage.requests)
        if number % 3:
            work.append(partial(_submit, free, request))
        else:
            work.append(partial(_abort, free, request, len(request) if number % 2 else 2000))
    done = _whole(storm(work, CROWD))
    began = time.perf_counter()
    _submit(free, next(stage.requests))
    after = time.perf_counter() - began
    assert after < 5, after
    work_text = "32 connections, every third aborts: slowest answer"
    return absolute("submissions", work_text, max(done.took), "s", 5)


def _abort(free: list[Connection], request: bytes, at: int) -> None:
    line = free.pop()
    try:
        line.close()
        line.cut(request, at)
    finally:
        free.append(line)
