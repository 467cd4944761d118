"""What a workbook that a person sent holds: openpyxl, in a child process of `audit.infra.excel`.

Promise: bytes are looked at before they are unpacked; what is no workbook is refused with the kind
it is of; texts come back exactly, cells that would be misread (a formula without value, a date, a
percentage, an error, a merged one, a text longer than Excel takes) say so. ASVS 5.2.3. Read
`found_in`.
"""

import io
import json
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import errors

from defusedxml.ElementTree import iterparse
from openpyxl.cell.text import Text
from openpyxl.reader.excel import ExcelReader, apply_stylesheet
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.worksheet._reader import FORMULA_TAG, MERGE_TAG, ROW_TAG, VALUE_TAG, WorkSheetParser
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from audit.problems import Problem
from audit.sheets import MOST_BYTES, MOST_COLUMNS, MOST_ROWS, MOST_TEXT, Cell, Found

_MOST_SHEETS = 30
_MOST_CELLS = 200_000  # of one sheet; 1,000 items fill a fifth of it
_MOST_UNPACKED = 24 << 20
_MOST_PARTS = 400
_MOST_OF_STYLES = 1 << 20  # the part whose entries cost most to read
_MOST_TEXTS = 200_000

_NO_MEMORY = errors.codes[errors.XML_ERROR_NO_MEMORY]
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of .xls and of encrypted workbooks
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_DECLARES = (b"<!DOCTYPE", b"<!ENTITY")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")  # ECMA-376 ST_Xstring
_TEXT_TAG = f"{{{SHEET_MAIN_NS}}}si"


def handle(parts: tuple[bytes, ...]) -> Iterable[bytes]:
    """The child's work: a workbook in, its cells as JSON out; nothing for nothing."""
    return [packed(found_in(parts[0])) if parts[0] else b""]


def packed(sheets: Iterable[Found]) -> bytes:
    """Sheets as JSON: name, then row, column, value and oddity of each cell."""
    rows = [
        [found.name, [[row, column, cell.value, cell.odd] for row, cells in found.cells.items()
                      for column, cell in cells.items()]]
        for found in sheets
    ]  # fmt: skip
    return json.dumps(rows).encode()


def found_in(data: bytes) -> list[Found]:
    """Every visible sheet with cells in it, in order; raises `workbook.*` for what is none."""
    _look_into(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl remarks on everything it leaves out
            return [*_sheets(data)]
    except (Problem, MemoryError):
        raise
    except ParseError as error:
        if error.code == _NO_MEMORY:  # the parser's own way to say it
            raise MemoryError from error
        raise Problem("workbook.damaged") from error
    except Exception as error:  # a parser of strangers' files trips over anything
        raise Problem("workbook.damaged") from error


def _look_into(data: bytes) -> None:
    """Refuse by looks and by the zip's own directory, before anything is unpacked."""
    if len(data) > MOST_BYTES:
        raise Problem("workbook.too_large", most=MOST_BYTES >> 20)
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
    if len(sheets) > _MOST_SHEETS:
        raise Problem("workbook.too_many_sheets", most=_MOST_SHEETS)
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
    if isinstance(value, str) and len(value) > MOST_TEXT:
        return Cell(None, "long")
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
