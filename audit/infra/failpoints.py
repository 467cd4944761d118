"""Places where a test may break the program: at every commit and every border to the outside.

Promise: without `FAILPOINTS` in the environment `reach` looks at one empty table and returns; with
it, and only then, a place that is reached does what was asked there, so that a crash can be put
between any two steps instead of being waited for (rel 4.22). It is no setting of the product:
nothing in `config.py` reads it, and a program that runs under it says so on standard error.

`FAILPOINTS="commit.after=exit store.folder.written=enospc@3"`: space between, and the actions are

    exit      the process ends here as by kill -9: no `finally`, no flush
    raise     an error nobody foresees
    sleep:S   wait S seconds and go on
    enospc    OSError "no space left on device"

`@N` means: at the N-th time the place is reached in this process, and only then. Read `POINTS`.
"""

import contextlib
import errno
import itertools
import os
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

POINTS: Mapping[str, str] = MappingProxyType(
    {
        "log.append": "the changes are flushed, the log row is not written",
        "commit.before": "all is written, nothing is committed",
        "commit.after": "committed, nobody was told",
        "kept.before": "a refusal is rolled back, what it must not lose is not committed",
        "kept.after": "what a refusal must not lose is committed, the refusal is not answered",
        "reply.before": "committed and dumped, no byte of the answer sent",
        "store.folder.begin": "nothing of the bytes is in the folder",
        "store.folder.written": "all bytes are in a temporary file, not yet on the disk",
        "store.folder.synced": "the temporary file is on the disk and has no name yet",
        "store.folder.named": "it has its name, the folder is not on the disk",
        "store.folder.done": "all is on the disk, the caller was not told",
        "store.folder.read": "before the bytes are read",
        "store.s3.begin": "nothing was sent to the bucket",
        "store.s3.done": "the bucket has answered, the caller was not told",
        "store.s3.read": "before the bytes are asked for",
        "evidence.stored": "the original is stored, no row says so",
        "evidence.copied": "a copy is stored, no row says so",
        "report.begin": "a report is asked for, nothing is printed",
        "report.printed": "the PDF is in memory only",
        "report.stored": "the PDF is stored, no row says so",
        "report.marked": "the row says ready, not committed",
        "job.claimed": "a job was taken, nothing was done",
        "job.done": "its work is committed, the queue does not know",
        "child.begin": "before a child process is started",
        "child.asked": "before a child process gets its work",
        "child.answered": "a child has answered, nothing was done with it",
    }
)


@dataclass(slots=True)
class _Armed:
    """What to do at one place, and how often it was reached."""

    action: str
    only: int | None
    times: Iterator[int] = field(default_factory=lambda: itertools.count(1))


def reach(name: str) -> None:
    """The program is at `name`; nothing happens unless that place is armed."""
    if _armed:
        _act(name)


def parse(text: str) -> dict[str, _Armed]:
    """What `FAILPOINTS` says; ValueError for a place or an action that does not exist."""
    armed = {}
    for part in text.split():
        name, _, told = part.partition("=")
        action, _, only = told.partition("@")
        if name not in POINTS or action.partition(":")[0] not in _ACTIONS:
            raise ValueError(f"no such failpoint or action: {part!r}")
        armed[name] = _Armed(action, int(only) if only else None)
    return armed


def armed_now() -> list[str]:
    """The places where something would break in this process."""
    return sorted(_armed)


@contextlib.contextmanager
def armed(text: str) -> Iterator[None]:
    """Arm places of this process for a while."""
    before = dict(_armed)
    _armed.update(parse(text))
    try:
        yield
    finally:
        _armed.clear()
        _armed.update(before)


def _act(name: str) -> None:
    here = _armed.get(name)
    if here is None or here.only not in (None, next(here.times)):
        return
    action, _, amount = here.action.partition(":")
    _say(f"{name} {here.action}")
    _ACTIONS[action](amount)


def _say(text: str) -> None:
    """Not by `infra.log`: sandboxed children import this file and must stay small."""
    sys.stderr.write(f"failpoint {text}\n")


def _exit(_amount: str) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _raise(_amount: str) -> None:
    raise RuntimeError("failpoint")


def _fill(_amount: str) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


_ACTIONS = {
    "exit": _exit,
    "raise": _raise,
    "sleep": lambda amount: time.sleep(float(amount)),
    "enospc": _fill,
}
_armed: dict[str, _Armed] = {}
_armed.update(parse(os.environ.get("FAILPOINTS", "")))
if _armed:
    _say(f"armed: {' '.join(armed_now())}")
