"""Workbooks in tests: made by us, then changed as a person would change them."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import orjson
import pytest
from openpyxl.workbook import Workbook as File
from openpyxl.worksheet.worksheet import Worksheet

from audit.checklists.definition import parse
from audit.checklists.shelf import shipped_checklists, shipped_frameworks
from audit.checklists.workbook_layout import SHEETS
from audit.checklists.workbook_read import Workbook, read_workbook
from audit.checklists.workbook_write import to_workbook
from audit.infra import excel
from audit.infra.excel_read import found_in
from audit.kpi.frameworks import leaf_titles, parse_framework
from audit.problems import Fault, Problem

Json = dict[str, Any]
LEAVES = leaf_titles(parse_framework(each) for each in shipped_frameworks()["frameworks"])


def shipped(code: str) -> Json:
    """A shipped checklist."""
    return next(each for each in shipped_checklists() if each["code"] == code)


def workbook_bytes(document: Json, language: str = "zh-CN") -> bytes:
    """The document as the bytes of a workbook."""
    arranged = orjson.loads(parse(document).arranged)
    return excel.write(to_workbook(arranged, language, LEAVES))


def read_back(data: bytes) -> Workbook:
    """What the bytes say."""
    return read_workbook(found_in(data))


def edited(data: bytes, edit: Callable[[File], None]) -> bytes:
    """The bytes after a person opened the file, changed something and saved it (openpyxl)."""
    file = openpyxl.load_workbook(io.BytesIO(data))
    edit(file)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def sheet(file: File, key: str) -> Worksheet:
    """A sheet by its key, whatever its language."""
    return next(file[name] for name in SHEETS[key].values() if name in file.sheetnames)


def column(at: Worksheet, key: str) -> int:
    """The number of the column with that hidden key."""
    return next(cell.column for cell in at[1] if cell.value == key)


def row_of(at: Worksheet, /, **wanted: str) -> int:
    """The first row whose cells hold these texts, by key of the column."""
    return next(
        number
        for number in range(3, at.max_row + 1)
        if all(at.cell(number, column(at, key)).value == text for key, text in wanted.items())
    )


def address(at: Worksheet, key: str, row: int) -> str:
    """The pointer of a cell as a fault tells it."""
    return f"/{at.title}/{at.cell(row, column(at, key)).coordinate}"


def faults_of(data: bytes) -> tuple[Fault, ...]:
    """Everything that is wrong with the workbook."""
    with pytest.raises(Problem) as refusal:
        read_back(data)
    assert (refusal.value.code, refusal.value.status) == ("workbook.invalid", 422)
    return refusal.value.faults
