"""T-C14: 1,000 receipts under strace (`apt-get install strace`), as root."""

from pathlib import Path

from flask import Flask

from tests.reliability.disk_order import Seen, disk_order
from tests.reliability.long_form import told_after
from tests.reliability.rig import own_cluster, program_on


def recorded(_app: Flask, folder: Path, times: int) -> Seen:
    """On a cluster of its own with fsync: three receipts a visit."""
    with own_cluster() as cluster:
        urls = cluster.url("audit_app"), cluster.url("audit_owner")
        with program_on(*urls) as app:
            return disk_order(cluster, app, folder, visits=times)


if __name__ == "__main__":
    told_after("T-C14", recorded, 334)
