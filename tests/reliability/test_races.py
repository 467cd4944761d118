"""Many hands at once: one wins, every history is legal, every visit pins one version."""

import uuid
from functools import partial
from typing import Any

from audit.checklists import service as checklists
from audit.infra.db import unit_of_work
from audit.kpi.queries import frameworks
from tests.counting import ask, jobs, verbs
from tests.reliability.interleavings import interleave
from tests.reliability.rig import running
from tests.serving import Server, together
from tests.tiny import checklist_document
from tests.world import World


def test_tb2_every_history_of_random_interleavings_is_a_legal_path(world: World) -> None:
    seen = interleave(world, rounds=60, seed=20261122)

    assert seen.faults == []
    assert {"approve 200", "publish 200", "void 200"} <= set(seen.moves)
    assert sum(times for move, times in seen.moves.items() if move.endswith(("409", "412"))) > 24


def test_tb1_thirty_two_approvals_through_two_processes_are_one(world: World) -> None:
    visit_id = world.submitted()
    tag, before = world.visit(visit_id).row_version, jobs(world)
    with running(world.app) as program:
        approve = partial(pressed, program.port, world.tokens["reviewer"], visit_id, tag)

        answers = together([approve] * 32)

    assert sorted(answers) == [200] + [409] * 31
    assert verbs(world, visit_id)["visit.approved"] == 1
    assert jobs(world) == before


def pressed(port: int, token: str, visit_id: uuid.UUID, tag: int) -> int:
    """The answer to one approval over real HTTP, with the tag of before."""
    path = f"/api/v1/desk/visits/{visit_id}/approve"
    return Server(port).ask(token, "POST", path, None, If_Match=f'"{tag}"').status


def test_tb5_a_visit_planned_while_versions_are_published_pins_one_that_stays(
    world: World,
) -> None:
    for version in range(2, 6):
        with unit_of_work(world.tenant_id):
            document = checklist_document() | {"version": version}
            draft = checklists.draft_version("system", document)

        together([partial(publish, world, draft), *[partial(planned, world)] * 4])

    found = ask(world, "SELECT version_hash FROM visit")
    known = {row.hash: row.state for row in ask(world, "SELECT hash, state FROM checklist_version")}
    assert len(found) == 16
    assert {known[row.version_hash] for row in found} == {"published"}
    assert {row.version_hash for row in found} == {world.version_hash}  # the wave's, not the newest


def publish(world: World, draft: Any) -> None:
    with world.app.app_context(), unit_of_work(world.tenant_id):
        checklists.publish("system", draft.id, frameworks(), draft.row_version)


def planned(world: World) -> uuid.UUID:
    with world.app.app_context():
        return world.plan()
