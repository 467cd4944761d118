"""What the figures were measured on, and how much memory a process has for itself.

Promise: memory is PSS (proportional set size): pages shared with others count by their share, so
the sum over all processes is what the machine really gives.
"""

import os
import platform
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

PACKAGES = (
    *("flask", "sqlalchemy", "psycopg", "gunicorn", "pillow", "weasyprint"),
    *("simplejpeg", "playwright"),
)


def today() -> str:
    """The day in UTC."""
    return datetime.now(UTC).date().isoformat()


def described() -> str:
    """Processor, cores, load and versions, in one line."""
    found = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text("utf-8"))
    processor = found[1] if found else platform.machine()
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    load = f"{os.cpu_count()} cores, shared (load {os.getloadavg()[0]:.1f})"
    return f"{processor}, {load}, Python {platform.python_version()}, {packages}"


def pss_megabytes(pid: int) -> float:
    """Proportional set size of a process in MB (10^6 bytes)."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8")
    found = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
    return int(found[1]) * 1024 / 1e6 if found else 0.0


def children(pid: int) -> list[int]:
    """The processes that `pid` started and that live."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")  # each thread has its own list
    return [int(one) for task in tasks for one in task.read_text().split()]


def peak_megabytes(pid: int) -> float:
    """The most that a process ever held in memory (VmHWM), in MB (10^6 bytes)."""
    text = Path(f"/proc/{pid}/status").read_text("utf-8")
    found = re.search(r"^VmHWM:\s+(\d+) kB", text, re.MULTILINE)
    return int(found[1]) * 1024 / 1e6 if found else 0.0


def started_by(pid: int, named: str) -> list[int]:
    """Those of its children whose command line holds `named`."""
    return [
        one for one in children(pid) if named.encode() in Path(f"/proc/{one}/cmdline").read_bytes()
    ]


def family(pid: int) -> list[int]:
    """The process and all that descend from it."""
    return [pid, *(other for child in children(pid) for other in family(child))]


def processor_seconds(pids: Iterable[int]) -> float:
    """Processor time that these processes have used so far, in user and kernel."""
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")
