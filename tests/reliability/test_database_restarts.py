"""T-C1: what was promised survives a database that loses its memory."""

from pathlib import Path

from tests.reliability.database_restarts import restart_loop
from tests.reliability.rig import own_cluster, program_on


def test_tc1_a_database_restarted_under_load_loses_no_promise_and_heals(tmp_path: Path) -> None:
    with own_cluster() as cluster:
        urls = cluster.url("audit_app"), cluster.url("audit_owner")
        with program_on(*urls) as app:
            seen = restart_loop(cluster, app, tmp_path, restarts=2)

    assert seen.faults == []
    assert seen.promises > 10
    assert seen.slowest_heal_seconds <= 10
