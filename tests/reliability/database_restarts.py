"""T-C1: PostgreSQL is restarted at once (`-m immediate`, as by a power cut) under phones."""

import contextlib
import http.client
import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask

from tests.reliability.phones import drive, fleet_of
from tests.reliability.reckoning import reckon
from tests.reliability.rig import Program, running
from tests.serving import Server
from tests.world import make_world


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of the restarts; seconds from the restart's end to the first good answer."""

    restarts: int
    promises: int
    answers: dict[str, int]
    slowest_heal_seconds: float
    faults: list[str]


def restart_loop(cluster: Any, app: Flask, folder: Path, *, restarts: int, seed: int = 1) -> Seen:
    """Restart at random moments; every answer meanwhile is good, or 503 with Retry-After."""
    world, dice, heals = make_world(app), random.Random(seed), [0.0]
    with running(app) as program:
        fleet = fleet_of(world, program.port, folder, photo_every=10)

        def restart_again_and_again() -> None:
            for _ in range(restarts):
                time.sleep(dice.uniform(0.2, 1.0))
                cluster.halt("immediate")
                cluster._start()
                heals.append(_healed(program, world.tokens["visitor"]))

        drive(fleet, 8, restart_again_and_again, seed)
    faults = reckon(world, fleet.ledger)
    faults += [f"{n} answers were {status}" for status, n in fleet.seen.items() if status == "500"]
    promises = len(fleet.ledger.lines())
    return Seen(restarts, promises, dict(fleet.seen), round(max(heals), 2), faults)


def _healed(program: Program, token: str) -> float:
    began = time.monotonic()
    while time.monotonic() - began < 60:
        with contextlib.suppress(OSError, http.client.HTTPException, ValueError):
            said = Server(program.port).ask(token, "GET", "/api/v1/field/visits")
            if said.status == 200:
                return time.monotonic() - began
        time.sleep(0.05)
    raise TimeoutError("the server does not heal")
