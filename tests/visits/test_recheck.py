"""`flask audit recheck`: stored scores come out again, and a forged one is found."""

import re

from audit.checklists import service as checklists
from audit.cli import recheck_scores
from audit.infra.db import unit_of_work
from audit.kpi.queries import frameworks
from audit.reports.press import Press
from audit.visits.recheck import recheck
from audit.visits.rescoring import order_rescoring
from tests.infra.filled import as_owner
from tests.versions import other_version
from tests.world import World


def run(world: World) -> tuple[int, list[str]]:
    done = world.app.test_cli_runner().invoke(recheck_scores, ["--tenant", world.code])
    return done.exit_code, done.stdout.splitlines()


def with_a_shadow(world: World, press: Press) -> None:
    world.submitted(0)
    world.published(1)
    version = other_version(world)
    with unit_of_work(world.tenant_id):
        checklists.publish("system", version, frameworks(), 1)
        order_rescoring(world.actors["quality_manager"], world.wave_id, version)
    world.work_off(press)


def test_official_and_shadow_scores_come_out_again(world: World, press: Press) -> None:
    with_a_shadow(world, press)

    status, said = run(world)

    assert (status, said) == (0, ["4 scorecards scored again, 0 differ"])


def test_every_forged_number_is_named_with_its_place(world: World, press: Press) -> None:
    with_a_shadow(world, press)
    as_owner(
        "UPDATE scorecard SET document = jsonb_set(jsonb_set(document,"
        " '{exact,final}', '\"99\"'), '{lines,1,earned}', '\"1\"')"
        " WHERE purpose = 'official' AND tenant_id = %s",
        world.tenant_id, table="scorecard",
    )  # fmt: skip

    status, said = run(world)

    places = [re.sub(r"^\S+ ", "", line) for line in said[:-1]]
    assert (status, said[-1]) == (1, "4 scorecards scored again, 2 differ")
    assert (
        places
        == [
            "revision 2 official /exact/final: '99' is stored, '62.5' comes out",
            "revision 2 official /lines/1/earned: '1' is stored, '7.5' comes out",
        ]
        * 2
    )


def test_an_answer_changed_behind_our_back_is_found(world: World) -> None:
    world.submitted(0)
    as_owner(
        "UPDATE revision SET answers = jsonb_set(answers, '{R3,v}', '\"1\"') WHERE tenant_id = %s",
        world.tenant_id, table="revision",
    )  # fmt: skip

    status, said = run(world)

    assert status == 1
    assert any("/exact/final" in line for line in said)


def test_the_target_a_score_was_judged_by_is_not_compared(world: World) -> None:
    world.submitted(0)
    as_owner(
        "UPDATE scorecard SET document = jsonb_set(document, '{kpi,0,values,0,target}', '\"1\"')"
        " WHERE tenant_id = %s",
        world.tenant_id, table="scorecard",
    )  # fmt: skip

    assert run(world)[0] == 0


def test_what_another_scoring_made_is_told_and_not_compared(world: World) -> None:
    world.submitted(0)
    as_owner(
        "UPDATE scorecard SET scoring_version = 99, document = '{}' WHERE tenant_id = %s",
        world.tenant_id, table="scorecard",
    )  # fmt: skip

    with unit_of_work(world.tenant_id):
        (found,) = recheck()
    status, said = run(world)

    assert (found.is_other, found.differences, status) == (True, [], 0)
    assert said == [
        "1 made by another version of the scoring were not compared",
        "0 scorecards scored again, 0 differ",
    ]
