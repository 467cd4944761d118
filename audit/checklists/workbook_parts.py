"""Choices, bands and KPI weights of a workbook, into the items they belong to.

Promise: as `workbook_items`; a name of no item is told once a sheet, with the number of its rows.
"""

from collections import Counter
from collections.abc import Iterator

from audit.checklists.workbook_faults import NAME
from audit.checklists.workbook_grid import Grid, Line
from audit.checklists.workbook_items import ItemRow, Json, Reading, fill, stand_in, type_name
from audit.checklists.workbook_layout import COLUMNS, Column
from audit.problems import pointer

_KEPT_AT = {
    "option": "options",
    "multi_deduct": "faults",
    "multi_earn": "elements",
    "numeric_bands": "bands",
}


def _lines(reading: Reading, grid: Grid) -> Iterator[tuple[Line, ItemRow | None]]:
    """Every row with its item, None when there is none; unknown names are told."""
    lines = [*grid.lines(reading.faults)]
    column = COLUMNS[grid.key]["item"]
    names = [line.needed(column) for line in lines]
    counts, told = Counter(names), set()
    for line, name in zip(lines, names, strict=True):
        row = reading.item(name, _beside(line)) if name else None
        if name and row is None and name not in told:
            told.add(name)
            line.fault("workbook.item_unknown", "item", name=name, rows=counts[name])
        yield line, row


def _beside(line: Line) -> str:
    cell = line.cells.get(line.grid.columns.get("item_text", 0))
    return str(cell.value or "") if cell else ""


def read_choices(reading: Reading, grid: Grid) -> None:
    """Options, faults, elements, choices and bands, in the order of their rows."""
    told: set[str] = set()
    for line, row in _lines(reading, grid):
        key = _kept_at(row)
        if row is None or key is None:
            fill(reading, line, _columns("code"), "/nowhere")
            if row is not None and _is_wrong(row) and row.code not in told:
                told.add(row.code)
                line.fault(
                    "workbook.choices_not_taken",
                    "item",
                    name=row.code,
                    type=type_name(row.type or ""),
                )
        elif key == "bands":
            _add_band(reading, line, row)
        else:
            _add_choice(reading, line, row, key)


def _kept_at(row: ItemRow | None) -> str | None:
    if row is None:
        return None
    if row.type == "observe" and row.json.get("answer") == "choice":
        return "choices"
    return _KEPT_AT.get(row.type or "")


def _is_wrong(row: ItemRow) -> bool:
    return row.type is not None and "answer" not in row.line.bad


def _columns(*without: str) -> list[Column]:
    return [column for column in COLUMNS["choices"].values()
            if column.path and column.key not in without]  # fmt: skip


def _add_band(reading: Reading, line: Line, row: ItemRow) -> None:
    bands = row.json.setdefault("bands", [])
    at = row.at + pointer("bands", len(bands))
    reading.places.note(at, line.place("le"))
    band = fill(reading, line, _columns(), at)
    band |= {test: "0" for test in ("le", "lt", "ge", "gt") if test in line.bad}  # it has a test
    bands.append(band)


def _add_choice(reading: Reading, line: Line, row: ItemRow, key: str) -> None:
    choices: Json = row.json.setdefault(key, {})
    code = line.needed(COLUMNS["choices"]["code"])
    if code in choices:
        line.fault("document.duplicate_code", "code", name=code)
        code = None
    code = code or stand_in(line)
    at = row.at + pointer(key, code)
    reading.places.note(at, line.place("code"))
    choices[code] = fill(reading, line, _columns("code"), at)


def read_kpi(reading: Reading, grid: Grid) -> None:
    """The weights of KPI leaves."""
    columns = COLUMNS["kpi"]
    for line, row in _lines(reading, grid):
        framework, leaf = line.needed(columns["framework"]), line.needed(columns["leaf"])
        weight = line.needed(columns["weight"])
        if row is None or framework is None or leaf is None:
            continue
        at = row.at + pointer("kpi", framework)
        reading.places.note(at, line.place("framework"))
        leaves = row.json.setdefault("kpi", {}).setdefault(framework, {})
        if leaf in leaves:
            line.fault("workbook.leaf_twice", "leaf", leaf=leaf, framework=framework)
            continue
        reading.places.note(at + pointer(leaf), line.place("weight"))
        reading.places.note(at + pointer(leaf) + NAME, line.place("leaf"))
        leaves[leaf] = weight or "1"
