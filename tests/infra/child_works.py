"""Works that the child of test_child.py runs: one well behaved, the others not."""

import os
import signal
import socket
import sys
import time
from pathlib import Path

from audit.problems import Problem


def echo(parts):
    return parts


def work(parts):
    """What the first part says; each branch is one way of going wrong."""
    return [_DEEDS[parts[0].decode()](*parts[1:])]


def _hog():
    return bytes(4 << 30)


def _print():
    sys.stdout.write("noise on standard output\n")
    sys.stdout.flush()
    os.write(1, b"more noise\n")
    return b"clean"


def _connect():
    with socket.socket() as line:
        line.connect(("127.0.0.1", 9))
    return b"connected"


def _native_connect():
    """What a C library could reach, past Python's hooks: the network devices that are there."""
    return Path("/proc/self/net/dev").read_bytes()


def _write(path):
    Path(path.decode()).write_bytes(b"x" * 100)
    return b"written"


def _refuse():
    raise Problem("request.invalid", count=3)


def _raise():
    raise ValueError("bad pixel")


_DEEDS = {
    "pid": lambda: str(os.getpid()).encode(),
    "sleep": lambda: bytes(time.sleep(60) or b""),
    "die": lambda: os.kill(os.getpid(), signal.SIGKILL) or b"",
    "environment": lambda: repr(sorted(os.environ.items())).encode(),
    "long": lambda: bytes(3000),
    "hog": _hog,
    "print": _print,
    "connect": _connect,
    "native": _native_connect,
    "write": _write,
    "refuse": _refuse,
    "raise": _raise,
}
