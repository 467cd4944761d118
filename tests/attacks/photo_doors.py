"""T-D12, T-D13: what is no honest photo goes through the real doors; we look at what comes out.

Promise: each file is announced, uploaded and verified as a phone does it; what is accepted is
copied, and every so often published and fetched by the dealer. Read `attack_doors`.
"""

import time
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from audit.evidence.sandbox import _SANDBOX, Copy
from audit.evidence.service import ensure_copies
from audit.infra.db import unit_of_work
from tests.counting import ask
from tests.evidence.pictures import CANARY, bombs, mutants, polyglots
from tests.evidence.sandbox_steps import assert_only_pixels, memory_of
from tests.world import World, announce

TYPES = ("image/jpeg", "image/png", "image/webp")
SLOW_SECONDS, MOST_BYTES = 2.0, 300 << 20
DOOR = "/api/v1/field/evidence"


@dataclass(frozen=True, slots=True)
class Seen:
    """What became of the files."""

    files: int
    accepted: int
    published: int
    refused: dict[str, int]
    slowest_seconds: float
    largest_child_mb: int
    faults: list[str]


def attack_doors(world: World, *, count: int, seed: int, publish_every: int) -> Seen:
    """So many mutants, all polyglots and every bomb that the doors take at all."""
    named = [(f"mutant {n}", data) for n, data in enumerate(mutants(count, seed))]
    named += [(f"polyglot {n}", data) for n, data in enumerate(polyglots())]
    named += [(name, data) for name, data in bombs() if len(data) <= 20 << 20]
    run = _Run(world)
    for number, (name, data) in enumerate(named):
        run.one(name, data, TYPES[number % 3], publish=number % publish_every == 0)
    return Seen(
        len(named), run.accepted, run.published, dict(run.refused), round(run.slowest, 2),
        run.largest >> 20, run.faults,
    )  # fmt: skip


class _Run:
    def __init__(self, world: World) -> None:
        self.world, self.visit_id = world, world.plan()
        self.accepted = self.published = self.largest = 0
        self.refused: Counter[str] = Counter()
        self.slowest, self.faults = 0.0, list[str]()

    def one(self, name: str, data: bytes, kind: str, *, publish: bool) -> None:
        """One file by the three steps of a phone."""
        photo, visit_id = uuid.uuid4(), self.world.plan() if publish else self.visit_id
        said = announce(visit_id, "R1", data, type=kind)
        told = self.world.call("visitor", "PUT", f"{DOOR}/{photo}", said)
        if told.status_code != 200:
            self.refused[f"announce {told.status_code}"] += 1
            return
        sent = self.world.upload(told.json["upload"], data)
        began = time.monotonic()
        verdict = self.world.call("visitor", "POST", f"{DOOR}/{photo}/verify")
        self._measure(name, time.monotonic() - began)
        if (sent.status_code, verdict.status_code) != (201, 200):
            self.faults.append(f"{name}: {sent.status_code}, {verdict.status_code}")
        elif verdict.json["state"] == "refused":
            self._look_at_refusal(name, verdict)
        else:
            self._look_at_copies(name, photo)
            if publish:
                self._look_at_paper(name, visit_id, photo, data)

    def _measure(self, name: str, seconds: float) -> None:
        self.slowest = max(self.slowest, seconds)
        process = _SANDBOX._children[0]._process
        if process is not None and process.poll() is None:
            self.largest = max(self.largest, memory_of(process.pid, "VmHWM"))
        if seconds > SLOW_SECONDS * 5:  # the short form bears a busy machine; figures tell the rest
            self.faults.append(f"{name} took {seconds:.1f} s")

    def _look_at_refusal(self, name: str, verdict: Any) -> None:
        code = verdict.json["refusal"]["code"]
        self.refused[code] += 1
        if not code.startswith("evidence.") or code == "evidence.cannot_examine":
            self.faults.append(f"{name}: {code}")

    def _look_at_copies(self, name: str, photo: uuid.UUID) -> None:
        self.accepted += 1
        (row,) = ask(self.world, "SELECT sha256 FROM evidence WHERE id = :e", e=photo)
        with unit_of_work(self.world.tenant_id):
            made = ensure_copies(self.world.outside.store, [row.sha256])
        read = [self.world.outside.store.read(f"{self.world.tenant_id}/{copy.sha256}", 1 << 24)
                for copy in made.values()]  # fmt: skip
        try:
            assert_only_pixels([Copy("", data, "", 0, 0) for data in read])
        except AssertionError as error:
            self.faults.append(f"{name}: {error}")

    def _look_at_paper(self, name: str, visit_id: uuid.UUID, photo: uuid.UUID, data: bytes) -> None:
        world = self.world
        world.submit(visit_id, world.body((photo, data)))
        world.submit(visit_id, world.callback())
        world.act("reviewer", visit_id, "approve")
        if world.act("publisher", visit_id, "publish").status_code != 200:
            self.faults.append(f"{name} is not published")
            return
        self.published += 1
        sql = "SELECT id FROM publication WHERE visit_id = :v"
        (row,) = ask(world, sql, v=visit_id)
        seen = world.call("dealer_manager", "GET", f"/api/v1/dealer/publications/{row.id}/photos/1")
        self.faults += [f"{name}: {fault}" for fault in served(seen)]


def served(answer: Any) -> Iterable[str]:
    """What is wrong with a photo as a browser gets it."""
    headers = answer.headers
    if answer.status_code != 200 or headers["Content-Type"] != "image/jpeg":
        yield f"served {answer.status_code} as {headers['Content-Type']}"
    if headers.get("X-Content-Type-Options") != "nosniff":
        yield "served without nosniff"
    if CANARY in answer.data or b"<script" in answer.data or answer.data[:3] != b"\xff\xd8\xff":
        yield "served bytes that were sent"
