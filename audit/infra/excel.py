"""Excel workbooks: plain values into bytes (XlsxWriter), bytes into plain values (openpyxl).

Promise of `write`: the same book gives the same bytes; a text stays a text whatever it begins with
(`=`, `+`, `-`, `@`), and nothing points outside the file. Promise of `read`: bytes that a person
sent are looked at before they are unpacked and cannot cost more than a few seconds and some 100 MB;
what is no workbook is refused with the kind it is of; texts come back exactly, cells that would be
misread (a formula without value, a date, a percentage, an error, a merged one) say so. ASVS 1.2.10,
5.2.3. Read `read`, then `write`.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import xlsxwriter
from defusedxml.ElementTree import iterparse
from openpyxl.cell.text import Text
from openpyxl.reader.excel import ExcelReader, apply_stylesheet
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.worksheet._reader import FORMULA_TAG, MERGE_TAG, ROW_TAG, VALUE_TAG, WorkSheetParser
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from audit.problems import Problem
from audit.sheets import Book, Cell, Column, Found, Page, Table, letters

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 20_000, 100, 30
_MOST_CELLS = 200_000  # of one sheet; 1,000 items fill a fifth of it
_MOST_BYTES = 4 << 20  # as sent
_MOST_UNPACKED = 24 << 20
_MOST_PARTS = 400
_MOST_OF_STYLES = 1 << 20  # the part whose entries cost most to read
_MOST_TEXTS = 200_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of .xls and of encrypted workbooks
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_DECLARES = (b"<!DOCTYPE", b"<!ENTITY")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")  # ECMA-376 ST_Xstring
_TEXT_TAG = f"{{{SHEET_MAIN_NS}}}si"
_MADE = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # XlsxWriter takes naive times only
_LISTS = "Lists"


def read(data: bytes) -> list[Found]:
    """Every visible sheet with cells in it, in order; raises `workbook.*` for what is none."""
    _look_into(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl remarks on everything it leaves out
            return [*_sheets(data)]
    except Problem:
        raise
    except Exception as error:  # a parser of strangers' files trips over anything
        raise Problem("workbook.damaged") from error


def _look_into(data: bytes) -> None:
    """Refuse by looks and by the zip's own directory, before anything is unpacked."""
    if len(data) > _MOST_BYTES:
        raise Problem("workbook.too_large", most=_MOST_BYTES >> 20)
    if data.startswith(_OLE):
        raise Problem("workbook.encrypted" if _ENCRYPTED in data else "workbook.old_excel")
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except zipfile.BadZipFile as error:
        raise Problem("workbook.not_excel") from error
    sizes = {part.filename: part.file_size for part in parts}
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
        raise Problem("workbook.unpacks_too_large", most=_MOST_UNPACKED >> 20)
    if sizes.get("xl/styles.xml", 0) > _MOST_OF_STYLES:
        raise Problem("workbook.unpacks_too_large", most=_MOST_UNPACKED >> 20)
    if "[Content_Types].xml" not in sizes or "xl/workbook.xml" not in sizes:
        raise Problem("workbook.not_excel")
    if any(part.flag_bits & 1 for part in parts):
        raise Problem("workbook.encrypted")


class _Reader(ExcelReader):  # type: ignore[misc] # openpyxl ships no types
    """openpyxl's own steps, but for the texts, which it does not give back exactly."""

    def read_strings(self) -> None:
        part = self.package.find(SHARED_STRINGS)
        if part is None:
            return
        with self.archive.open(part.PartName[1:]) as source:
            for _, node in iterparse(source):
                if node.tag == _TEXT_TAG:
                    self.shared_strings.append(_exact(Text.from_tree(node).content))
                    node.clear()
                if len(self.shared_strings) > _MOST_TEXTS:
                    raise Problem("workbook.too_many_cells", most=_MOST_CELLS)


class _Sheet(WorkSheetParser):  # type: ignore[misc] # as above
    """The cells and merged ranges of a sheet; everything else in it is passed over."""

    formulas: set[tuple[int, int]]
    merged: list[str]
    count: int

    def rows(self) -> Iterator[list[dict[str, Any]]]:
        self.formulas, self.merged, self.count = set(), [], 0
        for _, element in iterparse(self.source):
            if element.tag == ROW_TAG:
                self.count += len(element)
                if self.count > _MOST_CELLS:
                    raise Problem("workbook.too_many_cells", most=_MOST_CELLS)
                yield self.parse_row(element)[1]
                element.clear()
            elif element.tag == MERGE_TAG:
                self.merged = [str(each.get("ref")) for each in element][:_MOST_PARTS]

    def parse_cell(self, element: Any) -> dict[str, Any]:  # noqa: ANN401 -- an XML element
        found: dict[str, Any] = super().parse_cell(element)
        is_formula = element.find(FORMULA_TAG) is not None
        if is_formula and not element.findtext(VALUE_TAG) and element.get("t") != "str":
            self.formulas.add((found["row"], found["column"]))
        if element.get("t") in ("inlineStr", "str") and isinstance(found["value"], str):
            found["value"] = _exact(found["value"])
        return found


def _sheets(data: bytes) -> Iterator[Found]:
    archive = zipfile.ZipFile(io.BytesIO(data))
    for name in archive.namelist():
        if name.endswith((".xml", ".rels")) and any(d in archive.read(name) for d in _DECLARES):
            raise Problem("workbook.damaged")  # no workbook declares entities; bombs do
    reader = _Reader(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    for step in (reader.read_manifest, reader.read_strings, reader.read_workbook):
        step()
    apply_stylesheet(reader.archive, reader.wb)
    sheets = [*reader.parser.find_sheets()]
    if len(sheets) > MOST_SHEETS:
        raise Problem("workbook.too_many_sheets", most=MOST_SHEETS)
    for sheet, relation in sheets:
        if sheet.state == "visible" and relation.target in reader.valid_files:
            with reader.archive.open(relation.target) as source:
                cells = _cells(source, reader)
            if cells:
                yield Found(sheet.name, cells)


def _cells(source: Any, reader: _Reader) -> dict[int, dict[int, Cell]]:  # noqa: ANN401 -- zipfile's
    book = reader.wb
    sheet = _Sheet(source, reader.shared_strings, data_only=True, epoch=book.epoch,
                   date_formats=book._date_formats, timedelta_formats=book._timedelta_formats)  # noqa: SLF001 -- what openpyxl's own read-only sheets are given # fmt: skip
    found: dict[int, dict[int, Cell]] = {}
    for row in sheet.rows():
        for raw in row:
            cell = _cell(raw, sheet, book)
            if cell is not None:
                found.setdefault(raw["row"], {})[raw["column"]] = cell
    _mark_merged(found, sheet.merged)
    _check_size(found)
    return dict(sorted(found.items()))


def _cell(raw: dict[str, Any], sheet: _Sheet, book: Any) -> Cell | None:  # noqa: ANN401 -- openpyxl's
    value, kind = raw["value"], raw["data_type"]
    if (raw["row"], raw["column"]) in sheet.formulas:
        return Cell(None, "formula")
    if value is None or value == "":
        return None
    if kind in ("d", "e"):
        return Cell(str(value), "date" if kind == "d" else "error")
    if kind == "n" and "%" in _format(book, raw["style_id"]):
        return Cell(value, "percent")
    return Cell(value)


def _format(book: Any, style: int) -> str:  # noqa: ANN401 -- openpyxl's
    number = book._cell_styles[style].numFmtId  # noqa: SLF001 -- as its read-only cells do
    if number < 164:
        return str(BUILTIN_FORMATS.get(number, ""))
    return str(book._number_formats[number - 164])  # noqa: SLF001 -- as above


def _mark_merged(found: dict[int, dict[int, Cell]], ranges: Sequence[str]) -> None:
    for text in ranges:
        match = re.fullmatch(r"([A-Z]{1,3})([0-9]{1,7})(?::[A-Z]{1,3}[0-9]{1,7})?", text)
        row, column = (int(match[2]), _number(match[1])) if match else (1, 1)
        held = found.get(row, {}).get(column)
        found.setdefault(row, {})[column] = Cell(held.value if held else None, "merged")


def _number(text: str) -> int:
    number = 0
    for letter in text:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _check_size(found: dict[int, dict[int, Cell]]) -> None:
    last = max(found, default=0), max((max(row) for row in found.values()), default=0)
    if last[0] > MOST_ROWS or last[1] > MOST_COLUMNS:
        raise Problem("workbook.too_wide", rows=MOST_ROWS, columns=MOST_COLUMNS)


def _exact(text: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


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
    sheet.freeze_panes(2, 0)
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
