"""A workbook as plain values: what is written into one and what was found in one.

Promise: no file format here and no business. `audit.infra.excel` turns these into bytes and back;
the rooms above say what the cells mean. Rows and columns count from 1, as people see them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

MOST_ROWS, MOST_COLUMNS = 20_000, 100  # of a sheet that is read
MOST_TEXT = 32_767  # characters of a cell; Excel itself takes no more
MOST_BYTES = 4 << 20  # of a workbook as it is sent

Value = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class DropDown:
    """What the list of a cell offers: a formula, such as `=words_flag` for a name of the book.

    `strict`: Excel refuses anything else at once; otherwise the list only helps.
    """

    formula: str
    strict: bool = True


@dataclass(frozen=True, slots=True)
class Column:
    """One column to write: its key (row 1, hidden), its heading (row 2), its look and its help."""

    key: str
    heading: str
    width: int = 12
    note: str = ""
    drop_down: DropDown | None = None
    aside: bool = False  # only to be read: grey


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet of one row a thing, below a hidden row of keys and a row of headings."""

    name: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[str]]
    frozen: int = 0  # columns that stay in sight


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet to be read: rows of texts; a row of one text is a heading."""

    name: str
    widths: tuple[int, ...]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Book:
    """A whole workbook to write. `names` are lists by name, kept on a hidden sheet."""

    title: str
    sheets: tuple[Table | Page, ...]
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that was found. `odd`: `date`, `percent`, `error`, `formula` (without a value),
    `merged` or `long` (its text left out); empty for text, numbers and truth values as they are."""

    value: Value
    odd: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A sheet that was found: cells by row and column, empty ones left out."""

    name: str
    cells: Mapping[int, Mapping[int, Cell]]


def letters(column: int) -> str:
    """The letters of a column as people see them: 1 is A, 27 is AA."""
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found
