"""A submission is taken once and whole, with one receipt for ever; what is refused is kept."""

import json
import uuid
from datetime import datetime, timedelta
from functools import partial

import pytest

from audit.infra.clock import now
from tests.counting import ask, jobs, rows, statements, verbs
from tests.serving import Server, serving, together
from tests.world import World, announce, content, jpeg


@pytest.fixture(scope="module")
def server(app):
    with serving(app) as running:
        yield running


def path(visit_id: uuid.UUID, submission_id: uuid.UUID) -> str:
    return f"/api/v1/field/visits/{visit_id}/submissions/{submission_id}"


def kept(world: World) -> list[tuple[str, bytes]]:
    """Code and body of every refused submission of the tenant."""
    found = ask(world, "SELECT code, body FROM submission_conflict ORDER BY received_at")
    return [(code, bytes(body)) for code, body in found]


def onsite(world: World, visit_id: uuid.UUID, **changes) -> bytes:
    """A right on-site part with a verified photo, as bytes."""
    data = jpeg(uuid.uuid4().int % 65536)
    return json.dumps(world.body((world.photo(visit_id, "R1", data), data), **changes)).encode()


def test_ta3_sixty_four_identical_submissions_make_one_row_and_one_receipt(
    world: World, server: Server
) -> None:
    visit_id, submission_id = world.plan(), uuid.uuid4()
    body, token = onsite(world, visit_id), world.tokens["visitor"]
    send = partial(server.ask, token, "PUT", path(visit_id, submission_id), body)

    said = together([send] * 64)

    assert {each.status for each in said} == {200}
    assert len({json.dumps(each.json["receipt"], sort_keys=True) for each in said}) == 1
    assert {key: rows(world)[key] for key in ("submission", "revision", "submission_conflict")} == {
        "submission": 1,
        "revision": 1,
        "submission_conflict": 0,
    }
    assert verbs(world, visit_id)["submission.received"] == 1
    assert jobs(world)["visit.sweep"] == 1
    assert world.visit(visit_id).current_revision == 1


def test_ta3_of_two_bodies_under_one_id_one_is_taken_and_the_other_kept(
    world: World, server: Server
) -> None:
    visit_id, submission_id = world.plan(), uuid.uuid4()
    first = onsite(world, visit_id)
    bodies = [first, first.replace(b'"v": "4"', b'"v": "2"')]
    token, where = world.tokens["visitor"], path(visit_id, submission_id)

    said = together([partial(server.ask, token, "PUT", where, bodies[n % 2]) for n in range(32)])

    (taken,) = [bytes(body) for (body,) in ask(world, "SELECT body FROM submission")]
    expected = [200 if bodies[number % 2] == taken else 409 for number in range(32)]
    assert [each.status for each in said] == expected
    assert {each.json["code"] for each in said if each.status == 409} == {
        "submission.other_content"
    }
    refused = bodies[1 - bodies.index(taken)]
    assert set(kept(world)) == {("submission.other_content", refused)}


@pytest.mark.parametrize("change", [(b'"v": "4"', b'"v": "2"'), (b'": "onsite"', b'" : "onsite"')])
def test_ta4_other_bytes_under_a_known_id_are_refused_and_both_kept(world: World, change) -> None:
    visit_id, submission_id = world.plan(), uuid.uuid4()
    body = onsite(world, visit_id)
    receipt = world.submit(visit_id, body, submission_id).json["receipt"]

    other = world.submit(visit_id, body.replace(*change), submission_id)
    again = world.submit(visit_id, body, submission_id)

    assert (other.status_code, other.json["code"]) == (409, "submission.other_content")
    assert kept(world) == [("submission.other_content", body.replace(*change))]
    assert [bytes(row.body) for row in ask(world, "SELECT body FROM submission")] == [body]
    assert again.json["receipt"] == receipt


def test_a_refused_body_that_a_phone_sends_again_and_again_is_kept_once(world: World) -> None:
    visit_id = world.plan()
    stale, submission_id = onsite(world, visit_id, base=7), uuid.uuid4()

    said = [world.submit(visit_id, stale, submission_id).status_code for _ in range(3)]

    assert said == [409, 409, 409]
    assert kept(world) == [("visit.stale_base", stale)]


def test_a_stale_base_is_refused_and_kept_and_a_new_id_replaces_the_part(world: World) -> None:
    visit_id = world.plan()
    first = onsite(world, visit_id)
    world.submit(visit_id, first)
    changed = first.replace(b'"v": "4"', b'"v": "2"')

    stale = world.submit(visit_id, changed)
    rebased = world.submit(visit_id, changed.replace(b'"base": null', b'"base": 1'))

    assert (stale.status_code, stale.json["code"]) == (409, "visit.stale_base")
    assert kept(world) == [("visit.stale_base", changed)]
    assert rebased.status_code == 200
    found = ask(world, "SELECT answers -> 'R2' ->> 'v', changed FROM revision ORDER BY number")
    assert [tuple(row) for row in found] == [("4", ["R1", "R2", "R3", "R4"]), ("2", ["R2"])]


def test_of_two_phones_at_once_one_is_taken_and_the_other_is_stale(
    world: World, server: Server
) -> None:
    visit_id, token = world.plan(), world.tokens["visitor"]
    bodies = [onsite(world, visit_id) for _ in range(2)]

    said = together(
        [partial(server.ask, token, "PUT", path(visit_id, uuid.uuid4()), body) for body in bodies]
    )

    assert sorted(each.status for each in said) == [200, 409]
    loser = next(number for number, each in enumerate(said) if each.status == 409)
    assert kept(world) == [("visit.stale_base", bodies[loser])]
    assert world.visit(visit_id).current_revision == 1


def test_one_submission_id_sent_for_two_visits_at_once_stands_for_one_of_them(
    world: World, server: Server
) -> None:
    token = world.tokens["visitor"]
    statuses = []
    for _ in range(8):
        visits, submission_id = [world.plan(), world.plan()], uuid.uuid4()
        calls = [
            partial(server.ask, token, "PUT", path(v, submission_id), onsite(world, v))
            for v in visits
        ]
        statuses.append(sorted(each.status for each in together(calls)))

    assert statuses == [[200, 409]] * 8
    assert [code for code, _ in kept(world)] == ["submission.other_content"] * 8


def test_a_photo_announced_while_its_submission_arrives_is_counted_on(
    world: World, server: Server
) -> None:
    token, undeclared = world.tokens["visitor"], []
    for _ in range(8):
        visit_id, data, photo = world.plan(), jpeg(1), uuid.uuid4()
        body = world.body((photo, data))
        told = announce(visit_id, "R1", data)
        put = partial(server.ask, token, "PUT")
        together(
            [
                partial(put, path(visit_id, uuid.uuid4()), body),
                partial(put, f"/api/v1/field/evidence/{photo}", told),
            ]
        )
        undeclared += ask(world, "SELECT id FROM evidence WHERE id = :p AND NOT declared", p=photo)

    assert undeclared == []


def test_one_evidence_id_declared_by_two_visits_at_once_belongs_to_one_of_them(
    world: World, server: Server
) -> None:
    token, statuses = world.tokens["visitor"], []
    for _ in range(8):
        visits, photo = [world.plan(), world.plan()], (uuid.uuid4(), jpeg(2))
        calls = [
            partial(server.ask, token, "PUT", path(v, uuid.uuid4()), world.body(photo))
            for v in visits
        ]
        statuses.append(sorted(each.status for each in together(calls)))

    assert statuses == [[200, 409]] * 8
    assert {code for code, _ in kept(world)} == {"evidence.other_content"}
    assert rows(world)["evidence"] == rows(world)["submission"] == 8


@pytest.mark.parametrize("acts", [(), ("approve",), ("approve", "publish")])
def test_what_comes_when_the_visit_has_gone_on_is_refused_and_kept(world: World, acts) -> None:
    visit_id = world.submitted()
    for act in acts:
        role = "reviewer" if act == "approve" else "publisher"
        assert world.act(role, visit_id, act).status_code == 200
    late = json.dumps(world.callback(base=2)).encode()

    said = world.submit(visit_id, late)

    assert (said.status_code, said.json["code"]) == (409, "visit.wrong_state")
    assert kept(world) == [("visit.wrong_state", late)]
    assert world.visit(visit_id).current_revision == 2


def test_a_lost_acknowledgement_is_given_again_however_far_the_visit_has_gone(world: World) -> None:
    visit_id, submission_id = world.plan(), uuid.uuid4()
    body = onsite(world, visit_id)
    receipts = [world.submit(visit_id, body, submission_id).json["receipt"]]
    world.submit(visit_id, world.callback())
    receipts.append(world.submit(visit_id, body, submission_id).json["receipt"])
    world.act("reviewer", visit_id, "approve")
    before = rows(world)

    said = world.submit(visit_id, body, submission_id).json

    assert [*receipts, said["receipt"]] == [receipts[0]] * 3
    assert (said["state"], said["waiting_for"]) == ("approved", {"evidence": [], "parts": []})
    assert rows(world) == before


def test_a_lost_acknowledgement_of_a_void_visit_says_that_nothing_is_waited_for(
    world: World,
) -> None:
    visit_id, submission_id, body = world.plan(), uuid.uuid4(), world.body((uuid.uuid4(), jpeg()))
    first = world.submit(visit_id, body, submission_id).json
    world.act("quality_manager", visit_id, "void", {"reason": "误派"})

    again = world.submit(visit_id, body, submission_id).json

    assert again["receipt"] == first["receipt"]
    assert (again["state"], again["waiting_for"]) == ("void", {"evidence": [], "parts": []})


def test_a_warm_submission_costs_five_statements_even_when_it_completes_the_visit(
    world: World,
) -> None:
    world.submitted()
    visit_id = world.plan()
    first = onsite(world, visit_id, check_in={"lat": "30.25", "lon": "120.16"})

    with statements() as receiving:
        assert world.submit(visit_id, first).json["state"] == "in_progress"
    with statements() as completing:
        assert world.submit(visit_id, world.callback()).json["state"] == "submitted"

    assert len(receiving) == 5, receiving
    assert len(completing) == 5, completing


@pytest.mark.parametrize("years", [-2, 10])
def test_ta18_a_phone_whose_clock_is_wrong_is_believed_in_nothing(world: World, years) -> None:
    visit_id, there = world.plan(), now().replace(day=1)
    claimed = there.replace(year=there.year + years).isoformat()
    device = {"started_at": claimed, "sent_at": claimed, "elapsed_ms": 60000}

    said = world.submit(visit_id, onsite(world, visit_id, device=device)).json

    received_at = datetime.fromisoformat(said["receipt"]["received_at"])
    assert abs(now() - received_at) < timedelta(minutes=1)
    (row,) = ask(world, "SELECT convert_from(body, 'UTF8') AS body FROM submission")
    assert json.loads(row.body)["device"] == device


def test_a_photo_left_out_of_a_replaced_part_is_no_longer_counted_on(world: World) -> None:
    visit_id, data = world.plan(), [jpeg(11), jpeg(12)]
    photos = [world.photo(visit_id, "R1", each) for each in data]
    world.submit(visit_id, world.body((photos[0], data[0])))
    body = world.body((photos[1], data[1]), base=1)
    referring = json.loads(json.dumps(body))
    referring["answers"]["R1"]["photos"] = [str(photos[0])]

    refused = world.submit(visit_id, referring)
    taken = world.submit(visit_id, body)

    assert [each["code"] for each in refused.json["problems"]] == ["answer.photo_undeclared"]
    assert taken.status_code == 200
    declared = ask(world, "SELECT id FROM evidence WHERE declared")
    assert [row.id for row in declared] == [photos[1]]


def test_a_photo_of_a_deferred_item_that_comes_with_the_on_site_part_is_waited_for(
    world: World,
) -> None:
    visit_id, data, photo, shown = world.plan(), jpeg(13), uuid.uuid4(), jpeg(14)
    told = announce(visit_id, "F2", data)
    world.call("visitor", "PUT", f"/api/v1/field/evidence/{photo}", told)
    answered = world.body((world.photo(visit_id, "R1", shown), shown))
    answered["answers"] |= {"F1": {"v": "2"}, "F2": {"v": "no", "photos": [str(photo)]}}
    answered["evidence"].append({"id": str(photo), "item": "F2"} | content(data))

    said = world.submit(visit_id, answered).json

    assert (said["state"], said["waiting_for"]["evidence"]) == ("in_progress", [str(photo)])
