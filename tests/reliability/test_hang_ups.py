"""Clients that go away in the middle of a request hold nobody up."""

import json
import socket
import struct
import threading
import time
import uuid
from dataclasses import dataclass, field

from audit.infra.db import unit_of_work
from audit.infra.events import verify_log
from tests.reliability.rig import running
from tests.serving import Server
from tests.world import World

CONNECTIONS, SECONDS, PAUSE_SECONDS = 32, 4, 1.0


@dataclass
class Storm:
    """So many clients that send a request, or half of one, and reset the connection."""

    port: int
    head: bytes
    body: bytes
    hung_up: list[int] = field(default_factory=list)
    stop: float = field(default_factory=lambda: time.monotonic() + SECONDS)

    def client(self, number: int) -> None:
        """One after the other, every fourth in the middle of its body."""
        for turn in range(1000):
            if time.monotonic() > self.stop:
                return
            cut = len(self.body) // 2 if (number + turn) % 4 == 0 else len(self.body)
            with socket.create_connection(("127.0.0.1", self.port), timeout=10) as line:
                line.sendall(self.head + self.body[:cut])
                # closed by a reset, which is what a phone in a tunnel looks like
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.hung_up.append(number)
            time.sleep(PAUSE_SECONDS)


def draft(world: World, visit_id: uuid.UUID) -> tuple[str, bytes, bytes]:
    """Path, head and body of a draft as it goes over the wire."""
    path = f"/api/v1/field/visits/{visit_id}/draft"
    body = json.dumps({"part": "onsite", "answers": world.body()["answers"]}).encode()
    head = (
        f"PUT {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {world.tokens['visitor']}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return path, head.encode(), body


def test_thirty_two_clients_that_hang_up_do_not_hold_the_server(world: World) -> None:
    path, head, body = draft(world, world.plan())
    token, waits = world.tokens["visitor"], []
    with running(world.app) as program:
        storm, server = Storm(program.port, head, body), Server(program.port)
        threads = [threading.Thread(target=storm.client, args=(n,)) for n in range(CONNECTIONS)]
        for thread in threads:
            thread.start()
        while time.monotonic() < storm.stop:
            began = time.monotonic()
            assert server.ask(token, "GET", "/api/v1/field/visits").status == 200
            waits.append(time.monotonic() - began)
        for thread in threads:
            thread.join(30)
        after = server.ask(token, "PUT", path, body)
        words = program.said()

    assert not any(thread.is_alive() for thread in threads)
    assert set(storm.hung_up) == set(range(CONNECTIONS))
    assert max(waits) < 10  # a busy machine answers slowly, a hung one never
    assert after.status == 200
    assert "unforeseen" not in words, words[-3000:]
    with unit_of_work(world.tenant_id):
        assert verify_log()[1] is None
