"""Workbooks as files: what is written stays text and the same; what strangers send is refused."""

import io
import re
import threading
import time
import zipfile
from collections.abc import Callable

import openpyxl
import pytest

from audit.infra import excel
from audit.infra.excel_read import found_in
from audit.problems import Problem
from audit.sheets import MOST_TEXT, Book, Cell, Column, Page, Table
from tests.workbooks import edited, shipped, workbook_bytes

NASTY = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x","y")', "＝1",
         "http://x.cn", "007", "1e5", "TRUE", "_x000D_", "a\r\nb", " blank ", "\x07bell",
         "a_x0041_b", "😀 中文"]  # fmt: skip


def book(*texts: str) -> Book:
    columns = (Column("code", "Code"), Column("en", "English", note="help"))
    return Book("T", (Table("Items", columns, [("x", text) for text in texts]),))


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def packed(content: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in content.items():
            file.writestr(name, data)
    return out.getvalue()


def changed(name: str, change: Callable[[bytes], bytes]) -> bytes:
    """A good workbook with one part of it made bad."""
    content = parts(excel.write(book("one")))
    return packed(content | {name: change(content.get(name, b""))})


def test_td11_a_text_never_becomes_a_formula_or_link_and_comes_back_exactly() -> None:
    data = excel.write(book(*NASTY))

    (found,) = found_in(data)

    sheets = b"".join(xml for name, xml in parts(data).items() if name.startswith("xl/worksheets/"))
    assert not re.search(rb"<f[ >]|hyperlink", sheets)
    assert not [name for name in parts(data) if "external" in name.lower()]
    assert [row[2].value for number, row in found.cells.items() if number > 2] == NASTY


def test_the_same_book_gives_the_same_bytes() -> None:
    first = excel.write(book(*NASTY))
    time.sleep(2.1)  # longer than the clock of a zip is coarse

    assert excel.write(book(*NASTY)) == first


def test_a_text_that_excel_cannot_hold_is_refused_and_not_cut() -> None:
    with pytest.raises(Problem) as refusal:
        excel.write(book("x" * 40_000))

    assert refusal.value.code == "workbook.text_too_long"


def test_a_page_to_be_read_has_its_rows() -> None:
    data = excel.write(Book("T", (Page("Help", (10, 20), [["Heading"], ["a", "b"]]),)))

    (found,) = found_in(data)

    assert [[cell.value for cell in row.values()] for row in found.cells.values()] == [
        ["Heading"],
        ["a", "b"],
    ]


def odd(file: openpyxl.Workbook) -> None:
    sheet = file.active
    sheet["A3"], sheet["B3"] = 0.1, 4
    sheet["A4"], sheet["B4"] = True, "=1+1"
    sheet["A5"], sheet["B5"] = 0.1, 45000
    sheet["A5"].number_format, sheet["B5"].number_format = "0%", "yyyy-mm-dd"
    sheet["A6"] = "#REF!"
    sheet.merge_cells("A8:B9")


def test_cells_that_would_be_misread_say_what_they_are() -> None:
    (found,) = found_in(edited(excel.write(book("one")), odd))

    seen = {(row, column): cell for row, cells in found.cells.items()
            for column, cell in cells.items() if row > 2}  # fmt: skip
    assert (seen[3, 1], seen[3, 2], seen[4, 1]) == (Cell(0.1), Cell(4), Cell(value=True))
    assert {at: cell.odd for at, cell in seen.items() if cell.odd} == {
        (4, 2): "formula",
        (5, 1): "percent",
        (5, 2): "date",
        (6, 1): "error",
        (8, 1): "merged",
    }


def test_a_formula_counts_as_the_value_that_excel_kept() -> None:
    sheet = "xl/worksheets/sheet1.xml"
    with_value = changed(
        sheet, lambda xml: xml.replace(
            b"</sheetData>", b'<row r="9"><c r="A9"><f>1+1</f><v>2</v></c></row></sheetData>')
    )  # fmt: skip

    (found,) = found_in(with_value)

    assert found.cells[9][1] == Cell(2)


def test_a_text_longer_than_excel_takes_is_left_out_and_says_so() -> None:
    fits, long = "x" * MOST_TEXT, "y" * (MOST_TEXT + 1)
    sheet = "xl/worksheets/sheet1.xml"
    cells = "".join(
        f'<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>'
        for at, text in (("A9", fits), ("B9", long))
    )
    data = changed(sheet, lambda xml: xml.replace(END, f'<row r="9">{cells}</row>'.encode() + END))

    (found,) = found_in(data)

    assert found.cells[9] == {1: Cell(fits), 2: Cell(None, "long")}


BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SHEET = "xl/worksheets/sheet1.xml"
GOOD = excel.write(book("one"))
MANY, END = b"<c><v>1</v></c>" * 1000, b"</sheetData>"
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "workbook.not_excel"),
    "csv": (lambda: b"code,en\nRC1,x\n", "workbook.not_excel"),
    "html": (lambda: b"<html><table><tr><td>x</td></tr></table></html>", "workbook.not_excel"),
    "zip": (lambda: packed({"a.txt": b"a"}), "workbook.not_excel"),
    "word": (lambda: packed({"[Content_Types].xml": b"<Types/>"}), "workbook.not_excel"),
    "xls": (lambda: OLE + b"\0" * 2000, "workbook.old_excel"),
    "password": (
        lambda: OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
        "workbook.encrypted",
    ),
    "cut off": (lambda: GOOD[: len(GOOD) // 2], "workbook.not_excel"),
    "large": (lambda: GOOD + b"\0" * (5 << 20), "workbook.too_large"),
    "zip bomb": (lambda: changed(SHEET, lambda _: b"0" * (30 << 20)), "workbook.unpacks_too_large"),
    "many parts": (
        lambda: packed(parts(GOOD) | {f"x{n}": b"" for n in range(500)}),
        "workbook.unpacks_too_large",
    ),
    "styles": (
        lambda: changed("xl/styles.xml", lambda _: b"<xf/>" * 300_000),
        "workbook.unpacks_too_large",
    ),
    "entities": (lambda: changed(SHEET, lambda xml: BOMB + xml), "workbook.damaged"),
    "entities in texts": (
        lambda: changed("xl/sharedStrings.xml", lambda xml: BOMB + xml),
        "workbook.damaged",
    ),
    "no xml": (lambda: changed(SHEET, lambda _: b"\xff\xfe<"), "workbook.damaged"),
    "no such text": (
        lambda: changed(SHEET, lambda xml: xml.replace(b"<v>0</v>", b"<v>999</v>")),
        "workbook.damaged",
    ),
    "far cell": (
        lambda: changed(SHEET, lambda xml: xml.replace(
            b"</sheetData>",
            b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')),
        "workbook.too_wide",
    ),
    "a million cells": (
        lambda: changed(SHEET, lambda xml: xml.replace(
            END, b'<row r="9">' + MANY * 300 + b"</row>" + END)),
        "workbook.too_many_cells",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_good_workbook_is_refused_with_its_kind_and_soon(name: str) -> None:
    make, code = HOSTILE[name]
    data, began = make(), time.process_time()

    with pytest.raises(Problem) as refusal:
        found_in(data)

    assert refusal.value.code == code
    assert time.process_time() - began < 5


def test_a_merge_of_the_whole_sheet_costs_nothing() -> None:
    merge = b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    data = changed(SHEET, lambda xml: xml.replace(END, END + merge))

    (found,) = found_in(data)

    assert found.cells[1][1].odd == "merged"


def test_the_child_reads_as_we_do_and_passes_refusals_on() -> None:
    data = workbook_bytes(shipped("csi-16"))

    assert excel.read(data) == found_in(data)
    for sent in (b"", b"no workbook"):
        with pytest.raises(Problem) as refusal:
            excel.read(sent)
        assert refusal.value.code == "workbook.not_excel"
    with pytest.raises(Problem) as refusal:
        excel.read(GOOD + b"\0" * (5 << 20))
    assert "4 MB" in refusal.value.say("en")


def test_what_takes_too_much_is_the_workbooks_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    heavy = changed(SHEET, lambda xml: xml.replace(
        END, b'<row r="9">' + MANY * 190 + b"</row>" + END))  # fmt: skip
    monkeypatch.setattr(excel, "_MEMORY", 200 << 20)

    with pytest.raises(Problem) as refusal:
        excel.read(heavy)

    assert refusal.value.code == "workbook.too_heavy"


def test_workbooks_are_read_one_at_a_time_and_who_waits_too_long_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun, done, seen = threading.Event(), threading.Event(), []

    def slow(data: bytes) -> list[object]:
        seen.append(data)
        begun.set()
        done.wait(10)
        return []

    monkeypatch.setattr(excel, "_read", slow)
    monkeypatch.setattr(excel, "_PATIENCE", 0.05)
    first = threading.Thread(target=excel.read, args=(b"first",))
    first.start()
    assert begun.wait(10)

    with pytest.raises(Problem) as refusal:
        excel.read(b"second")
    done.set()
    first.join(10)

    assert (refusal.value.code, refusal.value.status) == ("workbook.busy", 503)
    assert refusal.value.facts == {"retry_after_seconds": 30}
    assert excel.read(b"third") == []
    assert seen == [b"first", b"third"]


def test_a_refused_workbook_lets_the_next_one_in(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_data: bytes) -> list[object]:
        raise Problem("workbook.damaged")

    monkeypatch.setattr(excel, "_read", refuse)
    monkeypatch.setattr(excel, "_PATIENCE", 0.05)

    for _ in range(2):
        with pytest.raises(Problem) as refusal:
            excel.read(b"any")
        assert refusal.value.code == "workbook.damaged"
