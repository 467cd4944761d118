"""The other side of `audit.infra.child`: a process that may compute and do nothing else.

Promise: before any work is imported it has given up the network, new processes, new files beyond
its limit and memory beyond its limit; then it answers one message after the other and ends with its
pipe. Run as `python -m audit.infra.child_worker package.module:function memory file_bytes files`.
Read from the bottom: `_main`, `_confine`, `serve`. rel 4.13, 4.14.
"""

import contextlib
import ctypes
import importlib
import json
import os
import resource
import shutil
import signal
import sys
from collections.abc import Callable, Iterable
from typing import BinaryIO, cast

from audit.infra.child import DONE, FAILED, HEAD, PROBLEM, SIZE, pack
from audit.problems import Problem

Handler = Callable[[tuple[bytes, ...]], Iterable[bytes]]
_NEW_USER, _NEW_NET = 0x10000000, 0x40000000  # clone(2): CLONE_NEWUSER, CLONE_NEWNET
# What a worker that only computes has no business doing; the namespace stops native code too.
_FORBIDDEN = frozenset({"os.system", "os.exec", "os.fork", "os.posix_spawn", "pty.spawn"})
_FORBIDDEN |= {"subprocess.Popen", "socket.connect", "socket.bind", "socket.sendto"}
_FORBIDDEN |= {"socket.getaddrinfo"}


def serve(handle: Handler, reader: BinaryIO, writer: BinaryIO) -> None:
    """The child's loop: one message, one reply, until the pipe ends."""
    while head := reader.read(HEAD.size):
        _, seconds, count = HEAD.unpack(head)
        # Our end if nobody is left to kill us; later than the caller's patience, who knows why.
        signal.setitimer(signal.ITIMER_REAL, seconds + 2)
        parts = tuple(reader.read(SIZE.unpack(reader.read(SIZE.size))[0]) for _ in range(count))
        writer.write(_answer(handle, parts))
        writer.flush()
        signal.setitimer(signal.ITIMER_REAL, 0)


def _answer(handle: Handler, parts: tuple[bytes, ...]) -> bytes:
    try:
        return pack(DONE, 0, tuple(handle(parts)))
    except Problem as problem:
        return pack(PROBLEM, 0, (problem.code.encode(), json.dumps(problem.facts).encode()))
    except Exception as error:  # noqa: BLE001 - whatever it is, the other side kills us and says so
        return pack(FAILED, 0, (f"{type(error).__name__}: {error}"[:2000].encode(),))


def _confine(memory_bytes: int, file_bytes: int, open_files: int) -> None:
    """Take from ourselves what the work does not need. Order matters: the network first."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_NEW_NET) != 0:  # allowed to root only ...
        libc.unshare(_NEW_USER | _NEW_NET)  # ... to others by a user namespace, where the host lets
    for limit, value in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_FSIZE, file_bytes),
        (resource.RLIMIT_NOFILE, open_files),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (value, value))
    sys.addaudithook(_refuse)


def _refuse(event: str, _arguments: tuple[object, ...]) -> None:
    if event in _FORBIDDEN:
        raise PermissionError(event)


def _work(target: str) -> Handler:
    """The function named by `target`; if it cannot be imported, one that says why at every call."""
    module, _, name = target.partition(":")
    try:
        return cast("Handler", getattr(importlib.import_module(module), name))
    except Exception as error:  # noqa: BLE001 - told to the caller, who sees no stderr of ours
        text = f"{target}: {type(error).__name__}: {error}"

    def broken(_parts: tuple[bytes, ...]) -> Iterable[bytes]:
        raise ImportError(text)

    return broken


def _main(target: str, *limits: str) -> None:
    """The pipes are moved away from 0 and 1: what a native library prints must not be a reply."""
    reader, writer = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    for descriptor in (0, 1):
        os.dup2(os.open(os.devnull, os.O_RDWR), descriptor)
    _confine(*map(int, limits))
    with contextlib.suppress(BrokenPipeError):
        serve(_work(target), reader, writer)
    shutil.rmtree(os.environ["TMPDIR"], ignore_errors=True)  # nobody may be left to do it for us


if __name__ == "__main__":
    _main(*sys.argv[1:])
