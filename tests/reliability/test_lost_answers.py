"""An answer that never arrives costs nothing (T-A2); what is settled stays (T-A12, T-A13)."""

import contextlib
import http.client
import json
import socket
import struct
import threading
import time
import uuid
from typing import Any

import pytest

from audit.infra.db import unit_of_work
from audit.infra.events import verify_log
from tests.counting import ask, jobs, rows, verbs
from tests.reliability.proxy import Proxy, losing_answers
from tests.reliability.rig import running
from tests.serving import Server
from tests.world import World, announce, jpeg

LOST = 3


def persistent(proxy: Proxy, token: str, method: str, path: str, body: bytes, **tag: str) -> Any:
    """What a phone gets that sends the same until it is answered."""
    named = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    for _ in range(LOST + 1):
        line = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=20)
        with contextlib.closing(line), contextlib.suppress(OSError, http.client.HTTPException):
            line.request(method, path, body, named | {k.replace("_", "-"): v for k, v in tag.items()})
            answer = line.getresponse()
            return answer.status, json.loads(answer.read())
    raise TimeoutError(path)


def test_ta2_an_answer_lost_after_the_commit_is_given_again_and_nothing_happens_twice(
    world: World,
) -> None:
    with running(world.app) as program, losing_answers(program.port) as proxy:
        visit_id, name, token = world.plan(), uuid.uuid4(), world.tokens["visitor"]
        photo, data = uuid.uuid4(), jpeg()
        where = f"/api/v1/field/evidence/{photo}"
        steps = [("PUT", where, json.dumps(announce(visit_id, "R1", data)).encode())]
        steps += [("POST", f"{where}/verify", b"")]
        body = json.dumps(world.body((photo, data))).encode()
        steps += [("PUT", f"/api/v1/field/visits/{visit_id}/submissions/{name}", body)]
        before = rows(world)
        answers = []
        for method, path, sent in steps:
            proxy.drops = LOST
            status, said = persistent(proxy, token, method, path, sent)
            answers.append((status, said))
            if upload := said.get("upload"):
                world.upload(upload, data)
    after = rows(world)

    assert [status for status, _ in answers] == [200, 200, 200]
    assert len(proxy.dropped) == LOST * len(steps)
    assert all(b" 200 OK" in lost.split(b"\r\n")[0] for lost in proxy.dropped)
    lost = [json.loads(each.partition(b"\r\n\r\n")[2])["receipt"] for each in proxy.dropped[-LOST:]]
    assert lost == [answers[-1][1]["receipt"]] * LOST
    grown = {table: after[table] - before[table] for table in after}
    assert (grown["submission"], grown["revision"], grown["evidence"]) == (1, 1, 1)
    assert grown["event_log"] == 2  # the photo verified, the part received
    assert verbs(world, photo) == {"evidence.verified": 1}
    assert jobs(world)["visit.sweep"] == jobs(world)["evidence.verified"] == 1


def test_ta2_a_verb_of_the_desk_whose_answer_was_lost_says_that_it_was_done(world: World) -> None:
    visit_id = world.submitted()
    path, tag = f"/api/v1/desk/visits/{visit_id}/approve", world.visit(visit_id).row_version
    with running(world.app) as program, losing_answers(program.port) as proxy:
        proxy.drops = 1
        token = world.tokens["reviewer"]

        status, said = persistent(proxy, token, "POST", path, b"", If_Match=f'"{tag}"')

    assert (status, said["code"]) == (409, "visit.wrong_state")
    assert world.visit(visit_id).state == "approved"
    assert verbs(world, visit_id)["visit.approved"] == 1


def test_ta12_other_bytes_for_a_photo_that_is_settled_are_refused_by_every_door(
    world: World,
) -> None:
    visit_id, data, other = world.plan(), jpeg(), jpeg()
    photo = world.photo(visit_id, "R1", data)
    where = f"/api/v1/field/evidence/{photo}"
    fresh = uuid.uuid4()
    told = world.call("visitor", "PUT", f"/api/v1/field/evidence/{fresh}", announce(visit_id, "R1", other))
    world.submit(visit_id, world.body((photo, data)))
    world.submit(visit_id, world.callback())
    world.act("reviewer", visit_id, "approve")
    number, answers = world.visit(visit_id).current_revision, revision(world, visit_id)

    announced = world.call("visitor", "PUT", where, announce(visit_id, "R1", other))
    again = world.call("visitor", "PUT", where, announce(visit_id, "R1", data))
    late = world.upload(told.json["upload"], other)
    swapped = world.upload(told.json["upload"], data)
    verified = world.call("visitor", "POST", f"/api/v1/field/evidence/{fresh}/verify")
    sent = world.submit(visit_id, world.body((fresh, other)))

    assert (announced.status_code, announced.json["code"]) == (409, "evidence.other_content")
    assert (again.status_code, again.json["upload"]) == (200, None)
    assert late.status_code == 201
    assert 400 <= swapped.status_code < 500
    assert verified.json["state"] == "verified"  # kept and receipted, counted on by nobody
    assert (sent.status_code, sent.json["code"]) == (409, "visit.wrong_state")
    assert (world.visit(visit_id).current_revision, revision(world, visit_id)) == (number, answers)
    assert world.outside.store.read(f"{world.tenant_id}/{hash_of(world, photo)}", 1 << 24) == data


def revision(world: World, visit_id: uuid.UUID) -> Any:
    found = ask(world, "SELECT number, answers FROM revision WHERE visit_id = :v ORDER BY 1", v=visit_id)
    return [tuple(row) for row in found]


def hash_of(world: World, photo: uuid.UUID) -> str:
    return ask(world, "SELECT sha256 FROM evidence WHERE id = :e", e=photo)[0].sha256


def test_ta13_a_reviewer_with_yesterdays_tag_is_told_and_both_versions_stay(world: World) -> None:
    visit_id = world.plan()
    data = jpeg()
    photo = world.photo(visit_id, "R1", data)
    world.submit(visit_id, world.body((photo, data)))
    stale = world.visit(visit_id).row_version
    world.submit(visit_id, world.callback())
    path = f"/api/v1/desk/visits/{visit_id}"

    refused = world.call("reviewer", "POST", f"{path}/approve", If_Match=f'"{stale}"')
    looked = world.call("reviewer", "GET", path)
    approved = world.call("reviewer", "POST", f"{path}/approve", If_Match=looked.headers["ETag"])

    assert (refused.status_code, refused.json["code"]) == (412, "request.stale")
    assert approved.status_code == 200
    assert [number for number, _ in revision(world, visit_id)] == [1, 2]


@pytest.mark.parametrize("connections", [32])
def test_clients_that_hang_up_do_not_hold_the_server(world: World, connections: int) -> None:
    visit_id, token = world.plan(), world.tokens["visitor"]
    path = f"/api/v1/field/visits/{visit_id}/draft"
    body = json.dumps({"part": "onsite", "answers": world.body()["answers"]}).encode()
    head = (f"PUT {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Type: "
            f"application/json\r\nContent-Length: {len(body)}\r\n\r\n").encode()  # fmt: skip
    with running(world.app) as program:
        stop = time.monotonic() + 4
        counts = [0] * connections

        def abort(number: int) -> None:
            while time.monotonic() < stop:
                with socket.create_connection(("127.0.0.1", program.port), timeout=10) as line:
                    cut = (number + counts[number]) % 4
                    message = head + body
                    line.sendall(message if cut else message[: -len(body) // 2])
                    # closed with a reset, which is what a phone in a tunnel looks like
                    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                counts[number] += 1
                time.sleep(1)

        threads = [threading.Thread(target=abort, args=(n,)) for n in range(connections)]
        for thread in threads:
            thread.start()
        slowest = 0.0
        while time.monotonic() < stop:
            began = time.monotonic()
            said = Server(program.port).ask(token, "GET", "/api/v1/field/visits")
            assert said.status == 200
            slowest = max(slowest, time.monotonic() - began)
        for thread in threads:
            thread.join(30)
        after = Server(program.port).ask(token, "PUT", path, body)
        words = program.said()

    assert not any(thread.is_alive() for thread in threads)
    assert sum(counts) > connections
    assert slowest < 10
    assert after.status == 200
    assert "unforeseen" not in words, words[-3000:]
    with unit_of_work(world.tenant_id):
        assert verify_log()[1] is None
