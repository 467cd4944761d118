"""From the sheets of a workbook to the document of a checklist.

Promise: one reading finds everything: what a cell cannot mean, what the workbook names and does not
have, and what `definition.parse` refuses, each once and at its cell, in the order of the sheets;
of more than `MOST_TOLD`, the first ones and how many more there are. A fault that only follows from
another is left out. Read `read_workbook`, then `workbook_items`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from audit.checklists.definition import parse
from audit.checklists.document import Definition
from audit.checklists.workbook_faults import CellFault, Named, Place, Places
from audit.checklists.workbook_grid import Grid, Line, open_sheet
from audit.checklists.workbook_items import (
    PRIVATE,
    Json,
    Reading,
    put,
    read_items,
    read_sections,
    stand_in,
)
from audit.checklists.workbook_layout import (
    COLUMNS,
    NEEDED_SHEETS,
    SETTINGS,
    SHEETS,
    Setting,
    sheet_of,
)
from audit.checklists.workbook_parts import read_choices, read_kpi
from audit.problems import Fault, Problem, pointer
from audit.sheets import Found

MOST_TOLD = 500
_REPEATED = {
    "grade": "grade_bands",
    "framework": "frameworks",
    "scenario": "scenarios",
    "mark": "marks",
}
_ABOUT_ITEMS = (
    "checklist.condition_unknown",
    "checklist.condition_later",
    "checklist.condition_no_number",
)


@dataclass(frozen=True, slots=True)
class Workbook:
    """What a workbook says: its document, the same read, and where everything stood."""

    document: Json
    definition: Definition
    places: Places

    def told(self, faults: Iterable[Fault]) -> list[Fault]:
        """Faults of the document (what publishing still wants) at their cells."""
        return [*self.places.told(faults)]


def read_workbook(sheets: Sequence[Found]) -> Workbook:
    """The checklist in the sheets; raises `workbook.invalid` with every fault at its cell."""
    reading = Reading()
    grids = _grids(sheets, reading.faults)
    if not grids.keys() >= set(NEEDED_SHEETS):
        _refuse(reading.faults, sheets)
    _read_settings(reading, grids["checklist"])
    sections = read_sections(reading, grids["sections"])
    read_items(reading, grids["items"], sections)
    if "choices" in grids:
        read_choices(reading, grids["choices"])
    if "kpi" in grids:
        read_kpi(reading, grids["kpi"])
    definition = _parsed(reading)
    _refuse(reading.faults, sheets)
    if definition is None:
        raise Problem("workbook.damaged")  # not reached: parse refused with a fault, told above
    return Workbook(reading.document, definition, reading.places)


def _refuse(faults: list[CellFault], sheets: Sequence[Found]) -> None:
    if not faults:
        return
    order = {found.name: index for index, found in enumerate(sheets)}
    found = sorted(
        dict.fromkeys(faults),
        key=lambda fault: (
            order.get(fault.place.sheet, -1),
            fault.place.row,
            fault.place.column,
        ),
    )
    more = len(found) - MOST_TOLD
    rest = [Fault("workbook.more_faults", more=more)] if more > 0 else []
    raise Problem("workbook.invalid", [*found[:MOST_TOLD], *rest], count=len(found))


def _grids(sheets: Sequence[Found], faults: list[CellFault]) -> dict[str, Grid]:
    """The sheets that are known; none when one cannot be read, for the rest would mislead."""
    grids: dict[str, Grid] = {}
    seen: set[str] = set()
    lost = False
    for found in sheets:
        key = sheet_of(found.name)
        at = Place(found.name, 1, 1)
        if key == "help":
            continue
        if key is None:
            faults.append(CellFault("workbook.sheet_unknown", at))
        elif key in seen:
            faults.append(CellFault("workbook.sheet_twice", at, name=Named(SHEETS[key])))
        else:
            seen.add(key)
            grid = open_sheet(key, found, faults)
            lost = lost or grid is None
            grids |= {key: grid} if grid else {}
    for key in NEEDED_SHEETS:
        if key not in seen:
            name = Named(SHEETS[key])
            first = Place(sheets[0].name if sheets else "Sheet1", 1, 1)
            faults.append(CellFault("workbook.sheet_missing", first, name=name))
    return {} if lost else grids


def _read_settings(reading: Reading, grid: Grid) -> None:
    """The first sheet: one setting a row."""
    top = Place(grid.name, max(min(grid.rows, default=2) - 1, 1), grid.columns["field"])
    reading.document |= {"scoring": {}}
    seen: set[str] = set()
    for line in grid.lines(reading.faults):
        key = line.needed(COLUMNS["checklist"]["field"])
        if key is None:
            continue
        setting = SETTINGS[key]
        _tell_idle(line, setting)
        if key in _REPEATED:
            _add_repeated(reading, line, setting)
        elif key in seen:
            line.fault("workbook.setting_twice", "field", name=Named(setting.column.names))
        else:
            seen.add(key)
            _set(reading, line, setting)
    reading.places.note("", top)
    for key in ("code", "version"):
        if key not in seen:
            names = Named(SETTINGS[key].column.names)
            reading.faults.append(CellFault("workbook.setting_missing", top, name=names))


def _tell_idle(line: Line, setting: Setting) -> None:
    for key in ("value", "extra", "zh", "en"):
        if key not in setting.uses and line.take(COLUMNS["checklist"][key]) is not None:
            line.fault("workbook.not_wanted", key, key=key)


def _set(reading: Reading, line: Line, setting: Setting) -> None:
    column = setting.column
    if "value" in setting.uses:
        reading.places.note(pointer(*column.path), line.place("value"))
        value = line.take(column, "value")
        if value is not None:
            put(reading.document, column.path, value)
        elif column.key in ("code", "version") and "value" not in line.bad:
            line.fault("workbook.needed", "value", key=column.key)
    else:
        words = _wording(reading, line, pointer(*column.path))
        reading.document |= {"title": words} if words else {}


def _wording(reading: Reading, line: Line, at: str) -> Json:
    words: Json = {}
    reading.places.note(at, line.place("zh"))
    for key, language in (("zh", "zh-CN"), ("en", "en")):
        reading.places.note(at + pointer(language), line.place(key))
        text = line.take(COLUMNS["checklist"][key])
        if text is not None:
            words[language] = text
    return words


def _add_repeated(reading: Reading, line: Line, setting: Setting) -> None:
    """One grade, framework, scenario or mark; a row that says nothing but its setting is empty."""
    if not any(line.has(key) for key in setting.uses):
        return
    name, column = _REPEATED[setting.column.key], setting.column
    holder = reading.document["scoring"] if name == "grade_bands" else reading.document
    entries = holder.setdefault(name, [])
    at = pointer(*column.path, len(entries))
    reading.places.note(pointer(*column.path), line.place("field"))
    code = line.take(column, "value")
    if code is None and "value" not in line.bad:
        line.fault("workbook.needed", "value", key="value")
    reading.places.note(at, line.place("value"))
    reading.places.note(at + ("/grade" if name == "grade_bands" else "/code"), line.place("value"))
    code = code or stand_in(line)
    if name == "grade_bands":
        entries.append({"grade": code, "min": _least(reading, line, at)})
    elif name == "frameworks":
        reading.places.note(at + "/version", line.place("extra"))
        version = line.take(SETTINGS["dp"].column, "extra")
        entries.append({"code": code} | ({} if version is None else {"version": version}))
    else:
        words = _wording(reading, line, at + "/text")
        entries.append({"code": code} | ({"text": words} if words else {}))


def _least(reading: Reading, line: Line, at: str) -> str:
    """A grade's lower bound; one that nobody writes stands in, so that it equals no other."""
    reading.places.note(at + "/min", line.place("extra"))
    least = line.take(SETTINGS["base"].column, "extra")
    if least is None and "extra" not in line.bad:
        line.fault("workbook.needed", "extra", key="extra")
    return str(least or f"0.{line.row:030d}")


def _parsed(reading: Reading) -> Definition | None:
    """The document read; what it refuses is added, unless it follows from faults told already."""
    try:
        return parse(reading.document)
    except Problem as problem:
        marred = {fault.place for fault in reading.faults}
        told = [*reading.places.told(_judged(reading, problem.faults))]
        reading.faults += [fault for fault in told if fault.place not in marred]
        return None


def _judged(reading: Reading, faults: Iterable[Fault]) -> Iterator[Fault]:
    """Without what is said of items and grades whose own row is at fault."""
    bands = reading.document["scoring"].get("grade_bands", [])
    is_grade_lost = any(band["grade"].startswith(PRIVATE) for band in bands)
    for fault in faults:
        name = str(fault.facts.get("item"))
        row = reading.items.get(name) or reading.adopted.get(name)
        if fault.code in _ABOUT_ITEMS and row is not None and not row.is_sound:
            continue
        if fault.code == "checklist.grade_unknown" and is_grade_lost:
            continue
        yield fault
