"""A process that prints under watch: `python -m tests.attacks.watched_press < orders > findings`.

Each line read is `{"language", "document"}`; each line written tells the PDF (base64), and every
file opened, socket touched or process begun since the press was warm, by Python's audit hooks. What
native code opens is seen by strace only: `bench.long_paper` runs this under it.
"""

import base64
import json
import sys
from typing import Any

from audit.problems import Problem
from audit.reports.render import render

WATCHED = (
    *("open", "socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.fork", "ctypes.dlopen"),
    *("urllib.", "ftplib.", "http.client."),
)
seen: list[str] = []


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    """Note what is of interest; an audit hook must not fail."""
    if event.startswith(WATCHED):
        seen.append(f"{event} {arguments[0]!r}")


def main() -> None:
    """The first order warms the press; from the second on it is watched."""
    for number, line in enumerate(sys.stdin):
        if number == 1:
            sys.addaudithook(watch)
            sys.stderr.write("watched\n")
        seen.clear()
        order = json.loads(line)
        try:
            told = {
                "pdf": base64.b64encode(render(order["document"], order["language"], {})).decode()
            }
        except Problem as problem:
            told = {"problem": problem.code}
        sys.stdout.write(json.dumps(told | {"seen": list(seen)}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
