"""Phones that submit as fast as they are answered, over real sockets.

Promise: the sender costs the machine little (requests are bytes made beforehand, answers are read
by length), so that what is measured is the server. Read `Line`, `storm`.
"""

import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


class Line:
    """One connection that is kept, and opened again when the server closed it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None

    def tell(self, request: bytes) -> tuple[int, bytes]:
        """Status and body of the answer; asked again once on a fresh connection when cut off."""
        for is_last in (False, True):
            try:
                return self._once(request)
            except OSError:
                self.close()
                if is_last:
                    raise
        raise ConnectionError

    def cut(self, request: bytes, at: int) -> None:
        """Send so many bytes of a request and hang up."""
        self._open().sendall(request[:at])
        self.close()

    def close(self) -> None:
        """Hang up."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _open(self) -> socket.socket:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), 30)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._socket

    def _once(self, request: bytes) -> tuple[int, bytes]:
        line = self._open()
        line.sendall(request)
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._piece(line)
        head, _, body = data.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
        while len(body) < length:
            body += self._piece(line)
        if b"connection: close" in head.lower():
            self.close()
        return int(head.split(b" ", 2)[1]), body

    @staticmethod
    def _piece(line: socket.socket) -> bytes:
        piece = line.recv(1 << 16)
        if not piece:
            raise ConnectionError("closed by the server")
        return piece


@dataclass
class Storm:
    """What came of a storm: seconds of every piece of work, when it ended, what went wrong."""

    took: list[float] = field(default_factory=list)
    seconds: float = 0.0
    failures: list[str] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        """Pieces of work a second."""
        return len(self.took) / self.seconds


def storm(work: Sequence[Callable[[], object]], threads: int) -> Storm:
    """Do all of `work`, so many at a time, each as soon as one is free."""
    done, waiting, lock = Storm(), iter(work), threading.Lock()

    def run() -> None:
        while True:
            with lock:
                piece = next(waiting, None)
            if piece is None:
                return
            began = time.perf_counter()
            try:
                piece()
            except Exception as error:  # noqa: BLE001 - a thread's end is silent; `failures` is not
                done.failures.append(f"{type(error).__name__}: {error}")
            done.took.append(time.perf_counter() - began)

    crowd = [threading.Thread(target=run) for _ in range(threads)]
    began = time.perf_counter()
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    done.seconds = time.perf_counter() - began
    return done
