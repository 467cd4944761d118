"""Sheets and columns of a workbook: what is missing, unknown or there twice is told."""

from collections.abc import Callable

import pytest
from openpyxl.workbook import Workbook as File

from tests.workbooks import column, edited, faults_of, read_back, sheet, shipped, workbook_bytes


def restructured(edit: Callable[[File], None]) -> list[tuple[str, str]]:
    faults = faults_of(edited(workbook_bytes(shipped("svc-visit"), "en"), edit))
    return [(fault.pointer, fault.code) for fault in faults]


def _head(file: File, key: str, name: str, text: str | None) -> None:
    at = sheet(file, key)
    place = column(at, name)
    at.cell(1, place).value, at.cell(2, place).value = None, text


STRUCTURE: dict[str, tuple[Callable[[File], None], list[tuple[str, str]]]] = {
    "an unknown sheet": (
        lambda file: file.create_sheet("My notes").__setitem__("A1", "hello"),
        [("/My notes/A1", "workbook.sheet_unknown")],
    ),
    "an empty sheet is nothing": (
        lambda file: (file.create_sheet("Sheet1"), file.create_sheet("N").__setitem__("A1", 1)),
        [("/N/A1", "workbook.sheet_unknown")],
    ),
    "a sheet in two languages": (
        lambda file: file.create_sheet("检查项").__setitem__("A1", "x"),
        [("/检查项/A1", "workbook.sheet_twice")],
    ),
    "no items": (
        lambda file: file.remove(file["Items"]),
        [("/Checklist/A1", "workbook.sheet_missing")],
    ),
    "no column of types": (
        lambda file: file["Items"].delete_cols(3),
        [("/Items/A2", "workbook.column_missing")],
    ),
    "a column nobody knows": (
        lambda file: _head(file, "items", "hint_en", "Mood"),
        [("/Items/AS2", "workbook.column_unknown")],
    ),
    "content without heading": (
        lambda file: file["Items"].__setitem__("AU9", "remember"),
        [("/Items/AU2", "workbook.column_nameless")],
    ),
    "a column twice": (
        lambda file: _head(file, "items", "hint_en", "Stage"),
        [("/Items/AS2", "workbook.column_twice")],
    ),
}


@pytest.mark.parametrize("name", STRUCTURE)
def test_what_is_wrong_with_sheets_and_columns_is_told(name: str) -> None:
    edit, expected = STRUCTURE[name]

    assert restructured(edit) == expected


def test_a_hidden_sheet_and_a_deleted_optional_column_are_no_faults() -> None:
    def edit(file: File) -> None:
        file.create_sheet("Scratch")["A1"] = "x"
        file["Scratch"].sheet_state = "hidden"
        file["Items"].delete_cols(column(file["Items"], "hint_en"))
        file["Choices"].delete_cols(column(file["Choices"], "item_text"))

    back = read_back(edited(workbook_bytes(shipped("svc-visit"), "en"), edit))

    assert len(back.definition.items) == 61
