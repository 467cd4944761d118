"""An answer that never arrives costs nothing (T-A2); what is settled stays (T-A12, T-A13)."""

import contextlib
import http.client
import json
import uuid
from typing import Any

from tests.counting import ask, jobs, rows, verbs
from tests.reliability.proxy import Proxy, losing_answers
from tests.reliability.rig import running
from tests.world import World, announce, jpeg

LOST = 3


def persistent(proxy: Proxy, token: str, method: str, path: str, body: bytes, **tag: str) -> Any:
    """What a phone gets that sends the same until it is answered."""
    named = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    for _ in range(LOST + 1):
        line = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=20)
        with contextlib.closing(line), contextlib.suppress(OSError, http.client.HTTPException):
            line.request(
                method, path, body, named | {k.replace("_", "-"): v for k, v in tag.items()}
            )
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
    told = world.call(
        "visitor", "PUT", f"/api/v1/field/evidence/{fresh}", announce(visit_id, "R1", other)
    )
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
    found = ask(
        world, "SELECT number, answers FROM revision WHERE visit_id = :v ORDER BY 1", v=visit_id
    )
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
