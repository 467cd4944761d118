"""T-C5, long: a worker killed 100 times at each of eight steps of a report."""

import contextlib
from pathlib import Path

from flask import Flask

from audit.reports.press import Press
from tests.reliability.long_form import told_after
from tests.reliability.worker_crashes import Seen, crash_workers
from tests.world import make_world


def crashed(app: Flask, _folder: Path, times: int) -> Seen:
    """With one warm press for those that come after the dead."""
    with contextlib.closing(Press()) as press:
        return crash_workers(make_world(app), press, times=times)


if __name__ == "__main__":
    told_after("T-C5", crashed, 100)
