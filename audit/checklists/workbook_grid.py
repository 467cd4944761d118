"""From the cells of a sheet to its lines: which column is which, and where the data begins.

Promise: columns are known by their hidden key or by their heading in either language, so they may
change places; what nobody knows is told. A line takes its cells one by one, notes every fault at
its cell and answers None for what could not be read. Read `open_sheet`, then `Line`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from audit.checklists.workbook_cells import Unfit, read_cell
from audit.checklists.workbook_faults import CellFault, Named, Place
from audit.checklists.workbook_layout import COLUMNS, NEEDED, Column, column_of
from audit.problems import Fact
from audit.sheets import Cell, Found

_HEAD_ROWS = 5  # keys and headings stand somewhere in the first rows
Row = Mapping[int, Cell]


@dataclass(slots=True)
class Line:
    """One row of data. `faults` are the whole workbook's; `bad` holds the row's unread columns."""

    grid: "Grid"
    row: int
    cells: Row
    faults: list[CellFault]
    bad: set[str] = field(default_factory=set)

    def place(self, key: str) -> Place:
        """The cell of a column; the row's first cell when the file lacks the column."""
        column = self.grid.columns.get(key)
        if column is None:
            return Place(self.grid.name, self.row, min(self.grid.headings, default=1))
        return Place(self.grid.name, self.row, column, self.grid.headings[column])

    def fault(self, code: str, key: str, /, **facts: Fact) -> None:
        """Note a fault at the cell of a column; its `key` is told as the heading."""
        place = self.place(key)
        if "key" in facts:
            facts["key"] = place.heading or key
        self.bad.add(key)
        self.faults.append(CellFault(code, place, **facts))

    def has(self, key: str) -> bool:
        """Whether there is anything in the cell."""
        return self.grid.columns.get(key) in self.cells

    def take(self, column: Column, key: str = "") -> Any:  # noqa: ANN401 -- becomes JSON
        """The value of a cell read as `column` wants; None when empty or faulty."""
        key = key or column.key
        cell = self.cells.get(self.grid.columns.get(key, 0))
        if cell is None:
            return None
        try:
            return read_cell(cell, column)
        except Unfit as unfit:
            self.fault(unfit.code, key, **unfit.facts)
            return None

    def needed(self, column: Column) -> Any:  # noqa: ANN401 -- as above
        """As `take`; a fault when the cell is empty."""
        value = self.take(column)
        if value is None and column.key not in self.bad:
            self.fault("workbook.needed", column.key, key=column.key)
        return value


@dataclass(slots=True)
class Grid:
    """A sheet whose columns are known: their places by key, and every heading by place."""

    key: str
    name: str
    columns: Mapping[str, int]
    headings: Mapping[int, str]
    rows: Mapping[int, Row]

    def lines(self, faults: list[CellFault]) -> Iterator[Line]:
        """Every row that holds something to be read."""
        read = {
            place for key, place in self.columns.items() if COLUMNS[self.key][key].kind != "aside"
        }
        for number, cells in self.rows.items():
            if any(place in read and not _is_blank(cell) for place, cell in cells.items()):
                yield Line(self, number, cells, faults)


def open_sheet(key: str, found: Found, faults: list[CellFault]) -> Grid | None:
    """The sheet with its columns, unknown ones told; None when it cannot be read at all."""
    heads = _heads(key, found)
    columns: dict[str, int] = {}
    headings: dict[int, str] = {}
    for number in heads:
        for place, cell in found.cells[number].items():
            text = str(cell.value or "")
            headings[place] = text or headings.get(place, "")  # the lowest row is what one sees
            name = column_of(key, text)
            if name and place not in columns.values():
                columns.setdefault(name, place)
    rows = {number: row for number, row in found.cells.items() if number > max(heads, default=0)}
    grid = Grid(key, found.name, columns, headings, rows)
    before = len(faults)
    faults += _missing_columns(grid, heads)
    lost = len(faults) > before
    faults += [] if lost else _unknown_columns(grid, max(heads))
    return None if lost else grid


def _heads(key: str, found: Found) -> Sequence[int]:
    """The rows on top of which most cells name a column."""
    heads: list[int] = []
    for number in sorted(found.cells)[:_HEAD_ROWS]:
        texts = [str(cell.value) for cell in found.cells[number].values() if not _is_blank(cell)]
        known = sum(column_of(key, text) is not None for text in texts)
        if known * 2 >= len(texts) and known > 1:
            heads.append(number)
        elif heads:
            break
    return heads


def _missing_columns(grid: Grid, heads: Sequence[int]) -> Iterator[CellFault]:
    at = Place(grid.name, max(heads, default=1), 1)
    for key in NEEDED[grid.key]:
        if key not in grid.columns:
            name = Named(COLUMNS[grid.key][key].names)
            yield CellFault("workbook.column_missing", at, name=name)


def _unknown_columns(grid: Grid, head: int) -> Iterator[CellFault]:
    filled = {place for row in grid.rows.values() for place, cell in row.items()
              if not _is_blank(cell)}  # fmt: skip
    for place in sorted({*grid.headings, *filled} - {*grid.columns.values()}):
        text = grid.headings.get(place, "")
        at = Place(grid.name, head, place, text)
        if text and column_of(grid.key, text):
            yield CellFault("workbook.column_twice", at)
        elif text:
            yield CellFault("workbook.column_unknown", at)
        else:
            yield CellFault("workbook.column_nameless", at)


def _is_blank(cell: Cell) -> bool:
    return not cell.odd and isinstance(cell.value, str) and not cell.value.strip()
