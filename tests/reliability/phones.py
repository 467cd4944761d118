"""Phones that never give up, and the ledger each keeps of what it was promised.

Promise: a line stands in the ledger only after a 2xx answer with a receipt was read to its end; a
phone repeats the same bytes under the same id until then, as the real one does. Read `Phone.work`.
"""

import contextlib
import hashlib
import http.client
import itertools
import json
import os
import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.tiny import CALLBACK
from tests.world import World, announce, jpeg

PATIENCE_SECONDS = 600
LATER = frozenset({500, 502, 503, 504, 507})  # a phone keeps what it has on any of these


class Ledger:
    """The client's own append-only file: what it holds a receipt for."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.path.touch()
        self._lock = threading.Lock()

    def add(self, kind: str, receipt: dict[str, Any]) -> None:
        """One promise that was read."""
        named = receipt.get("submission") or receipt.get("evidence")
        with self._lock, self.path.open("a") as file:
            file.write(f"{kind} {named} {receipt['sha256']} {receipt['seq']}\n")

    def lines(self) -> list[tuple[str, str, str, int]]:
        """Kind, id, sha256 and seq of each."""
        read = (line.split() for line in self.path.read_text().splitlines())
        return [(kind, name, sha256, int(seq)) for kind, name, sha256, seq in read]


@dataclass
class Fleet:
    """What its phones share."""

    world: World
    port: int
    ledger: Ledger
    stop: threading.Event = field(default_factory=threading.Event)
    seen: Counter[str] = field(default_factory=Counter)
    pause_seconds: float = 0.01
    photo_every: int = 5
    failures: list[str] = field(default_factory=list)
    longest_seconds: float = 0.0


class Phone:
    """One visitor's phone: photo, on-site part, callback, next visit."""

    def __init__(self, fleet: Fleet, seed: int) -> None:
        self._fleet, self._dice = fleet, random.Random(seed)
        self._line: http.client.HTTPConnection | None = None
        self._photo = jpeg(seed, (320, 240))

    def work(self) -> None:
        """Visit after visit until told to stop; the one at hand is finished."""
        with self._fleet.world.app.app_context():
            try:
                for number in itertools.count():
                    if self._fleet.stop.is_set():
                        break
                    self._visit(with_photo=number % self._fleet.photo_every == 0)
            except Exception as error:  # noqa: BLE001 - told by `drive`, a thread's end is silent
                self._fleet.failures.append(f"{type(error).__name__}: {error}")
            finally:
                self._hang_up()

    def _visit(self, *, with_photo: bool) -> None:
        world, visit = self._fleet.world, self._plan()
        # without one the visit waits for a photo that never comes: also a promise to be kept
        photo = self._take_photo(visit) if with_photo else uuid.uuid4()
        body = world.body((photo, self._photo))
        body["answers"]["R2"]["comment"] = f"第 {self._dice.random()} 次"
        self._submit(visit, body)
        self._submit(visit, world.callback(answers=CALLBACK))

    def _plan(self) -> uuid.UUID:
        give_up = time.monotonic() + PATIENCE_SECONDS
        while True:
            with contextlib.suppress(Exception):
                return self._fleet.world.plan()
            assert time.monotonic() < give_up, "no visit can be planned"
            time.sleep(0.1)

    def _take_photo(self, visit: uuid.UUID) -> uuid.UUID:
        photo = uuid.uuid4()
        where = f"/api/v1/field/evidence/{photo}"
        told = self.tell("PUT", where, json.dumps(announce(visit, "R1", self._photo)).encode())
        while True:
            upload = told["upload"]
            if upload is None:
                break
            path = "/" + upload["url"].split("/", 3)[3]
            self.tell("PUT", path, self._photo, upload["headers"])
            told = self.tell("POST", f"{where}/verify", b"")
            if told["receipt"]:
                self._fleet.ledger.add("evidence", told["receipt"])
                break
        return photo

    def _submit(self, visit: uuid.UUID, body: dict[str, Any]) -> None:
        sent = json.dumps(body).encode()
        path = f"/api/v1/field/visits/{visit}/submissions/{uuid.uuid4()}"
        receipt = self.tell("PUT", path, sent)["receipt"]
        assert receipt["sha256"] == hashlib.sha256(sent).hexdigest()
        self._fleet.ledger.add("submission", receipt)
        time.sleep(self._dice.random() * 2 * self._fleet.pause_seconds)

    def tell(
        self, method: str, path: str, body: bytes, headers: dict[str, str] | None = None
    ) -> dict[str, Any]:
        """Say it until it is answered; every answer that is no success and no `later` is raised."""
        began = time.monotonic()
        while time.monotonic() - began < PATIENCE_SECONDS:
            try:
                status, said = self._once(method, path, body, headers)
            except (OSError, http.client.HTTPException, ValueError) as error:
                self._fleet.seen[type(error).__name__] += 1
                self._hang_up()
                time.sleep(0.02)
                continue
            self._fleet.seen[str(status)] += 1
            if status < 300:
                waited = time.monotonic() - began
                self._fleet.longest_seconds = max(self._fleet.longest_seconds, waited)
                return said
            if status not in LATER:
                raise AssertionError(f"{method} {path}: {status} {said}")
            time.sleep(0.1)
        raise TimeoutError(f"{method} {path}: no answer in {PATIENCE_SECONDS} s")

    def _once(
        self, method: str, path: str, body: bytes, headers: dict[str, str] | None
    ) -> tuple[int, Any]:
        if self._line is None:
            self._line = http.client.HTTPConnection("127.0.0.1", self._fleet.port, timeout=30)
        token = self._fleet.world.tokens["visitor"]
        named = headers or {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
        self._line.request(method, path, body, named)
        answer = self._line.getresponse()
        if answer.status in (503, 507):
            assert answer.headers["Retry-After"], "a phone is not told when to come again"
        return answer.status, json.loads(answer.read() or b"{}")

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


def drive(fleet: Fleet, phones: int, meanwhile: Callable[[], None], seed: int = 1) -> None:
    """Let so many phones work while something happens; all finish what they hold.

    Raises AssertionError with the words of a phone that met what it should never meet.
    """
    threads = [
        threading.Thread(target=Phone(fleet, seed * 1000 + number).work) for number in range(phones)
    ]
    for thread in threads:
        thread.start()
    try:
        meanwhile()
    finally:
        fleet.stop.set()
        for thread in threads:
            thread.join(PATIENCE_SECONDS + 30)
    assert not fleet.failures, fleet.failures
    assert not any(thread.is_alive() for thread in threads), "a phone hangs"


def fleet_of(world: World, port: int, folder: Path, **facts: Any) -> Fleet:
    """A fleet with a new ledger in the folder."""
    return Fleet(world, port, Ledger(folder / f"ledger-{os.getpid()}-{uuid.uuid4()}"), **facts)
