"""T-C1, long: 200 immediate restarts of a durable PostgreSQL under eight phones."""

from pathlib import Path

from flask import Flask

from tests.reliability.database_restarts import Seen, restart_loop
from tests.reliability.long_form import told_after
from tests.reliability.rig import own_cluster, program_on


def restarted(_app: Flask, folder: Path, times: int) -> Seen:
    """On a cluster of its own: the one of `./dev bench` is not ours to stop."""
    with own_cluster() as cluster:
        urls = cluster.url("audit_app"), cluster.url("audit_owner")
        with program_on(*urls) as app:
            return restart_loop(cluster, app, folder, restarts=times)


if __name__ == "__main__":
    told_after("T-C1", restarted, 200)
