"""`python -m bench [--long] [NAMES]`: measure the named rows, or all; print and keep the table.

`--long` runs the named `long_*` programs instead (T-A1 and its like: minutes to hours), each as a
process of its own, because they kill what they started.
"""

import argparse
import importlib
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bench import table

HERE = Path(__file__).parent
ROWS = ("startup", "scoring", "photos", "paper", "submissions")


def main() -> int:
    """The exit status: 1 when a long program failed; a target that is missed is no failure."""
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    long = sorted(path.stem for path in HERE.glob("long_*.py"))
    parser.add_argument("--long", action="store_true")
    parser.add_argument("names", nargs="*", metavar="NAMES", help=", ".join((*ROWS, *long)))
    asked = parser.parse_args()
    known = long if asked.long else ROWS
    if unknown := set(asked.names) - set(known):
        parser.error(f"no such row: {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    names = asked.names or known
    return _run_long(names) if asked.long else _measure(names)


def _measure(names: Sequence[str]) -> int:
    print(table.HEAD, flush=True)
    for name in names:
        began = time.monotonic()
        lines = importlib.import_module(f"bench.{name}").measure()
        table.show(lines)
        table.keep(lines)
        print(f"({name}: {time.monotonic() - began:.0f} s)", file=sys.stderr, flush=True)
    return 0


def _run_long(names: Sequence[str]) -> int:
    calls = [[sys.executable, "-m", f"bench.{name}"] for name in names]
    codes = [subprocess.run(call, check=False).returncode for call in calls]
    return int(any(codes))


if __name__ == "__main__":
    sys.exit(main())
