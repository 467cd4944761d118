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
