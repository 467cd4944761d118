"""Parts of the library: read as a checklist reads them, every fault at its place in the part."""

from typing import Any

import pytest

from audit.checklists.definition import parse
from audit.checklists.entries import read_entry
from audit.checklists.publishing import check_publishable
from audit.checklists.shelf import shipped_parts
from audit.problems import Problem
from tests.make import checklist, item, refused, section, told

BOTH = {"zh-CN": "某", "en": "Some"}
SCRIPT = {"title": BOTH, "text": BOTH, "post": "advisor", "stage": "reception"}


def faults(kind: str, document: object) -> list[tuple[str, str]]:
    with pytest.raises(Problem) as caught:
        read_entry(kind, document)
    assert caught.value.code == "request.invalid"
    return refused(caught.value)


def worded(code: str, kind: str = "binary", **keys: Any) -> dict[str, Any]:
    return item(code, kind, text=BOTH, **keys)


@pytest.mark.parametrize("part", shipped_parts(), ids=lambda part: part["code"])
def test_what_ships_is_read_and_says_everything_in_both_languages(part):
    entry = read_entry(part["kind"], part["document"])

    assert set(entry.title) == {"zh-CN", "en"}
    assert read_entry(part["kind"], entry.document).hash == entry.hash


def test_s45_what_ships_has_scripts_and_the_shared_response_sets():
    codes = {(part["kind"], part["code"]) for part in shipped_parts()}
    scripts = {code for kind, code in codes if kind == "script"}

    assert {"yes-no-partly", "satisfaction-5", "frequency-5"} <= {
        code for kind, code in codes if kind == "response_set"
    }
    assert len(scripts) >= 4
    cited = {
        each.get("script_id")
        for part in shipped_parts()
        for each in (part["document"], *part["document"].get("items", ()))
    }
    assert cited - {None} <= scripts


def test_every_fault_of_an_item_is_told_from_the_item():
    document = {"code": "A", "type": "binary", "max": 4, "colour": "red", "text": {"en": "A"}}

    assert faults("item", document) == [
        ("document.not_decimal", "/max"),
        ("document.unknown_key", "/colour"),
    ]


def test_an_item_needs_its_text_in_both_languages():
    document = item("A", "option", zh="某", options={"a": {"points": "1", "en": "A"}})

    assert faults("item", document) == [
        ("checklist.text_missing", "/text/en"),
        ("checklist.text_missing", "/options/a/text/zh-CN"),
    ]


def test_an_item_may_cap_to_a_grade_that_only_its_checklist_will_know():
    document = worded("A", critical={"effect": "cap_grade", "value": "C"})

    assert read_entry("item", document).document["critical"]["value"] == "C"


@pytest.mark.parametrize("kind", ["item", "section", "script", "response_set"])
@pytest.mark.parametrize("document", [None, 1, "x", [], {}, {"items": 3}, {"critical": []}])
def test_nonsense_is_refused_with_a_place_and_never_breaks(kind, document):
    assert faults(kind, document)


def test_every_fault_of_a_section_is_told_from_the_section():
    document = {
        "code": "S",
        "title": {"en": "S"},
        "items": [worded("A"), item("B", text=BOTH | {})],
    }
    del document["items"][1]["type"]

    assert faults("section", document) == [("document.key_missing", "/items/1/type")]


def test_a_section_needs_items_and_every_text_twice():
    assert faults("section", {"code": "S", "title": {"en": "S"}, "items": [item("B")]}) == [
        ("checklist.text_missing", "/title/zh-CN"),
        ("checklist.text_missing", "/items/0/text/zh-CN"),
        ("checklist.text_missing", "/items/0/text/en"),
    ]
    assert faults("section", {"code": "S", "title": BOTH, "items": []}) == [
        ("document.empty", "/items")
    ]


def test_a_response_set_keeps_its_authors_order_and_may_score():
    choices = {"z": {"points": "2.0"} | BOTH_SHORT, "a": {"points": "0"} | BOTH_SHORT}

    entry = read_entry("response_set", {"title": BOTH, "choices": choices})

    assert list(entry.document["choices"]) == ["z", "a"]
    assert entry.document["choices"]["z"] == {"points": "2", "text": {"zh-CN": "甲", "en": "A"}}


BOTH_SHORT = {"zh": "甲", "en": "A"}


def test_a_response_set_without_points_is_a_list_of_choices():
    entry = read_entry("response_set", {"title": BOTH, "choices": {"rain": BOTH_SHORT}})

    assert entry.document["choices"] == {"rain": {"text": {"zh-CN": "甲", "en": "A"}}}


def test_faults_of_a_response_set_are_told_from_its_choices():
    document = {
        "title": {"zh-CN": "甲"},
        "choices": {"a": {"points": "1"} | BOTH_SHORT, "b": {"colour": "red"}},
    }

    assert faults("response_set", document) == [
        ("checklist.text_missing", "/title/en"),
        ("document.key_missing", "/choices/b/points"),
        ("document.unknown_key", "/choices/b/colour"),
    ]


def test_the_choices_of_a_response_set_need_both_languages():
    document = {"title": BOTH, "choices": {"a": {"zh": "甲"}}}

    assert faults("response_set", document) == [("checklist.text_missing", "/choices/a/text/en")]


def test_a_script_says_post_stage_and_what_feedback_changed_it():
    told_by = SCRIPT | {"feedback": BOTH, "trained_on": "2026-11-02", "tested_on": "2026-11-09"}

    assert read_entry("script", told_by).document == told_by


def test_every_fault_of_a_script_is_told():
    document = {"title": {"zh-CN": "甲"}, "post": "chef", "trained_on": "2026-13-01", "x": 1}

    assert sorted(faults("script", document)) == sorted(
        [
            ("document.key_missing", "/stage"),
            ("document.not_one_of", "/post"),
            ("document.not_day", "/trained_on"),
            ("document.unknown_key", "/x"),
            ("checklist.text_missing", "/title/en"),
            ("checklist.text_missing", "/text/zh-CN"),
            ("checklist.text_missing", "/text/en"),
        ]
    )


def test_s45_a_checklist_may_cite_only_scripts_in_use():
    document = checklist(
        section("S", worded("A", script_id="greet"), worded("B", script_id="gone"), worded("C"))
    )

    found = told(check_publishable(parse(document), (), {"greet"}))

    assert [fault for fault in found if fault[0] == "checklist.script_unknown"] == [
        ("checklist.script_unknown", "/sections/0/items/1/script_id")
    ]


def test_where_nobody_knows_the_scripts_they_are_not_judged():
    document = checklist(section("S", worded("A", script_id="greet")))

    found = told(check_publishable(parse(document), ()))

    assert "checklist.script_unknown" not in {code for code, _ in found}


def test_an_empty_text_is_told_once():
    document = SCRIPT | {"text": {"zh-CN": "", "en": "A"}}

    assert faults("script", document) == [("document.not_text", "/text/zh-CN")]
