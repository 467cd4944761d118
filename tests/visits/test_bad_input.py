"""Bad input: a clear problem with code and place, all at once; nothing half stored, or lost."""

import copy
import json
import uuid
from typing import Any

import pytest

from tests.counting import jobs, rows
from tests.world import World, announce, content, jpeg, make_world


def right(world: World) -> tuple[uuid.UUID, dict[str, Any]]:
    """A visit and an on-site part that is right in every respect."""
    visit_id, data = world.plan(), jpeg()
    return visit_id, world.body((world.photo(visit_id, "R1", data), data))


def put(body: dict[str, Any], place: str, value: Any) -> dict[str, Any]:
    """`body` with `value` at a place like `answers.R2.v`."""
    changed = copy.deepcopy(body)
    *path, last = place.split(".")
    node: Any = changed
    for step in path:
        node = node[int(step)] if isinstance(node, list) else node[step]
    node[last] = value
    return changed


def places(said: Any) -> list[tuple[str, str]]:
    """Code and pointer of every fault."""
    return [(fault["code"], fault["pointer"]) for fault in said.json["problems"]]


STRANGE = uuid.UUID(int=1)
WRONG = [  # place, value, code, pointer
    ("answers.ZZ", {"v": "yes"}, "answer.unknown_item", "/answers/ZZ"),
    ("answers.R2.v", "9", "answer.off_scale", "/answers/R2/v"),
    ("answers.R1.v", "perhaps", "answer.unknown_code", "/answers/R1/v"),
    ("answers.R1.photos", [], "answer.photos_too_few", "/answers/R1/photos"),
    ("answers.R3", {"v": "5"}, "answer.comment_missing", "/answers/R3/comment"),
    ("answers.R1.photos", [str(STRANGE)], "answer.photo_undeclared", "/answers/R1/photos/0"),
    ("answers.R2", {"na": True, "reason": "bored"}, "answer.reason_unknown", "/answers/R2/reason"),
    ("answers.R2.v", 4.0, "answer.not_text", "/answers/R2/v"),
    ("checklist_hash", "0" * 64, "visit.other_checklist", "/checklist_hash"),
    ("evidence.0.item", "ZZ", "answer.unknown_item", "/evidence/0/item"),
    ("evidence.0.size_bytes", 0, "request.range", "/evidence/0/size_bytes"),
    ("evidence.0.type", "image/gif", "request.one_of", "/evidence/0/type"),
    ("part", "everything", "request.one_of", "/part"),
    ("score", "100", "request.unknown_field", "/score"),
]  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: f"{wrong[0]}={wrong[1]}")
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_each_fault_is_told_with_its_place_and_nothing_is_stored(
    world: World, wrong, language
) -> None:
    place, value, code, pointer = wrong
    visit_id, data = world.plan(), jpeg()
    body = put(world.body((uuid.uuid4(), data)), place, value)
    before, queued = rows(world), jobs(world)

    where = f"/api/v1/field/visits/{visit_id}/submissions/{uuid.uuid4()}?lang={language}"
    said = world.call("visitor", "PUT", where, body)

    assert (said.status_code, said.json["code"]) == (422, "request.invalid")
    assert (code, pointer) in places(said)
    detail = said.json["detail"] + "".join(fault["detail"] for fault in said.json["problems"])
    assert any("一" <= sign <= "鿿" for sign in detail) == (language == "zh-CN")
    assert (rows(world), jobs(world)) == (before, queued)
    assert world.visit(visit_id).state == "assigned"


def test_every_fault_is_told_at_once(world: World) -> None:
    visit_id, body = right(world)
    body["answers"] |= {"ZZ": {"v": "yes"}, "R2": {"v": "9"}, "R3": {"v": "5"}}
    del body["answers"]["R4"]
    body["evidence"].append(body["evidence"][0])

    said = world.submit(visit_id, body)

    assert places(said) == [
        ("evidence.listed_twice", "/evidence/1/id"),
        ("answer.unknown_item", "/answers/ZZ"),
        ("answer.off_scale", "/answers/R2/v"),
        ("answer.comment_missing", "/answers/R3/comment"),
        ("answer.missing", "/answers/R4"),
    ]


def test_a_photo_of_another_visit_is_refused_with_its_place(world: World) -> None:
    other, data = world.plan(), jpeg()
    photo = world.photo(other, "R1", data)
    visit_id, before = world.plan(), rows(world)

    said = world.submit(visit_id, world.body((photo, data)))

    assert (said.status_code, said.json["code"]) == (409, "evidence.other_content")
    assert places(said) == [("evidence.id_taken", "/evidence/0/id")]
    assert rows(world) == before | {"submission_conflict": 1}


@pytest.mark.parametrize("change", [{"sha256": "a" * 64}, {"item": "R4"}])
def test_another_photo_under_a_known_id_is_refused_at_both_doors(world: World, change) -> None:
    visit_id, body = right(world)
    photo = body["evidence"][0]
    before = rows(world)
    declared = put(body, "evidence", [photo | change])

    said = world.submit(visit_id, declared)
    told = {key: photo[key] for key in ("sha256", "size_bytes", "type", "item")} | change
    announced = world.call(
        "visitor", "PUT", f"/api/v1/field/evidence/{photo['id']}", told | {"visit": str(visit_id)}
    )

    assert [each.status_code for each in (said, announced)] == [409, 409]
    assert {each.json["code"] for each in (said, announced)} == {"evidence.other_content"}
    assert rows(world) == before | {"submission_conflict": 1}


def test_a_body_too_large_is_refused_before_it_is_read(world: World) -> None:
    visit_id, body = right(world)
    before = rows(world)
    body["answers"]["R3"]["comment"] = "长" * 1_000_000

    said = world.submit(visit_id, json.dumps(body).encode())

    assert (said.status_code, said.json["code"]) == (413, "request.too_large")
    assert rows(world) == before


def test_a_body_that_is_no_json_is_refused(world: World) -> None:
    visit_id, before = world.plan(), rows(world)

    said = world.submit(visit_id, b'{"part": "onsite", ')

    assert (said.status_code, said.json["code"]) == (400, "request.unreadable")
    assert rows(world) == before


def test_a_visit_of_another_tenant_is_as_absent_as_one_that_never_was(app, world: World) -> None:
    visit_id, body = right(world)
    stranger = make_world(app)
    before = rows(world)

    foreign = stranger.submit(visit_id, body)
    absent = stranger.submit(uuid.uuid4(), body)

    assert (foreign.status_code, foreign.json["code"]) == (404, "visit.unknown")
    hidden = ("request_id",)
    shown = [{k: v for k, v in said.json.items() if k not in hidden} for said in (foreign, absent)]
    assert shown[0] == shown[1]
    assert rows(world) == before


def test_a_photo_of_an_item_that_the_checklist_has_not_is_refused_when_announced(
    world: World,
) -> None:
    visit_id, before = world.plan(), rows(world)
    told = announce(visit_id, "ZZ", jpeg())

    said = world.call("visitor", "PUT", f"/api/v1/field/evidence/{uuid.uuid4()}", told)

    assert places(said) == [("answer.unknown_item", "/item")]
    assert rows(world) == before


def test_the_same_id_in_two_tenants_stands_for_two_photos(app, world: World) -> None:
    other, data, photo = make_world(app), jpeg(), uuid.uuid4()
    told = [announce(each.plan(), "R1", data) for each in (world, other)]

    said = [
        each.call("visitor", "PUT", f"/api/v1/field/evidence/{photo}", body)
        for each, body in zip((world, other), told, strict=True)
    ]

    assert [each.status_code for each in said] == [200, 200]
    assert [rows(each)["evidence"] for each in (world, other)] == [1, 1]
    assert content(data)["sha256"] in said[0].json["upload"]["url"]
