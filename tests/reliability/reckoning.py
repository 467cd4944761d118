"""The reckoning: what the ledger says was promised, against what the server has.

Promise: `reckon` answers every difference as a sentence; an empty list means that each promise is
kept once, byte for byte, and that the event log is whole.
"""

import hashlib
from collections import Counter
from typing import Any

import sqlalchemy as sa

from audit.infra.db import db, unit_of_work
from audit.infra.events import verify_log
from tests.counting import ask
from tests.reliability.phones import Ledger
from tests.world import World

SUBMISSIONS = "SELECT id, sha256, encode(sha256(body), 'hex') AS body, seq FROM submission"
EVENTS = """
SELECT body::jsonb -> 'facts' ->> 'submission' AS id, count(*) AS times FROM event_log
 WHERE verb = 'submission.received' GROUP BY 1
"""
VISITS = """
SELECT v.id, v.state, (SELECT count(*) FROM submission s WHERE s.visit_id = v.id) AS parts,
       (SELECT count(*) FROM scorecard c WHERE c.visit_id = v.id) AS cards,
       (SELECT count(*) FROM event_log e
         WHERE e.subject = v.id::text AND e.verb = 'visit.submitted') AS said
  FROM visit v
"""
JOBS = """
SELECT args ->> 'subject' AS visit, count(*) AS times FROM queue.procrastinate_jobs
 WHERE task_name = 'visit.submitted' AND args ->> 'tenant' = :tenant GROUP BY 1
"""


def reckon(world: World, ledger: Ledger) -> list[str]:
    """Every promise that is not kept, as a sentence."""
    lines = ledger.lines()
    faults = _submissions(world, [line for line in lines if line[0] == "submission"])
    faults += _photos(world, [line for line in lines if line[0] == "evidence"])
    return faults + _visits(world) + _chain(world)


def _submissions(world: World, lines: list[tuple[str, str, str, int]]) -> list[str]:
    kept = {str(row.id): row for row in ask(world, SUBMISSIONS)}
    told = {row.id: row.times for row in ask(world, EVENTS)}
    faults = [f"submission {name} is promised twice" for name in _twice(lines)]
    for _, name, sha256, seq in lines:
        row = kept.get(name)
        if row is None:
            faults.append(f"submission {name} is lost")
        elif (row.sha256, row.body, row.seq) != (sha256, sha256, seq):
            faults.append(f"submission {name} is not what was promised")
    wrong = [name for name in kept if told.get(name) != 1]
    wrong += [name for name in told if name not in kept]
    return faults + [f"submission {name} is logged {told.get(name)} times" for name in wrong]


def _photos(world: World, lines: list[tuple[str, str, str, int]]) -> list[str]:
    kept = {str(row.id): row for row in ask(world, "SELECT id, sha256, state FROM evidence")}
    bytes_of: dict[str, str] = {}
    faults = []
    for _, name, sha256, _ in lines:
        if sha256 not in bytes_of:
            data = world.outside.store.read(f"{world.tenant_id}/{sha256}", 1 << 26)
            bytes_of[sha256] = hashlib.sha256(data).hexdigest()
        row: Any = kept.get(name)
        if row is None or (row.sha256, row.state) != (sha256, "verified"):
            faults.append(f"photo {name} is lost")
        elif bytes_of[sha256] != sha256:
            faults.append(f"the bytes of photo {name} are others")
    return faults


def _visits(world: World) -> list[str]:
    jobs = {row.visit: row.times for row in ask(world, JOBS, tenant=str(world.tenant_id))}
    faults = []
    for row in ask(world, VISITS):
        done = row.state == "submitted"
        if (row.cards, row.said, jobs.get(str(row.id), 0)) != (done, done, done):
            faults.append(f"visit {row.id} in {row.state}: {row.cards} scorecards, {row.said} told")
        if row.parts > 2:
            faults.append(f"visit {row.id} has {row.parts} parts")
    return faults


def _chain(world: World) -> list[str]:
    with unit_of_work(world.tenant_id):
        _, broken = verify_log()
        open_ = db.session.scalar(sa.text("SELECT count(*) FROM pg_prepared_xacts"))
    return [f"the log is broken at {broken}"] * (broken is not None) + ["left open"] * bool(open_)


def _twice(lines: list[tuple[str, str, str, int]]) -> list[str]:
    return [name for name, times in Counter(name for _, name, _, _ in lines).items() if times > 1]
