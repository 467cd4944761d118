"""T-C14: by the kernel's own record, everything is on the disk before a receipt's first byte.

kill -9 does not test a power cut, because the page cache survives it. So the system calls of
server and database are recorded by strace while one phone sends photos and parts, and every answer
with a receipt is looked at: which fsync had returned when its first byte was sent?
"""

import re
import subprocess
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask

from tests.reliability.phones import Phone, fleet_of
from tests.reliability.reckoning import reckon
from tests.reliability.rig import running
from tests.world import make_world

CALLS = "trace=fsync,fdatasync,link,linkat,sendto,recvfrom,openat"
STRACE = ("strace", "-f", "-ttt", "-T", "-y", "-s", "200", "-e", CALLS, "-o")
LINE = re.compile(r"^(\d+) +([\d.]+) (.*)$")
ENDED = re.compile(r"<([\d.]+)>$")


@dataclass(frozen=True, slots=True)
class Seen:
    """What the record shows."""

    receipts: int
    with_photo: int
    faults: list[str]


def disk_order(cluster: Any, app: Flask, folder: Path, *, visits: int) -> Seen:
    """Record a phone's work of so many visits and read the record."""
    world, records = make_world(app), [folder / "web.strace", folder / "database.strace"]
    postmaster = (cluster.data / "postmaster.pid").read_text().split()[0]
    with running(app, before=(*STRACE, str(records[0]))) as program:
        watch = subprocess.Popen([*STRACE, str(records[1]), "-p", postmaster], stderr=-3)
        time.sleep(1)
        fleet = fleet_of(world, program.port, folder, photo_every=1)
        phone = Phone(fleet, seed=7)
        for number in range(visits):
            phone._photo = phone._photo[:-2] + str(number).encode() + phone._photo[-2:]
            phone._visit(with_photo=True)
        phone._hang_up()
        time.sleep(1)
        watch.terminate()
        watch.wait(30)
    faults = reckon(world, fleet.ledger) + read_record(_merged(records), str(world.tenant_id))
    kinds = Counter(kind for kind, *_ in fleet.ledger.lines())
    return Seen(sum(kinds.values()), kinds["evidence"], faults)


def _merged(records: list[Path]) -> list[tuple[float, str]]:
    """The calls of all processes by the moment they ended, unfinished ones put together."""
    calls, begun = [], {}
    for record in records:
        for line in record.read_text("utf-8", "replace").splitlines():
            found = LINE.match(line)
            if not found:
                continue
            pid, at, call = found[1], float(found[2]), found[3]
            if call.endswith("<unfinished ...>"):
                begun[pid] = call.removesuffix("<unfinished ...>")
                if call.startswith("sendto"):
                    calls.append((at, call))
                continue
            if resumed := re.match(r"<\.\.\. \w+ resumed>", call):
                call = begun.pop(pid, "") + call[resumed.end() :]
            took = ENDED.search(call)
            # what is sent counts from its beginning, what is made durable from its end
            ended = (
                at if resumed or call.startswith("sendto") else at + float(took[1] if took else 0)
            )
            calls.append((ended, call))
    return sorted(calls)


def read_record(calls: list[tuple[float, str]], tenant: str) -> list[str]:
    """Faults: a receipt whose first byte was sent before the disk had all of it."""
    faults, receipts, asked, since = [], 0, False, list[str]()
    for at, call in calls:
        if call.startswith("recvfrom") and re.search(r'"(PUT|POST) /api/v1/field/', call):
            asked, since = True, []
        if call.startswith(("fsync", "fdatasync", "link")) and " = 0" in call:
            since.append(call)
        if asked and call.startswith("sendto") and "HTTP/1.1 200" in call:
            faults += _missing(since, tenant, at)
            asked, receipts = False, receipts + 1
    return faults or ([] if receipts else ["no receipt is in the record"])


def _missing(since: list[str], tenant: str, at: float) -> list[str]:
    """What had to be on the disk: the log of the database, and of a photo file, name and folder."""
    faults = []
    if not any("pg_wal" in call for call in since):
        faults.append(f"{at}: an answer before the database's log was on the disk")
    named = [n for n, call in enumerate(since) if call.startswith("link") and tenant in call]
    for place in named:
        file = any(call.startswith("fsync") and ".incoming" in call for call in since[:place])
        folder = any(call.startswith("fsync") and f"{tenant}>" in call for call in since[place:])
        if not file or not folder:
            faults.append(f"{at}: file on disk {file}, folder on disk {folder}")
    return faults
