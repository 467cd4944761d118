"""T-C5: a worker may die at any step; its job is taken up and its paper is printed once."""

import pytest

from audit.reports.press import Press
from tests.reliability.worker_crashes import STEPS, crash_workers
from tests.world import World


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded")
def test_tc5_a_worker_killed_at_any_step_leaves_one_report_and_never_half_a_one(
    world: World, press: Press
) -> None:
    seen = crash_workers(world, press, times=1)

    assert seen.faults == []
    assert seen.kills == dict.fromkeys(STEPS, 1)
