"""How a long form is run: `python -m bench.long_<name> [times]`, inside `./dev bench` or alone.

Promise: the same function as the short form in CI, only more often; the figures are one line of
JSON on standard output with the case, the day and the machine; exit status 1 when a fault was seen.
"""

import dataclasses
import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask

from audit.infra.clock import now
from tests.reliability.rig import whole_program

Run = Callable[[Flask, Path, int], Any]


def told_after(case: str, run: Run, times: int) -> None:
    """Run it so many times (or as often as the command line says) and print what was seen."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else times
    with whole_program() as app, tempfile.TemporaryDirectory() as folder:
        seen = dataclasses.asdict(run(app, Path(folder), times))
    machine = f"{os.cpu_count()} cores, Linux {platform.release()}, Python {sys.version.split()[0]}"
    head = {"case": case, "day": f"{now():%Y-%m-%d}", "machine": machine}
    sys.stdout.write(json.dumps(head | seen, ensure_ascii=False) + "\n")
    raise SystemExit(bool(seen.get("faults")))
