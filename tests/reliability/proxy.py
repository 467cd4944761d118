"""A proxy between phone and server that loses the answer, after the server has given it."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Proxy:
    """Forwards requests; while `drops` is above zero it reads an answer and lets nobody see it."""

    behind: int
    drops: int = 0
    dropped: list[bytes] = field(default_factory=list)
    port: int = 0

    def serve(self, client: socket.socket) -> None:
        """One connection, one request."""
        with client, socket.create_connection(("127.0.0.1", self.behind)) as server:
            server.sendall(
                _message(client).replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1)
            )
            answer = _all(server)
            if self.drops:
                self.drops -= 1
                self.dropped.append(answer)
                return
            client.sendall(answer)


@contextlib.contextmanager
def losing_answers(behind: int) -> Iterator[Proxy]:
    """A proxy before that port."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        proxy = Proxy(behind, port=door.getsockname()[1])
        listening = threading.Thread(target=_listen, args=(door, proxy), daemon=True)
        listening.start()
        yield proxy
        door.shutdown(socket.SHUT_RDWR)
        listening.join(5)


def _listen(door: socket.socket, proxy: Proxy) -> None:
    while True:
        try:
            client, _ = door.accept()
        except OSError:
            return
        proxy.serve(client)


def _message(client: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        data += client.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    sizes = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    missing = (int(sizes[0].split(b":")[1]) if sizes else 0) - len(body)
    while missing > 0:
        piece = client.recv(65536)
        data, missing = data + piece, missing - len(piece)
    return data


def _all(server: socket.socket) -> bytes:
    data = b""
    while piece := server.recv(65536):
        data += piece
    return data
