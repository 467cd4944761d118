"""Further versions of the tiny checklist, and its wave scored again under one."""

import itertools
import uuid
from typing import Any

from audit.checklists import service as checklists
from audit.infra.db import unit_of_work
from audit.reports.press import Press
from audit.visits.rescoring import order_rescoring
from tests.tiny import checklist_document
from tests.world import World

Json = dict[str, Any]
RESCORINGS = "/api/v1/desk/rescorings"
_versions = itertools.count(2)


def other_version(world: World, **changes: Any) -> uuid.UUID:
    """A draft of the next version of the checklist: R1 is worth 20 instead of 10, unless `changes`
    say what its first section is to be."""
    document = checklist_document() | {"version": next(_versions)}
    document["sections"][0]["items"][0]["max"] = "20"
    document["sections"][0] |= changes
    with unit_of_work(world.tenant_id):
        return checklists.draft_version("system", document).id


def rescored(world: World, press: Press) -> uuid.UUID:
    """A rescoring of the wave under a draft, done."""
    version = other_version(world)
    with unit_of_work(world.tenant_id):
        found = order_rescoring(world.actors["quality_manager"], world.wave_id, version).id
    world.work_off(press)
    return found


def order(world: World, version: uuid.UUID) -> Json:
    """Ordered at the desk: the rescoring as answered."""
    body = {"wave_id": str(world.wave_id), "version_id": str(version)}
    answer = world.call("quality_manager", "POST", RESCORINGS, body)
    assert answer.status_code == 201, answer.data
    found: Json = answer.json
    return found


def read(world: World, rescoring_id: str, tail: str = "") -> Any:
    """What the desk tells of it, or of what hangs on it."""
    return world.call("quality_manager", "GET", f"{RESCORINGS}/{rescoring_id}{tail}").json
