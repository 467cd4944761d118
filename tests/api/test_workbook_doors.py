"""Checklists as workbooks at the desk: down, changed, up; every fault at its cell."""

import io
from typing import Any

import openpyxl
import orjson
from openpyxl.workbook import Workbook as File
from werkzeug.test import TestResponse

from audit.checklists.definition import parse
from audit.infra.excel import MEDIA_TYPE
from tests.tiny import checklist_document
from tests.workbooks import column, edited, sheet, workbook_bytes
from tests.world import World

DESK = "/api/v1/desk/checklists"


def send(world: World, data: bytes, lang: str = "en", kind: str = MEDIA_TYPE) -> TestResponse:
    path = f"{DESK}/workbook?lang={lang}"
    return world.call("quality_manager", "POST", path, data, Content_Type=kind)


def draft(world: World, code: str) -> dict[str, Any]:
    body = {"document": checklist_document(code)}
    found: dict[str, Any] = world.call("quality_manager", "POST", DESK, body).json
    return found


def fetch(world: World, version_id: str, lang: str) -> TestResponse:
    return world.call("quality_manager", "GET", f"{DESK}/{version_id}/workbook?lang={lang}")


def test_a_workbook_comes_in_the_readers_language_and_goes_up_with_the_same_hash(
    world: World,
) -> None:
    made = draft(world, "down-up")

    for lang, name in (("zh-CN", "检查项"), ("en", "Items")):
        came = fetch(world, made["id"], lang)
        assert (came.status_code, came.content_type) == (200, MEDIA_TYPE)
        assert came.headers["Content-Disposition"] == 'attachment; filename="down-up-1.xlsx"'
        assert name in openpyxl.load_workbook(io.BytesIO(came.data)).sheetnames
        told = send(world, came.data).json
        assert (told["id"], told["hash"]) == (made["id"], made["hash"])
        assert (told["replaced"], told["lacks"]) == (made["hash"], [])


def test_a_new_workbook_becomes_a_draft(world: World) -> None:
    document = checklist_document("from-excel")

    answer = send(world, workbook_bytes(document, "en"))

    told = answer.json
    assert (answer.status_code, told["state"], told["replaced"]) == (201, "draft", None)
    assert (told["code"], told["version"], told["item_count"]) == ("from-excel", 1, 6)
    kept = world.call("quality_manager", "GET", f"{DESK}/{told['id']}/document").json
    assert kept == orjson.loads(parse(document).arranged)


def test_a_changed_workbook_replaces_the_draft_and_says_what_publishing_wants(
    world: World,
) -> None:
    made = draft(world, "changed")

    def change(file: File) -> None:
        items = sheet(file, "items")
        items.cell(3, column(items, "en")).value = None

    answer = send(world, edited(fetch(world, made["id"], "en").data, change))

    told = answer.json
    assert (answer.status_code, told["id"], told["replaced"]) == (201, made["id"], made["hash"])
    assert told["hash"] != made["hash"]
    assert [(each["pointer"], each["code"]) for each in told["lacks"]] == [
        ("/Items/E3", "checklist.text_missing")
    ]
    assert told["lacks"][0]["detail"].startswith("Sheet “Items”, row 3, column E (English): ")
    assert int(answer.headers["ETag"].strip('"')) == 2


def test_every_fault_is_told_in_the_readers_language_and_nothing_is_kept(world: World) -> None:
    def spoil(file: File) -> None:
        items = sheet(file, "items")
        items.cell(3, column(items, "max")).value = "ten"
        items.cell(4, column(items, "type")).value = "quiz"

    data = edited(workbook_bytes(checklist_document("spoilt"), "zh-CN"), spoil)

    for lang, said in (("zh-CN", "工作表“检查项”第 3 行 F 列（满分（分））："),
                       ("en", "Sheet “检查项”, row 3, column F (满分（分）): ")):  # fmt: skip
        answer = send(world, data, lang)
        assert (answer.status_code, answer.json["code"]) == (422, "workbook.invalid")
        assert [each["pointer"] for each in answer.json["problems"]] == ["/检查项/F3", "/检查项/C4"]
        assert answer.json["problems"][0]["detail"].startswith(said)
    assert world.call("quality_manager", "GET", f"{DESK}?code=spoilt").json["items"] == []


def test_a_published_version_is_never_replaced(world: World) -> None:
    made = draft(world, "in-force")
    published = world.call(
        "quality_manager", "POST", f"{DESK}/{made['id']}/publish", If_Match='"1"'
    )
    assert published.status_code == 200, published.data

    answer = send(world, fetch(world, made["id"], "en").data)

    assert (answer.status_code, answer.json["code"]) == (409, "checklist.version_taken")


def test_what_is_no_workbook_is_refused_with_its_kind(world: World) -> None:
    told = [
        send(world, b"code,en", kind="text/csv"),
        send(world, b"code,en"),
        send(world, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        send(world, b"\0" * (5 << 20)),
    ]

    assert [(each.status_code, each.json["code"]) for each in told] == [
        (415, "request.media_type"),
        (422, "workbook.not_excel"),
        (422, "workbook.old_excel"),
        (413, "request.too_large"),
    ]


def test_an_empty_workbook_to_begin_with(world: World) -> None:
    came = world.call("planner", "GET", f"{DESK}/workbook-template?lang=en")

    file = openpyxl.load_workbook(io.BytesIO(came.data))
    assert file.sheetnames == ["Checklist", "Sections", "Items", "Choices", "KPI", "Help", "Lists"]
    assert "leaves_core4" in file.defined_names
