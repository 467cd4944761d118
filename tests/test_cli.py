"""The commands, as an operator would type them."""

import json
import uuid
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from audit.checklists.definition import parse
from tests.tiny import CALLBACK, ONSITE, checklist_document
from tests.world import World

ROOT = Path(__file__).parents[1]


def run(app: Flask, *words: object) -> Result:
    return app.test_cli_runner().invoke(args=["audit", *map(str, words)])


def kept(folder: Path, name: str, content: object) -> Path:
    path = folder / name
    path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    return path


def test_a_publishable_checklist_is_told_its_hash(app: Flask) -> None:
    done = run(app, "checklist", "check", ROOT / "docs/example/checklist.json")

    assert done.exit_code == 0
    assert "welcome-visit 1: publishable, 3 items" in done.output


def test_every_lack_of_a_checklist_is_told_with_its_place(app: Flask, tmp_path: Path) -> None:
    document = checklist_document()
    del document["title"], document["sections"][0]["items"][0]["en"]

    done = run(app, "checklist", "check", kept(tmp_path, "lacking.json", document))

    assert done.exit_code == 1
    assert "/title" in done.stderr
    assert "/sections/0/items/0" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_is_no_json_is_named(app: Flask, tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("{", "utf-8")

    done = run(app, "checklist", "check", broken)

    assert done.exit_code == 1
    assert "broken.json is not JSON" in done.stderr


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_checklist_goes_through_excel_and_back(app: Flask, tmp_path: Path, language: str) -> None:
    source, book, back = ROOT / "docs/example/checklist.json", tmp_path / "a.xlsx", tmp_path / "b"

    made = run(app, "checklist", "to-excel", source, book, "--lang", language)
    read = run(app, "checklist", "from-excel", book, back)

    assert (made.exit_code, read.exit_code) == (0, 0), made.output + read.output
    documents = [json.loads(path.read_text("utf-8")) for path in (source, back)]
    assert parse(documents[0]).version_hash == parse(documents[1]).version_hash
    assert "welcome-visit 1, 3 items" in read.output


def test_an_empty_workbook_is_told_what_it_lacks_at_its_cells(app: Flask, tmp_path: Path) -> None:
    book, out = tmp_path / "new.xlsx", tmp_path / "out.json"

    made = run(app, "checklist", "new-excel", book, "--lang", "en")
    read = run(app, "checklist", "from-excel", book, out, "--lang", "zh-CN")

    assert (made.exit_code, read.exit_code, out.exists()) == (0, 1, False)
    assert "/Checklist/B3  workbook.needed: 工作表“Checklist”第 3 行 B 列" in read.output


def test_a_checklist_is_published_into_a_tenant(world: World, tmp_path: Path) -> None:
    path = kept(tmp_path, "other.json", checklist_document("other"))

    done = run(world.app, "checklist", "publish", path, "--tenant", world.code)

    assert done.exit_code == 0, done.output
    assert "other 1 published as" in done.output


def test_score_prints_the_result_of_the_format(app: Flask, tmp_path: Path) -> None:
    document = kept(tmp_path, "document.json", checklist_document())
    answers = kept(tmp_path, "answers.json", ONSITE | CALLBACK)

    done = run(app, "score", document, answers, "--scenario", "paid")

    assert done.exit_code == 0
    told = json.loads(done.output)
    assert (told["status"], told["final"], told["grade"]) == ("final", "62.50", "B")


def test_score_refuses_what_is_off_its_scale(app: Flask, tmp_path: Path) -> None:
    document = kept(tmp_path, "document.json", checklist_document())
    answers = kept(tmp_path, "answers.json", ONSITE | {"R2": {"v": "9"}})

    done = run(app, "score", document, answers)

    assert done.exit_code == 1
    assert "answer.off_scale" in done.stderr


def test_cases_count_what_is_not_built_yet_as_failed(app: Flask) -> None:
    done = run(app, "cases", ROOT / "tests/golden/scoring_cases.json")

    assert done.exit_code == 1
    assert "SC48: kind nps is not built" in done.output
    assert done.output.splitlines()[-1] == "32 passed, 7 failed"


def test_a_report_is_printed_now(world: World) -> None:
    visit_id = world.submitted()

    done = run(world.app, "report", visit_id, "--tenant", world.code)

    assert done.exit_code == 0, done.output
    assert [line.split()[:2] for line in done.output.splitlines()] == [
        ["zh-CN", "ready"],
        ["en", "ready"],
    ]


@pytest.mark.parametrize("command", [("verify-log",), ("report", uuid.uuid4())])
def test_an_unknown_tenant_is_said(world: World, command: tuple[object, ...]) -> None:
    done = run(world.app, *command, "--tenant", "nowhere")

    assert done.exit_code == 1
    assert "There is no tenant 'nowhere'" in done.stderr
