"""What a workbook may cost: its reading grows with its rows, and its report is short."""

import time
from collections.abc import Iterable, Mapping

import pytest

from audit.checklists.workbook_layout import COLUMNS
from audit.checklists.workbook_read import MOST_TOLD, read_workbook
from audit.problems import Problem
from audit.sheets import MOST_ROWS, Cell, Found


def found(name: str, key: str, rows: Iterable[Mapping[str, Cell | str]]) -> Found:
    """A sheet of these rows, below the hidden row of keys."""
    places = {column: place for place, column in enumerate(COLUMNS[key], 1)}
    cells = {1: {place: Cell(column) for column, place in places.items()}}
    for number, row in enumerate(rows, 2):
        cells[number] = {
            places[column]: value if isinstance(value, Cell) else Cell(value)
            for column, value in row.items()
        }
    return Found(name, cells)


def workbook(
    items: Iterable[Mapping[str, Cell | str]], choices: Iterable[Mapping[str, Cell | str]] = ()
) -> list[Found]:
    settings = [{"field": "code", "value": "T"}, {"field": "version", "value": "1"}]
    return [
        found("Checklist", "checklist", settings),
        found("Sections", "sections", [{"code": "S"}]),
        found("Items", "items", items),
        found("Choices", "choices", choices),
    ]


def refusal_of(sheets: list[Found]) -> Problem:
    with pytest.raises(Problem) as refusal:
        read_workbook(sheets)
    assert refusal.value.code == "workbook.invalid"
    return refusal.value


def nameless(rows: int) -> list[Found]:
    """Items without codes, and as many choices of items that are nowhere."""
    return workbook(
        [{"section": "S", "type": "binary", "max": "1", "en": f"Text {n}"} for n in range(rows)],
        [{"item": f"GONE{n}", "item_text": f"Other {n}", "code": "x"} for n in range(rows)],
    )


def seconds(sheets: list[Found]) -> float:
    began = time.process_time()
    refusal_of(sheets)
    return time.process_time() - began


def test_ten_times_the_rows_cost_about_ten_times_the_work() -> None:
    most = MOST_ROWS - 2
    few, many = nameless(most // 10), nameless(most)
    seconds(few)  # what is only ever made once

    assert seconds(many) / min(seconds(few) for _ in range(3)) < 30


def test_ten_times_the_sections_cost_about_ten_times_the_work() -> None:
    def sections(rows: int) -> list[Found]:
        sheets = workbook([{"section": "S0", "code": "I", "type": "Quiz"}])
        sheets[1] = found("Sections", "sections", [{"code": f"S{n}"} for n in range(rows)])
        return sheets

    few, many = sections(2_000), sections(MOST_ROWS - 2)
    seconds(few)

    assert seconds(many) / min(seconds(few) for _ in range(3)) < 30


def test_of_600_faults_500_are_told_and_how_many_more_there_are() -> None:
    def items(rows: int) -> list[dict[str, str]]:
        return [{"section": "S", "code": f"I{n}", "type": "Quiz"} for n in range(rows)]

    whole, cut = refusal_of(workbook(items(MOST_TOLD))), refusal_of(workbook(items(600)))

    assert (len(whole.faults), whole.faults[-1].code) == (500, "workbook.not_in_list")
    assert (len(cut.faults), cut.facts["count"]) == (501, 600)
    assert cut.faults[:500] == whole.faults
    assert (cut.faults[500].code, cut.faults[500].pointer) == ("workbook.more_faults", "")
    assert all("100" in cut.faults[500].say(language) for language in ("zh-CN", "en"))


def test_a_text_or_a_condition_that_is_too_long_is_told_at_its_cell() -> None:
    row = {"section": "S", "type": "binary", "max": "1"}
    refused = refusal_of(
        workbook(
            [
                {**row, "code": "A", "en": Cell(None, "long")},
                {**row, "code": "B", "applies_if": "A in " + "x" * 3996},
                {**row, "code": "C", "applies_if": "A in yes" + " " * 3992},
            ]
        )
    )

    assert [(fault.code, fault.pointer[-1]) for fault in refused.faults] == [
        ("workbook.too_long", "2"),
        ("condition.too_long", "3"),
    ]
