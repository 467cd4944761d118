"""T-C5: the worker is killed at a chosen step of a report; another takes the job up and ends it."""

import asyncio
import hashlib
import os
import signal
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from audit.infra import failpoints
from audit.infra.db import db, unit_of_work
from audit.infra.queue import defer
from audit.jobs import worker
from audit.reports import service as reports
from audit.reports.pdf_check import check_pdf
from audit.reports.press import Press
from tests.counting import ask, verbs
from tests.world import World

# claim, render, store write, row update, done but the queue does not know
STEPS = ("job.claimed", "child.asked", "store.folder.written", "report.marked", "job.done")
FORGET = """
UPDATE report SET state = 'requested', failure = NULL, file_sha256 = NULL, document_hash = NULL,
       size_bytes = NULL
"""
STALE = "UPDATE queue.procrastinate_workers SET last_heartbeat = now() - interval '1 hour'"


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of the kills."""

    kills: dict[str, int]
    faults: list[str]


def crash_workers(world: World, press: Press, *, times: int) -> Seen:
    """Kill a worker at every step, so many times each."""
    faults, kills = [], dict.fromkeys(STEPS, 0)
    _queue("DELETE FROM queue.procrastinate_jobs")
    visit_id = world.submitted()
    for _ in range(times):
        for step in STEPS:
            faults += [f"{step}: {fault}" for fault in crash(world, press, visit_id, step)]
            kills[step] += 1
    return Seen(kills, faults + _artefacts(world))


def crash(world: World, press: Press, visit_id: uuid.UUID, step: str) -> list[str]:
    """One report, one worker killed at `step`, one that comes after it."""
    report_id = _order(world, visit_id)
    before = verbs(world, report_id)["report.ready"]
    status = _in_a_fork(lambda: _drain(world, Press(), f"{step}=exit"))
    faults = [] if os.WTERMSIG(status) == signal.SIGKILL else [f"the worker ended with {status}"]
    faults += _what_is_seen(world, visit_id, report_id)
    _rescue(world, press)
    _drain(world, press, "")
    said = _file(world, visit_id, report_id)
    if said.status_code != 200:
        faults.append(f"no report afterwards: {said.status_code}")
    told = verbs(world, report_id)["report.ready"] - before
    left = ask(world, "SELECT status FROM queue.procrastinate_jobs")
    return faults + [f"told {told} times"] * (told != 1) + [f"left {left}"] * bool(left)


def _order(world: World, visit_id: uuid.UUID) -> uuid.UUID:
    """The same paper once more: what was printed is forgotten, the order is given again."""
    with unit_of_work(world.tenant_id):
        reports.order_quality(visit_id, ["en"])
        db.session.execute(sa.text(FORGET))
        (row,) = db.session.execute(sa.text("SELECT id FROM report")).all()
    _queue("DELETE FROM queue.procrastinate_jobs")
    with unit_of_work(world.tenant_id):
        defer("report.requested", row.id)
    return uuid.UUID(str(row.id))


def _what_is_seen(world: World, visit_id: uuid.UUID, report_id: uuid.UUID) -> list[str]:
    """Between crash and rescue: the whole report or a clean `not ready`, nothing else."""
    said = _file(world, visit_id, report_id)
    if said.status_code == 503 and said.json["code"] == "report.not_ready":
        return []
    (row,) = ask(world, "SELECT state, file_sha256, size_bytes FROM report")
    whole = (hashlib.sha256(said.data).hexdigest(), len(said.data))
    if said.status_code == 200 and row.state == "ready" and whole == tuple(row)[1:]:
        check_pdf(said.data)
        return []
    return [f"a report in {row.state} answers {said.status_code}"]


def _file(world: World, visit_id: uuid.UUID, report_id: uuid.UUID) -> Any:
    path = f"/api/v1/desk/visits/{visit_id}/reports/{report_id}/file"
    return world.call("quality_manager", "GET", path)


def _artefacts(world: World) -> list[str]:
    """The same paper is one file, however often it was begun."""
    folder = world.outside.store._root / str(world.tenant_id)  # type: ignore[attr-defined] # a folder store
    papers = [path.name for path in folder.iterdir() if path.read_bytes()[:5] == b"%PDF-"]
    kept = [row.file_sha256 for row in ask(world, "SELECT file_sha256 FROM report")]
    return [] if papers == kept else [f"files {papers}, rows {kept}"]


def _drain(world: World, press: Press, failpoint: str) -> None:
    """The real worker of this process, with a press of ours, until nothing is due."""
    queue = worker.build(world.app, world.outside, press)
    with failpoints.armed(failpoint):
        worker.serve(queue, wait=False, install_signal_handlers=False)


def _in_a_fork(work: Callable[[], None]) -> int:
    """Run it in a copy of this process, which has everything loaded; how that ended."""
    child = os.fork()
    if not child:
        try:
            db.engine.dispose(close=False)
            work()
        finally:
            os._exit(0)
    return os.waitpid(child, 0)[1]


def _rescue(world: World, press: Press) -> None:
    """What the periodic task does once the dead worker's heart has stopped for a minute."""
    _queue(STALE)
    program = worker.build(world.app, world.outside, press)

    async def rescue() -> None:
        async with program.open_async():
            await program.tasks["rescue"].func(SimpleNamespace(app=program), 0)

    asyncio.run(rescue())


def _queue(sql: str) -> None:
    with db.engine.begin() as link:
        link.exec_driver_sql(sql)
