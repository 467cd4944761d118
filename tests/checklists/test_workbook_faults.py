"""What is wrong with a workbook: all at once, each at its cell, in both languages, and no more."""

from collections.abc import Callable
from typing import Any

import pytest
from openpyxl.workbook import Workbook as File
from openpyxl.worksheet.worksheet import Worksheet

from audit.checklists.workbook_layout import COLUMNS, SETTINGS
from audit.problems import Fault
from tests.make import checklist, item, section
from tests.workbooks import (
    address,
    column,
    edited,
    faults_of,
    read_back,
    row_of,
    sheet,
    shipped,
    workbook_bytes,
)

LANGUAGES = ("zh-CN", "en")
Planted = list[tuple[str, str, str]]  # pointer, code, heading


class Planter:
    """Changes cells as a person would, and keeps where each fault must be told."""

    def __init__(self, file: File, language: str) -> None:
        self.file, self.language, self.planted = file, language, []

    def put(self, place: tuple[str, str], value: Any, code: str, /, **row: str) -> None:
        """Put `value` into the cell (sheet, column) of the row that holds these texts."""
        at = sheet(self.file, place[0])
        number = row_of(at, **row)
        at.cell(number, column(at, place[1])).value = value
        self.tell(at, place[1], number, code)

    def add(self, key: str, told: str, code: str, /, **cells: Any) -> None:
        """Add a row below; its fault is told at the column `told`."""
        at = sheet(self.file, key)
        number = at.max_row + 1
        for name, value in cells.items():
            at.cell(number, column(at, name)).value = value
        self.tell(at, told, number, code)

    def tell(self, at: Worksheet, key: str, row: int, code: str) -> None:
        heading = at.cell(2, column(at, key)).value
        self.planted.append((address(at, key, row), code, str(heading)))

    def setting(self, key: str) -> str:
        return SETTINGS[key].column.names[self.language]


def plant(planter: Planter) -> None:
    """Twenty-five faults, each of its own kind or place."""
    put, add = planter.put, planter.add
    put(("checklist", "value"), "one", "workbook.not_whole", field=planter.setting("version"))
    put(("checklist", "value"), "sometimes", "workbook.not_in_list",
        field=planter.setting("missing"))  # fmt: skip
    put(("checklist", "extra"), "120", "document.too_large", value="A")
    put(("sections", "weight"), "-1", "document.negative", code="WAIT")
    put(("sections", "chain"), "perhaps", "workbook.not_in_list", code="DIAG")
    put(("items", "section"), "NOPE", "workbook.section_unknown", code="RC3")
    put(("items", "code"), None, "workbook.needed", code="WK4")
    put(("items", "code"), "DL1", "document.duplicate_code", code="DL3")
    put(("items", "type"), "Quiz", "workbook.not_in_list", code="WT1")
    put(("items", "max"), "four", "workbook.not_number", code="BK2")
    put(("items", "max"), None, "workbook.needed", code="BK3")
    put(("items", "low"), "1", "workbook.not_for_type", code="RC2")
    put(("items", "limit"), "0", "checklist.target_is_limit", code="WK1")
    put(("items", "applies_if"), "scenario paid", "condition.unreadable", code="DG12")
    put(("items", "applies_if"), "XX9 in yes", "checklist.condition_unknown", code="DG10")
    put(("items", "applies_if"), "FU1 > 1", "checklist.condition_later", code="BK1")
    put(("items", "photo_min"), 9, "workbook.says_nothing", code="DL2")
    put(("items", "critical_value"), "Z", "checklist.grade_unknown", critical_value="C")
    put(("items", "na_allowed"), "=1=1", "workbook.formula", code="DG2")
    put(("items", "timer_to"), "dialled", "checklist.timer_same_mark", timer_from="dialled")
    put(("items", "en"), "  ", "workbook.blank", code="DG1")
    put(("choices", "points"), "-3", "document.negative", item="WT2", code="fair")
    put(("choices", "code"), "drink", "document.duplicate_code", item="WT3", code="wifi")
    add("choices", "item", "workbook.item_unknown", item="GONE", code="x", points="1")
    put(("kpi", "weight"), "0", "document.not_above_zero", item="BK1", framework="det8")


def spoilt(language: str, spoil: Callable[[Planter], None]) -> tuple[bytes, Planted]:
    planted: Planted = []

    def edit(file: File) -> None:
        planter = Planter(file, language)
        spoil(planter)
        planted.extend(planter.planted)

    return edited(workbook_bytes(shipped("svc-visit"), language), edit), planted


@pytest.mark.parametrize("language", LANGUAGES)
def test_25_planted_faults_are_told_at_once_each_at_its_cell_and_no_other(language: str) -> None:
    data, planted = spoilt(language, plant)

    faults = faults_of(data)

    assert len(planted) == 25
    assert sorted((fault.pointer, fault.code) for fault in faults) == sorted(
        (pointer, code) for pointer, code, _ in planted
    )
    headings = {(pointer, code): heading for pointer, code, heading in planted}
    for fault in faults:
        name, cell = fault.pointer.split("/")[1:]
        row, letters = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), cell.rstrip("0123456789")
        heading = headings[fault.pointer, fault.code]
        assert fault.say("en").startswith(
            f"Sheet “{name}”, row {row}, column {letters} ({heading})"
        )
        assert fault.say("zh-CN").startswith(f"工作表“{name}”第 {row} 行 {letters} 列（{heading}）")


def test_faults_come_in_the_order_of_sheets_rows_and_columns() -> None:
    faults = faults_of(spoilt("en", plant)[0])

    sheets = list(dict.fromkeys(fault.pointer.split("/")[1] for fault in faults))
    rows = [int(fault.pointer.lstrip("/Items").lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
            for fault in faults if fault.pointer.startswith("/Items")]  # fmt: skip
    assert sheets == ["Checklist", "Sections", "Items", "Choices", "KPI"]
    assert rows == sorted(rows)


def one(spoil: Callable[[Planter], None]) -> list[tuple[str, str]]:
    """Pointer and code of all faults after one change, beside what was planted."""
    data, planted = spoilt("en", spoil)
    told = [(fault.pointer, fault.code) for fault in faults_of(data)]
    assert told == [(pointer, code) for pointer, code, _ in planted]
    return told


ALONE: dict[str, Callable[[Planter], None]] = {
    "a section that lost its code": lambda p: p.put(
        ("sections", "code"), None, "workbook.needed", code="BOOK"
    ),
    "an item without section": lambda p: p.put(
        ("items", "section"), None, "workbook.needed", code="FU1"
    ),
    "an item without type, and conditions that name it": lambda p: p.put(
        ("items", "type"), None, "workbook.needed", code="FU1"
    ),
    "an item of another code than its conditions name": lambda p: p.put(
        ("items", "code"), None, "workbook.needed", code="FU1"
    ),
    "a type without its choices": lambda p: p.put(
        ("items", "type"), "One choice", "workbook.no_choices", code="RC3"
    ),
    "what to note, unknown, and its choices": lambda p: p.put(
        ("items", "answer"), "Tea", "workbook.not_in_list", code="BK8"
    ),
    "a rule for photos, unknown": lambda p: p.put(
        ("items", "photo"), "Maybe", "workbook.not_in_list", code="RC2"
    ),
    "a knock-out, unknown": lambda p: p.put(
        ("items", "critical"), "Boom", "workbook.not_in_list", code="WK2"
    ),
    "a grade without lower bound": lambda p: p.put(
        ("checklist", "extra"), None, "workbook.needed", value="B"
    ),
    "a grade without name": lambda p: p.put(
        ("checklist", "value"), None, "workbook.needed", extra="70"
    ),
    "a band with a test that is no number": lambda p: p.put(
        ("choices", "le"), "ten", "workbook.not_number", item="BK1", points="4"
    ),
    "a choice without code": lambda p: p.put(
        ("choices", "code"), None, "workbook.needed", item="WT1", code="clean"
    ),
    "points where none are earned": lambda p: p.put(
        ("choices", "points"), "3", "workbook.not_wanted", item="BK8", code="booked"
    ),
    "a text beside a band": lambda p: p.put(
        ("choices", "zh"), "十秒", "workbook.not_wanted", item="BK1", points="2"
    ),
    "choices of a type without": lambda p: p.add(
        "choices", "item", "workbook.choices_not_taken", item="RC2", code="x", points="1"
    ),
    "a leaf twice": lambda p: p.add(
        "kpi", "leaf", "workbook.leaf_twice", item="BK1", framework="core4", leaf="RESP.TIME",
        weight="2"
    ),
    "a mapping without leaf": lambda p: p.add(
        "kpi", "leaf", "workbook.needed", item="BK1", framework="core4", weight="2"
    ),
    "a setting twice": lambda p: p.add(
        "checklist", "field", "workbook.setting_twice", field="Code", value="x"
    ),
    "a setting nobody knows": lambda p: p.add(
        "checklist", "field", "workbook.not_in_list", field="Colour", value="x"
    ),
    "a text where a setting has none": lambda p: p.put(
        ("checklist", "zh"), "版本", "workbook.not_wanted", field="Version"
    ),
    "a scenario twice": lambda p: p.add(
        "checklist", "value", "document.duplicate_code", field="Scenario", value="paid"
    ),
    "a language nobody speaks": lambda p: p.put(
        ("checklist", "value"), "zh-CN, fr", "document.not_one_of", field="Languages"
    ),
    "a long code": lambda p: p.put(
        ("items", "touchpoint"), "x" * 65, "document.not_text", code="RC2"
    ),
    "a code with a blank": lambda p: p.put(
        ("items", "stage"), "two words", "document.code_blank", code="RC2"
    ),
    "a truth value for a code": lambda p: p.put(
        ("items", "touchpoint"), bool(1), "workbook.truth_value", code="RC2"
    ),
    "a number with the noise of a calculation": lambda p: p.put(
        ("items", "max"), 1 / 3, "workbook.number_long", code="RC2"
    ),
    "a number beyond reason": lambda p: p.put(
        ("items", "max"), 1e300, "workbook.number_long", code="RC2"
    ),
    "half a photo": lambda p: p.put(
        ("items", "photo_max"), 2.5, "workbook.not_whole", code="RC2"
    ),
    "a condition that stops": lambda p: p.put(
        ("items", "applies_if"), "RC1 > 5 and", "condition.ends", code="RC2"
    ),
    "a condition on what is no number": lambda p: p.put(
        ("items", "applies_if"), "RC2 > 5", "checklist.condition_no_number", code="RC3"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ALONE)
def test_one_fault_is_told_as_one(name: str) -> None:
    assert len(one(ALONE[name])) == 1


def marked(cell: str, form: str, value: Any) -> Callable[[File], None]:
    def edit(file: File) -> None:
        at = sheet(file, "items")
        at[cell], at[cell].number_format = value, form

    return edit


@pytest.mark.parametrize(
    ("form", "value", "code"), [("0%", 0.9, "percent"), ("d.m.yyyy", 45000, "date")]
)
def test_percentages_and_dates_are_told(form: str, value: float, code: str) -> None:
    data = edited(workbook_bytes(shipped("svc-visit"), "en"), marked("F3", form, value))

    (fault,) = faults_of(data)

    assert (fault.pointer, fault.code) == ("/Items/F3", f"workbook.{code}")


def test_merged_cells_are_told_at_their_first() -> None:
    def merge(file: File) -> None:
        sheet(file, "choices").merge_cells("A3:A5")

    faults = faults_of(edited(workbook_bytes(_choice(), "en"), merge))

    assert ("/Choices/A3", "workbook.merged") in [(each.pointer, each.code) for each in faults]


def _choice() -> dict[str, Any]:
    options = {code: {"points": "1"} for code in ("a", "b", "c")}
    return checklist(section("S", item("I", "option", options=options)))


def test_what_publishing_wants_is_told_at_the_cell_too() -> None:
    def edit(file: File) -> None:
        items, kpi = sheet(file, "items"), sheet(file, "kpi")
        items.cell(row_of(items, code="RC2"), column(items, "en")).value = None
        kpi.cell(row_of(kpi, item="BK1", framework="det8"), column(kpi, "leaf")).value = "XXX"

    back = read_back(edited(workbook_bytes(shipped("svc-visit"), "en"), edit))
    lacks = [Fault("checklist.text_missing", "/sections/1/items/1/text/en", language="en"),
             Fault("checklist.leaf_unknown", "/sections/0/items/0/kpi/det8/XXX", leaf="XXX",
                   framework="det8")]  # fmt: skip

    told = back.told(lacks)

    assert [each.pointer[:7] for each in told] == ["/Items/", "/KPI/D5"]
    assert "English" in told[0].say("en")
    assert set(COLUMNS) == {"checklist", "sections", "items", "choices", "kpi"}
