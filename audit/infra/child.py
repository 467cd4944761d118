"""One persistent child process that does dangerous work for us: strangers' images, printing.

Promise: `Child.call` answers with the reply, raises the `Problem` that the work raised, or raises
`ChildFailure` within `timeout_seconds`; after any failure the process is killed and the next call
gets a fresh one. The child never outlives us by more than one call: idle, it ends with its pipe;
busy, the kernel's alarm ends it. Only bytes go in and out, never pickles.

Read `Limits`, then `Child`; the other side is `child_worker`. The work is a function
`handle(parts: tuple[bytes, ...]) -> Iterable[bytes]`, named as `"package.module:handle"`; its
module is imported before the first message, so a started child is a warm one. It runs with the
limits, an empty environment, no network and no child of its own. rel 4.13, 4.14, T-D8, T-D10.

    decoder = Child("audit.evidence.decode:handle", Limits(memory_bytes=768 << 20))
    copy, facts = decoder.call([raw], timeout_seconds=10)

One `Child` is one process and does one call at a time (a lock); a pool is several of them.
"""

import contextlib
import json
import os
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from audit.infra.failpoints import reach
from audit.infra.metrics import CHILD_SECONDS
from audit.problems import Problem

HEAD, SIZE = struct.Struct("!BdI"), struct.Struct("!Q")  # kind, seconds, number of parts; a size
DONE, PROBLEM, FAILED = 0, 1, 2
_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Limits:
    """What the kernel allows the child. `file_bytes` 0 means it can write no file at all."""

    memory_bytes: int = 1536 << 20
    file_bytes: int = 0
    open_files: int = 64
    reply_bytes: int = 128 << 20
    calls: int = 500  # then a fresh process: native libraries leak

    def argv(self) -> list[str]:
        """The part that the child sets on itself, as arguments of its command line."""
        return [str(self.memory_bytes), str(self.file_bytes), str(self.open_files)]


class ChildFailure(Exception):
    """The child gave no answer. `reason`: it was too slow, it died, or its work raised."""

    def __init__(self, reason: Literal["timeout", "died", "raised"], detail: str) -> None:
        self.reason, self.detail = reason, detail
        super().__init__(f"child process: {reason}: {detail}")


@contextlib.contextmanager
def timed(target: str) -> Iterator[None]:
    """Count a call of `target` with its outcome and its time."""
    began, outcome = time.monotonic(), "died"
    try:
        yield
        outcome = "done"
    except Problem:
        outcome = "refused"
        raise
    except ChildFailure as failure:
        outcome = failure.reason
        raise
    finally:
        CHILD_SECONDS.labels(target, outcome).observe(time.monotonic() - began)


class Child:
    """Our side: starts, feeds, times, kills and replaces one process. Safe to share by threads.

    `environment` is added to an otherwise empty one (see `_environment`); nothing is inherited.
    """

    def __init__(
        self,
        target: str,
        limits: Limits | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._target, self._limits = target, limits or Limits()
        self._environment = dict(environment or {})
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner, self._calls = 0, 0
        self._scratch = ""

    def start(self) -> None:
        """Start the process if there is none: it imports its work while we do something else."""
        with self._lock:
            self._running()

    def call(self, parts: Sequence[bytes], timeout_seconds: float) -> tuple[bytes, ...]:
        """Send the parts, return the parts of the reply. Raises `Problem`, `ChildFailure`."""
        with timed(self._target):
            return self._call(parts, timeout_seconds)

    def _call(self, parts: Sequence[bytes], timeout_seconds: float) -> tuple[bytes, ...]:
        with self._lock:
            process = self._running()
            try:
                reach("child.asked")
                kind, reply = self._exchange(process, parts, timeout_seconds)
                reach("child.answered")
            except BaseException:  # also an interrupt: half a message must never meet the next call
                self._kill()
                raise
            if kind == FAILED:
                self._kill()
                raise ChildFailure("raised", reply[0].decode("utf-8", "replace"))
        if kind == PROBLEM:
            raise Problem(reply[0].decode(), **json.loads(reply[1]))
        return reply

    def close(self) -> None:
        """End the process; a later call would start another."""
        with self._lock:
            self._kill()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._owner != os.getpid():
            self._process = (
                None  # we are a fork: that process is our parent's, its pipes are shared
            )
        worn = self._calls >= self._limits.calls
        if self._process is not None and (worn or self._process.poll() is not None):
            self._kill()
        if self._process is None:
            try:
                self._process, self._owner, self._calls = self._spawn(), os.getpid(), 0
            except OSError as error:  # no room for its folder, no memory, too many processes
                raise ChildFailure("died", f"it does not start: {error.strerror}") from error
        self._calls += 1
        return self._process

    def _spawn(self) -> subprocess.Popen[bytes]:
        # Made and removed by us: a killed child cannot tidy up, and fonts unpacked there are large.
        reach("child.begin")
        self._scratch = tempfile.mkdtemp(prefix="audit-child-")
        process = subprocess.Popen(  # noqa: S603 - our own interpreter, our own module, no shell
            [
                sys.executable,
                "-s",
                "-P",
                "-m",
                "audit.infra.child_worker",
                self._target,
                *self._limits.argv(),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what matters comes back as a reply
            bufsize=0,
            cwd="/",
            env=_environment() | {"TMPDIR": self._scratch} | self._environment,
            start_new_session=True,  # Ctrl-C and hang-ups are for us, not for half a photo
        )
        for pipe in (process.stdin, process.stdout):
            os.set_blocking(_present(pipe).fileno(), False)
        return process

    def _kill(self) -> None:
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                _present(pipe).close()
        process.wait()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def _exchange(
        self, process: subprocess.Popen[bytes], parts: Sequence[bytes], seconds: float
    ) -> tuple[int, tuple[bytes, ...]]:
        pipe = _Pipe(
            _present(process.stdin).fileno(),
            _present(process.stdout).fileno(),
            time.monotonic() + seconds,
        )
        pipe.write(pack(DONE, seconds, parts))
        return pipe.read_message(self._limits.reply_bytes)


class _Pipe:
    """Both ends on our side, with one deadline for the whole exchange."""

    def __init__(self, writer: int, reader: int, deadline: float) -> None:
        self._writer, self._reader, self._deadline = writer, reader, deadline

    def write(self, data: bytes) -> None:
        left = memoryview(data)
        while left:
            self._wait(self._writer, select.POLLOUT)
            try:
                left = left[os.write(self._writer, left) :]
            except BlockingIOError:
                continue
            except BrokenPipeError:
                raise ChildFailure("died", "it stopped reading") from None

    def read_message(self, limit_bytes: int) -> tuple[int, tuple[bytes, ...]]:
        kind, _, count = HEAD.unpack(self._read(HEAD.size))
        parts: list[bytes] = []
        for _ in range(count):
            (size,) = SIZE.unpack(self._read(SIZE.size))
            limit_bytes -= size + SIZE.size
            if limit_bytes < 0:
                raise ChildFailure("raised", "its reply is longer than allowed")
            parts.append(self._read(size))
        return kind, tuple(parts)

    def _read(self, size: int) -> bytes:
        data = bytearray()
        while len(data) < size:
            self._wait(self._reader, select.POLLIN)
            try:
                piece = os.read(self._reader, min(size - len(data), 1 << 20))
            except BlockingIOError:
                continue
            if not piece:
                raise ChildFailure("died", "it ended without an answer")
            data += piece
        return bytes(data)

    def _wait(self, descriptor: int, event: int) -> None:
        left = self._deadline - time.monotonic()
        poll = select.poll()  # not select(): a server with many phones has descriptors above 1024
        poll.register(descriptor, event)
        if left <= 0 or not poll.poll(left * 1000):
            raise ChildFailure("timeout", "no answer in time")


def pack(kind: int, seconds: float, parts: Sequence[bytes]) -> bytes:
    """One message, either way: its kind, the seconds it may take, its parts with their sizes."""
    sized = (piece for part in parts for piece in (SIZE.pack(len(part)), part))
    return b"".join((HEAD.pack(kind, seconds, len(parts)), *sized))


def _present(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None  # noqa: S101 - Popen was asked for both pipes
    return pipe


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
    fixed = {"PYTHONPATH": str(_ROOT), "PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    return kept | fixed | {"HOME": "/nonexistent", "PATH": "/usr/bin:/bin"}
