"""Where strangers' images are decoded: child processes that may do nothing else (rel 4.5, T-D12).

Promise: whatever the bytes are, the caller gets facts, a refusal or a 503 within
`2 * TIMEOUT_SECONDS` and goes on living. The children (`audit.infra.child`) have a memory limit of
300 MB above their own size, an empty environment, no network, no files to write; one that is slow
or dies is replaced. Only `imaging.py` runs in them. Nothing decoded in this process, ever.

Read `examine` and `make_copies`; `Sandbox` when one child is not enough.
"""

import atexit
import hashlib
import queue
from dataclasses import dataclass

from audit.infra.child import Child, ChildFailure, Limits
from audit.problems import Fact, Problem

TIMEOUT_SECONDS = 10
_QUEUE_SECONDS = 30
_OUR_FAULT = "evidence.cannot_examine"
# Address space: what Python and Pillow reserve when idle (measured: 40 MB) plus 300 MB to grow.
_LIMITS = Limits(memory_bytes=345 << 20, open_files=16, reply_bytes=32 << 20)
# glibc: keep freed memory of the size of a phone's photo, fetching it anew costs a third of the
# work; give larger pieces back, or what a giant left in pieces would not do for the next one.
_MALLOC = {"MALLOC_MMAP_THRESHOLD_": str(8 << 20), "MALLOC_TRIM_THRESHOLD_": str(64 << 20)}


@dataclass(frozen=True, slots=True)
class Facts:
    """What an accepted photo is: type by its content, upright size in pixels."""

    media_type: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a photo is not accepted: a code `evidence.*` of the catalogue and its facts."""

    code: str
    facts: dict[str, Fact]


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy, JPEG, nothing but pixels; `kind` is view, print or thumb; `sha256` in hex."""

    kind: str
    data: bytes
    sha256: str
    width: int
    height: int


class Sandbox:
    """A pool of `children` processes, started when first used; share it among threads."""

    def __init__(self, children: int = 1, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self._timeout_seconds = timeout_seconds
        self._children = tuple(
            Child("audit.evidence.imaging:handle", _LIMITS, _MALLOC) for _ in range(children)
        )
        self._idle: queue.LifoQueue[Child] = queue.LifoQueue()  # the warmest first
        for child in self._children:
            self._idle.put(child)

    def examine(self, data: bytes) -> Facts | Refused:
        """Decode `data` once. Raises `Problem("evidence.cannot_examine")` when we are at fault."""
        try:
            (reply,) = self._ask(b"examine", data)
        except Problem as problem:
            if problem.code == _OUR_FAULT:
                raise
            return Refused(problem.code, problem.facts)
        media_type, width, height = reply.decode().split()
        return Facts(media_type, int(width), int(height))

    def make_copies(self, data: bytes) -> tuple[Copy, ...]:
        """View, print and thumb of `data`, in this order; same bytes for same input.

        Raises the `Problem` that `examine` would have answered.
        """
        reply = self._ask(b"copies", data)
        return tuple(
            _copy(facts, made) for facts, made in zip(reply[::2], reply[1::2], strict=True)
        )

    def close(self) -> None:
        """End the children; a later call starts others."""
        for child in self._children:
            child.close()

    def _ask(self, task: bytes, data: bytes) -> tuple[bytes, ...]:
        try:
            child = self._idle.get(timeout=_QUEUE_SECONDS)
        except queue.Empty:
            raise Problem(_OUR_FAULT) from None
        try:
            return self._ask_twice(child, task, data)
        finally:
            self._idle.put(child)

    def _ask_twice(self, child: Child, task: bytes, data: bytes) -> tuple[bytes, ...]:
        """Twice, because a refusal is for good and a machine may have one bad moment."""
        for _ in range(2):
            try:
                return child.call((task, data), self._timeout_seconds)
            except ChildFailure:
                continue
        try:
            child.call((b"ready",), self._timeout_seconds)
        except ChildFailure as failure:  # no child lives here: it was not the photo
            raise Problem(_OUR_FAULT) from failure
        raise Problem("evidence.too_heavy")


def examine(data: bytes) -> Facts | Refused:
    """`Sandbox.examine` in the child of this process."""
    return _SANDBOX.examine(data)


def make_copies(data: bytes) -> tuple[Copy, ...]:
    """`Sandbox.make_copies` in the child of this process."""
    return _SANDBOX.make_copies(data)


def close() -> None:
    """End the child of this process; a later call starts another."""
    _SANDBOX.close()


def _copy(facts: bytes, made: bytes) -> Copy:
    kind, width, height = facts.decode().split()
    return Copy(kind, made, hashlib.sha256(made).hexdigest(), int(width), int(height))


_SANDBOX = Sandbox()
atexit.register(_SANDBOX.close)
