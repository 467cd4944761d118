"""T-A1: the server is killed again and again under phones that keep sending."""

import random
import time
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from tests.reliability.phones import drive, fleet_of
from tests.reliability.reckoning import reckon
from tests.reliability.rig import running
from tests.world import make_world

LONGEST_WAIT_SECONDS = 0.3
MASTER_EVERY = 5
BREATH_SECONDS = 1.0  # a photo takes longer than the shortest of these lives; somebody must get on


@dataclass(frozen=True, slots=True)
class Figures:
    """What was seen."""

    kills: int
    kills_of_all: int
    promises: int
    answers: dict[str, int]
    longest_seconds: float
    faults: list[str]
    seconds: float


def kill_loop(app: Flask, folder: Path, *, kills: int, phones: int = 8, seed: int = 1) -> Figures:
    """kill -9 at a random moment, one serving process or (every fifth time) all of it."""
    began, dice, done = time.monotonic(), random.Random(seed), {"kills": 0, "all": 0}
    world = make_world(app)
    # forked from a master that has loaded the program, a new process serves at once: then most of
    # the kills meet requests at work instead of imports
    with running(app) as program:
        fleet = fleet_of(world, program.port, folder, photo_every=20)

        def kill_again_and_again() -> None:
            while done["kills"] < kills:
                time.sleep(dice.uniform(0, LONGEST_WAIT_SECONDS))
                if done["kills"] % MASTER_EVERY == MASTER_EVERY - 1:
                    program.kill()
                    program.start()
                    program.await_ready()
                    time.sleep(BREATH_SECONDS)
                    done["all"] += 1
                elif not program.kill_worker(dice):
                    continue
                done["kills"] += 1
                program.await_ready()

        drive(fleet, phones, kill_again_and_again, seed)
    faults = reckon(world, fleet.ledger)
    promises = len(fleet.ledger.lines())
    return Figures(
        done["kills"], done["all"], promises, dict(fleet.seen), round(fleet.longest_seconds, 1),
        faults, round(time.monotonic() - began, 1),
    )  # fmt: skip
