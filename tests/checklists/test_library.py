"""The library at its doors: versions, retiring, who may read which script."""

import uuid
from functools import partial
from typing import Any

from audit.checklists import service
from audit.infra.db import unit_of_work
from audit.kpi.queries import frameworks
from audit.kpi.service import take_stock
from tests.counting import verbs
from tests.serving import together
from tests.tiny import checklist_document
from tests.world import World, open_wave

LIBRARY = "/api/v1/desk/library"


def script(text: str = "您好") -> dict[str, Any]:
    both = {"zh-CN": text, "en": f"{text} in English"}
    return {"title": both, "text": both, "post": "advisor", "stage": "reception"}


def add(world: World, document: Any, code: str = "greet", kind: str = "script") -> Any:
    body = {"kind": kind, "code": code, "document": document}
    with world.app.app_context():
        return world.call("quality_manager", "POST", LIBRARY, body)


def retire(world: World, entry_id: str) -> Any:
    return world.call("quality_manager", "POST", f"{LIBRARY}/{entry_id}/retire")


def test_the_same_code_again_is_a_new_version_and_the_old_one_stays(world: World) -> None:
    first, second = add(world, script()).json, add(world, script("欢迎")).json

    assert (first["version"], second["version"]) == (1, 2)
    kept = world.call("planner", "GET", f"{LIBRARY}/{first['id']}").json
    assert kept["document"] == script()
    assert kept["hash"] == first["hash"] != second["hash"]


def test_the_content_that_stands_is_not_written_again(world: World) -> None:
    first, again = add(world, script()).json, add(world, script()).json

    assert again == first
    assert verbs(world, uuid.UUID(first["id"])) == {"library.added": 1}


def test_two_who_write_at_once_get_two_versions_or_one_is_told(world: World) -> None:
    said = together([partial(add, world, script(text)) for text in ("甲", "乙")])

    statuses = sorted(told.status_code for told in said)
    listed = world.call("planner", "GET", f"{LIBRARY}?text=greet").json["items"]
    assert statuses in ([201, 201], [201, 409])
    assert len(listed) == statuses.count(201)


def test_what_is_retired_stays_so_and_is_told_once(world: World) -> None:
    entry = add(world, script()).json

    first, again = retire(world, entry["id"]).json, retire(world, entry["id"]).json

    assert first["retired_at"] == again["retired_at"] is not None
    assert verbs(world, uuid.UUID(entry["id"])) == {"library.added": 1, "library.retired": 1}


def test_choices_come_back_in_the_order_of_their_author(world: World) -> None:
    both = {"zh": "甲", "en": "A"}
    choices = {code: {"points": "1"} | both for code in ("zebra", "ant", "mole")}
    document = {"title": {"zh-CN": "甲", "en": "A"}, "choices": choices}

    entry = add(world, document, "animals", "response_set").json

    read = world.call("planner", "GET", f"{LIBRARY}/{entry['id']}").json
    assert list(read["document"]["choices"]) == ["zebra", "ant", "mole"]


def test_faults_come_with_their_places_in_the_readers_language(world: World) -> None:
    told = add(world, {"title": {"zh-CN": "甲", "en": "A"}, "post": "chef"})

    assert told.status_code == 422
    places = {fault["pointer"] for fault in told.json["problems"]}
    assert places == {"/stage", "/post", "/text/zh-CN", "/text/en"}
    assert all(fault["detail"] for fault in told.json["problems"])


def test_the_list_is_filtered_by_kind_words_and_use_and_comes_in_pages(world: World) -> None:
    with unit_of_work(world.tenant_id):
        take_stock("system")
    gone = add(world, script("下线的话术"), "gone").json
    retire(world, gone["id"])

    def listed(**query: str) -> list[str]:
        asked = "&".join(f"{key}={value}" for key, value in query.items())
        return [
            row["code"] for row in world.call("planner", "GET", f"{LIBRARY}?{asked}").json["items"]
        ]

    assert listed(kind="response_set") == [
        "frequency-5", "satisfaction-5", "weather", "yes-no-partly"
    ]  # fmt: skip
    assert listed(text="报价", kind="script") == ["explain-quote"]
    assert listed(kind="script", retired="true") == ["gone"]
    assert "gone" not in listed(kind="script", retired="false")
    first = world.call("planner", "GET", f"{LIBRARY}?limit=4").json
    second = world.call("planner", "GET", f"{LIBRARY}?limit=4&after={first['next']}").json
    assert not {row["id"] for row in first["items"]} & {row["id"] for row in second["items"]}


def citing(code: str) -> dict[str, Any]:
    document = checklist_document("CITING")
    document["sections"][0]["items"][0]["script_id"] = code
    return document


def publish(world: World, document: Any) -> Any:
    drafted = world.call(
        "quality_manager", "POST", "/api/v1/desk/checklists", {"document": document}
    )
    path = f"/api/v1/desk/checklists/{drafted.json['id']}/publish"
    return world.call("quality_manager", "POST", path, If_Match=drafted.headers["ETag"])


def test_s45_publishing_refuses_a_script_that_is_not_there_or_retired(world: World) -> None:
    unknown = publish(world, citing("greet"))
    entry = add(world, script()).json
    retire(world, entry["id"])
    again = world.call("quality_manager", "GET", "/api/v1/desk/checklists").json["items"]
    draft = next(row for row in again if row["state"] == "draft")
    path = f"/api/v1/desk/checklists/{draft['id']}/publish"
    retired = world.call("quality_manager", "POST", path, If_Match='"1"')
    add(world, script("新的问候"))
    done = world.call("quality_manager", "POST", path, If_Match='"1"')

    for told in (unknown, retired):
        (fault,) = told.json["problems"]
        assert (told.status_code, fault["code"], fault["pointer"]) == (
            422,
            "checklist.script_unknown",
            "/sections/0/items/0/script_id",
        )
    assert done.status_code == 200


def test_s45_a_visitor_reads_the_scripts_that_an_own_visit_cites(world: World) -> None:
    before = world.plan()
    with unit_of_work(world.tenant_id):
        service.add_entry("system", "script", "greet", script())
        entry = service.add_entry("system", "script", "greet", script("欢迎光临"))
        service.add_entry("system", "script", "other", script("别的"))
        draft = service.draft_version("system", citing("greet"))
        version = service.publish("system", draft.id, frameworks(), draft.row_version)
        world.version_hash = version.hash
        open_wave(world, "2027Q1")
        service.retire_entry("system", entry.id)
    visit_id = world.plan()

    def read(visit: uuid.UUID) -> Any:
        return world.call("visitor", "GET", f"/api/v1/field/visits/{visit}/scripts")

    (told,) = read(visit_id).json["items"]
    assert told == {"code": "greet", "version": 2} | script("欢迎光临")
    assert read(before).json == {"items": []}
    assert read(uuid.uuid4()).status_code == 404
