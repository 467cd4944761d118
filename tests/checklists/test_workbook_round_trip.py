"""A checklist as a workbook and back: the same hash, whatever a person does without changing it."""

from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from openpyxl.workbook import Workbook as File

from audit.checklists.definition import parse
from audit.checklists.shelf import shipped_checklists
from audit.checklists.workbook_layout import COLUMNS, SETTINGS, WORDS, plain
from audit.checklists.workbook_read import read_workbook
from audit.checklists.workbook_write import new_workbook
from audit.infra import excel
from audit.infra.excel_read import found_in
from audit.problems import Problem
from tests.checklists.random_documents import documents
from tests.workbooks import (
    LEAVES,
    column,
    edited,
    read_back,
    row_of,
    sheet,
    shipped,
    workbook_bytes,
)

SHIPPED = [each["code"] for each in shipped_checklists()]
LANGUAGES = ("zh-CN", "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", SHIPPED)
def test_shipped_checklists_keep_their_hash_and_the_authors_order(code: str, language: str) -> None:
    definition = parse(shipped(code))

    back = read_back(workbook_bytes(shipped(code), language)).definition

    assert back.version_hash == definition.version_hash
    assert back.arranged == definition.arranged


def test_six_checklists_are_shipped() -> None:
    assert len(SHIPPED) == 6


@given(documents())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_checklist_keeps_its_hash_and_the_authors_order(document: dict[str, Any]) -> None:
    definition = parse(document)

    for language in LANGUAGES:
        back = read_back(workbook_bytes(document, language)).definition
        assert back.version_hash == definition.version_hash
        assert orjson.loads(back.arranged) == orjson.loads(definition.arranged)
        assert back.arranged == definition.arranged


def test_the_languages_may_be_mixed_and_codes_typed() -> None:
    def mix(file: File) -> None:
        items = sheet(file, "items")
        items.cell(3, column(items, "type")).value = " Number  in BANDS "
        items.cell(4, column(items, "type")).value = "binary"
        items.cell(3, column(items, "na_allowed")).value = "no"
        items.cell(4, column(items, "na_allowed")).value = False
        items.title = "items"

    back = read_back(edited(workbook_bytes(shipped("svc-visit")), mix))

    assert back.definition.version_hash == parse(shipped("svc-visit")).version_hash


def test_columns_may_change_places_and_headings_without_keys_do() -> None:
    def turn(file: File) -> None:
        items = sheet(file, "items")
        rows = [[cell.value for cell in row][::-1] for row in items.iter_rows()]
        items.delete_rows(1, items.max_row)
        for row in rows[1:]:  # without the hidden row of keys
            items.append(row)

    back = read_back(edited(workbook_bytes(shipped("svc-visit"), "en"), turn))

    assert back.definition.version_hash == parse(shipped("svc-visit")).version_hash


def test_empty_rows_blanks_around_codes_and_invisible_letters_change_nothing() -> None:
    def scatter(file: File) -> None:
        items, choices = sheet(file, "items"), sheet(file, "choices")
        items.insert_rows(5, 3)
        items.cell(6, 2).value = "   "
        items.cell(3, column(items, "code")).value = "\ufeff BK1\u200b "
        items.cell(3, column(items, "section")).value = " BOOK\n"
        choices.cell(3, column(choices, "points")).value = " ４.0 "

    back = read_back(edited(workbook_bytes(shipped("svc-visit")), scatter))

    assert back.definition.version_hash == parse(shipped("svc-visit")).version_hash


def test_numbers_typed_as_numbers_count_as_excel_shows_them() -> None:
    def type_numbers(file: File) -> None:
        items, settings_sheet = sheet(file, "items"), sheet(file, "checklist")
        items.cell(3, column(items, "max")).value = 4
        items.cell(4, column(items, "max")).value = 0.1
        items.cell(5, column(items, "max")).value = 4.50
        items.cell(6, column(items, "max")).value = 1e-7
        items.cell(7, column(items, "max")).value = 123456789012345
        settings_sheet.cell(row_of(settings_sheet, field="版本"), 2).value = 3.0

    back = read_back(edited(workbook_bytes(shipped("svc-visit")), type_numbers))

    items = back.document["sections"][0]["items"]
    assert [item["max"] for item in items[:5]] == [
        "4",
        "0.1",
        "4.5",
        "0.0000001",
        "123456789012345",
    ]
    assert back.definition.version == 3


def test_a_new_workbook_wants_its_code_and_version_and_nothing_else() -> None:
    for language in LANGUAGES:
        with pytest.raises(Problem) as refusal:
            read_workbook(found_in(excel.write(new_workbook(language, LEAVES))))

        assert [fault.code for fault in refusal.value.faults] == ["workbook.needed"] * 2
        assert [fault.pointer[-2:] for fault in refusal.value.faults] == ["B3", "B4"]


def test_a_new_workbook_becomes_a_checklist_when_it_is_filled_in() -> None:
    def fill(file: File) -> None:
        first, sections, items = (sheet(file, key) for key in ("checklist", "sections", "items"))
        first["B3"], first["B4"] = "mine", 1
        sections["A3"] = "S"
        items["A3"], items["B3"], items["C3"], items["F3"] = "S", "I1", "是非", 10

    back = read_back(edited(excel.write(new_workbook("zh-CN", LEAVES)), fill))

    definition = back.definition
    assert (definition.code, definition.version, len(definition.items)) == ("mine", 1, 1)
    assert (definition.items[0].type, definition.items[0].max) == ("binary", 10)


def test_every_word_of_a_list_is_one_of_its_kind_in_every_spelling() -> None:
    lists = {name: {code: [code, *texts.values()] for code, texts in words.items()}
             for name, words in WORDS.items()}  # fmt: skip
    lists |= {sheet_key: {key: [key, *each.names.values()] for key, each in columns.items()}
              for sheet_key, columns in COLUMNS.items()}  # fmt: skip

    for name, words in lists.items():
        meant = [(plain(text), code) for code, spelled in words.items() for text in spelled]
        assert len({text for text, _ in meant}) == len(set(meant)), name


def test_drop_downs_frozen_heads_and_filters_are_there() -> None:
    seen: dict[str, Any] = {}

    def look(file: File) -> None:
        for key in COLUMNS:
            at = sheet(file, key)
            rules = {str(rule.sqref).split(":")[0].rstrip("0123456789"): rule.formula1
                     for rule in at.data_validations.dataValidation}  # fmt: skip
            seen[key] = (at.freeze_panes, at.auto_filter.ref, at.row_dimensions[1].hidden, rules)
        seen["names"] = dict(file.defined_names.items())

    edited(workbook_bytes(shipped("svc-visit"), "en"), look)

    for key, columns in COLUMNS.items():
        freeze, filtered, hidden, rules = seen[key]
        assert (freeze[1:], hidden, filtered.split(":")[0]) == ("3", True, "A2")
        assert len(rules) == sum(bool(each.list) for each in columns.values())
    assert seen["items"][0] == "C3"  # section and code stay in sight
    assert seen["items"][3]["A"] == "'Sections'!$A$3:$A$5000"
    assert seen["kpi"][3]["D"].startswith('INDIRECT("leaves_"')
    assert {f"words_{name}" for name in WORDS} <= set(seen["names"])
    assert "leaves_core4" in seen["names"]
    assert SETTINGS
