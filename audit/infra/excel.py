"""Excel workbooks: plain values into bytes (XlsxWriter), bytes into plain values (a child process).

Promise of `write`: the same book gives the same bytes; a text stays a text whatever it begins with
(`=`, `+`, `-`, `@`), and nothing points outside the file (ASVS 1.2.10). Promise of `read`: bytes
that a person sent are unpacked by a child that may compute and nothing else (`excel_read`), within
its memory and ten seconds, one at a time in this process; the caller gets cells or a refusal that
says what to do.
"""

import io
import json
import threading
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from audit.infra.child import Child, ChildFailure, Limits
from audit.problems import Problem
from audit.sheets import MOST_ROWS, Book, Cell, Column, Found, Page, Table, letters

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_SECONDS = 10
_PATIENCE = 20  # seconds that an upload waits for the one before it
_RETRY = 30
_ONE = threading.BoundedSemaphore()  # each child may take _MEMORY
_MEMORY = 640 << 20  # address space: openpyxl takes a quarter of it idle
_MADE = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # XlsxWriter takes naive times only
_LISTS = "Lists"


def read(data: bytes) -> list[Found]:
    """Every visible sheet with cells in it, in order; raises `workbook.*` for what is none, and
    `workbook.busy` when others have been read for too long."""
    if not _ONE.acquire(timeout=_PATIENCE):
        raise Problem("workbook.busy", retry_after_seconds=_RETRY)
    try:
        return _read(data)
    finally:
        _ONE.release()


def _read(data: bytes) -> list[Found]:
    child = Child("audit.infra.excel_read:handle", Limits(memory_bytes=_MEMORY, open_files=32))
    try:
        (reply,) = child.call((data or b"\0",), _SECONDS)
    except ChildFailure as failure:
        raise _blame(child) from failure
    finally:
        child.close()  # uploads are rare; a waiting child would cost each web process 40 MB
    return [Found(name, _cells(cells)) for name, cells in json.loads(reply)]


def _blame(child: Child) -> Problem:
    """Whose fault it was: of the workbook, when a child does live here."""
    try:
        child.call((b"",), _SECONDS)
    except ChildFailure:
        return Problem("workbook.cannot_read")
    return Problem("workbook.too_heavy")


def _cells(raw: list[tuple[int, int, Any, str]]) -> dict[int, dict[int, Cell]]:
    found: dict[int, dict[int, Cell]] = {}
    for row, column, value, odd in raw:
        found.setdefault(row, {})[column] = Cell(value, odd)
    return found


def write(book: Book) -> bytes:
    """The workbook in bytes."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    file = xlsxwriter.Workbook(out, options | {"strings_to_numbers": False})
    file.set_properties({"title": book.title, "created": _MADE})
    sheets = [(file.add_worksheet(sheet.name), sheet) for sheet in book.sheets]
    for sheet, content in sheets:
        if isinstance(content, Table):
            _write_table(file, sheet, content)
        else:
            _write_page(file, sheet, content)
    _write_names(file, book)
    file.close()
    return out.getvalue()


def _write_table(file: Any, sheet: Any, table: Table) -> None:  # noqa: ANN401 -- XlsxWriter ships no types
    text = {"num_format": "@", "text_wrap": True, "valign": "top"}
    plain, aside = file.add_format(text), file.add_format(text | {"font_color": "#777777"})
    head = file.add_format({"bold": True, "text_wrap": True, "valign": "top", "num_format": "@",
                            "bg_color": "#DCE6F1", "bottom": 1})  # fmt: skip
    last = max(len(table.rows) + 1, 2)
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, column.width, aside if column.aside else plain)
        sheet.write_string(0, place, column.key)
        sheet.write_string(1, place, column.heading, head)
        if column.note:
            sheet.write_comment(1, place, column.note, {"x_scale": 2, "y_scale": 1.5})
        _write_drop_down(sheet, place, column)
    for number, row in enumerate(table.rows, start=2):
        for place, value in enumerate(row):
            if value and sheet.write_string(number, place, value) != 0:
                raise Problem("workbook.text_too_long", sheet=table.name, row=number + 1)
    sheet.set_row(0, None, None, {"hidden": True})
    sheet.freeze_panes(2, table.frozen)
    sheet.autofilter(1, 0, last, len(table.columns) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:{letters(len(table.columns))}{MOST_ROWS}"})


def _write_drop_down(sheet: Any, place: int, column: Column) -> None:  # noqa: ANN401 -- as above
    if column.drop_down is None:
        return
    source, strict = column.drop_down.formula, column.drop_down.strict
    rule = {"validate": "list", "source": source, "show_error": strict}
    sheet.data_validation(2, place, MOST_ROWS - 1, place, rule)


def _write_page(file: Any, sheet: Any, page: Page) -> None:  # noqa: ANN401 -- as above
    heading = file.add_format({"bold": True, "font_size": 13, "num_format": "@"})
    text = file.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    for place, width in enumerate(page.widths):
        sheet.set_column(place, place, width, text)
    for number, row in enumerate(page.rows):
        for place, value in enumerate(row):
            sheet.write_string(number, place, value, heading if len(row) == 1 else text)


def _write_names(file: Any, book: Book) -> None:  # noqa: ANN401 -- as above
    if not book.names:
        return
    sheet = file.add_worksheet(_LISTS)
    sheet.hide()
    for place, (name, words) in enumerate(sorted(book.names.items())):
        for number, word in enumerate(words):
            sheet.write_string(number, place, word)
        column = letters(place + 1)
        file.define_name(name, f"={_LISTS}!${column}$1:${column}${max(len(words), 1)}")
