"""T-B2: many hands on one visit at once, and a checker that only a legal path was walked."""

import random
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from audit.infra.db import unit_of_work
from audit.infra.events import verify_log
from tests.counting import ask
from tests.serving import together
from tests.world import World

VERBS = {"approve": "reviewer", "publish": "publisher", "void": "quality_manager",
         "complete": "quality_manager"}  # fmt: skip
OFTEN = (3, 3, 1, 2)  # void ends a visit: as often as the others, and nothing gets published
# model 3, written out again: from, what the log says, to
LEGAL = {
    ("in_progress", "visit.submitted"): "submitted",
    ("submitted", "visit.approved"): "approved",
    ("approved", "visit.published"): "published",
    **{(state, "visit.voided"): "void"
       for state in ("in_progress", "submitted", "approved", "published")},
}  # fmt: skip
SAID = {"approve": "visit.approved", "publish": "visit.published", "void": "visit.voided",
        "complete": "visit.submitted"}  # fmt: skip
# a publication is logged about itself and names its visit
LOG = """
SELECT verb FROM event_log WHERE subject = :v
    OR (verb = 'visit.published' AND body::jsonb -> 'facts' ->> 'visit' = :v) ORDER BY seq
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of the rounds."""

    rounds: int
    moves: dict[str, int]
    ends: dict[str, int]
    faults: list[str]


def interleave(world: World, *, rounds: int, seed: int, hands: int = 4) -> Seen:
    """So many rounds of so many verbs pressed at the same moment, until nothing moves any more."""
    dice, faults = random.Random(seed), []
    moves: Counter[str] = Counter()
    ends: Counter[str] = Counter()
    visit_id, granted = _fresh(world, dice), Counter[str]()
    start = world.visit(visit_id).state
    for _ in range(rounds):
        verbs = dice.choices([*VERBS], OFTEN, k=hands)
        tag = world.visit(visit_id).row_version
        for verb, status in zip(verbs, _press(world, visit_id, verbs, tag), strict=True):
            moves[f"{verb} {status}"] += 1
            granted[verb] += status == 200
            if status not in (200, 409, 412):
                faults.append(f"{verb} answered {status}")
        state = world.visit(visit_id).state
        if state == "void" or (state == "published" and dice.random() < 0.7):
            faults += check_history(world, visit_id, start, granted)
            ends[state] += 1
            visit_id, granted = _fresh(world, dice), Counter()
            start = world.visit(visit_id).state
    faults += check_history(world, visit_id, start, granted)
    with unit_of_work(world.tenant_id):
        broken = verify_log()[1]
    return Seen(rounds, dict(moves), dict(ends), faults + [f"broken at {broken}"] * bool(broken))


def _fresh(world: World, dice: random.Random) -> uuid.UUID:
    """A visit that waits for its callback, or one that is complete."""
    visit_id = world.plan()
    world.submit(visit_id, world.body((uuid.uuid4(), b"declared")))
    if dice.random() < 0.5:
        world.act("quality_manager", visit_id, "complete")
    return visit_id


def _press(world: World, visit_id: uuid.UUID, verbs: Sequence[str], tag: int) -> list[int]:
    def one(verb: str) -> int:
        body: Any = {"reason": "race"} if verb == "void" else None
        path = f"/api/v1/desk/visits/{visit_id}/{verb}"
        with world.app.app_context():
            answer = world.call(VERBS[verb], "POST", path, body, If_Match=f'"{tag}"')
        return answer.status_code

    return together([partial(one, verb) for verb in verbs])


def check_history(
    world: World, visit_id: uuid.UUID, start: str, granted: Counter[str]
) -> list[str]:
    """Faults of one visit: its log is no legal path, or tells other than what was answered."""
    path = [verb for (verb,) in ask(world, LOG, v=str(visit_id)) if verb in SAID.values()]
    if start != "in_progress":
        path = path[path.index("visit.submitted") + 1 :]
    state = start
    for verb in path:
        if (state, verb) not in LEGAL:
            return [f"{visit_id}: {verb} from {state} in {path}"]
        state = LEGAL[state, verb]
    now = world.visit(visit_id)
    answered = {SAID[verb]: times for verb, times in granted.items() if times}
    faults = [f"{visit_id} stands in {now.state}, its log says {state}"] * (now.state != state)
    if answered != dict(Counter(path)):
        faults.append(f"{visit_id}: answered {answered}, logged {path}")
    return faults
