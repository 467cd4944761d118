"""Sections and items of a workbook, into the JSON of their document.

Promise: every row becomes something, even one that cannot be kept, so that its other faults are
found in the same go and nothing that names it is told as a fault of its own: a row without a usable
code stands in under a code nobody can type, one without a usable type as a plain observation.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from audit.checklists.workbook_faults import CellFault, Named, Places
from audit.checklists.workbook_grid import Grid, Line
from audit.checklists.workbook_layout import COLUMNS, WORDS, Column, plain
from audit.problems import pointer

Json = dict[str, Any]

PRIVATE = "\ue000"
_STANDS_IN: Json = {"type": "observe", "answer": "number"}  # may be compared, photographed, mapped
_RULES = ("photo", "comment", "critical")  # their first column says what the others mean
LISTED = ("options", "faults", "elements", "choices", "bands")


@dataclass(slots=True)
class ItemRow:
    """A row of the items: where it stands in the document, and whether it is what it says."""

    line: Line
    code: str
    type: str | None
    json: Json = field(default_factory=dict)
    at: str = ""
    is_named: bool = True  # under its own code
    is_placed: bool = True  # in its own section

    @property
    def is_sound(self) -> bool:
        """Whether conditions that name it may be judged by it."""
        return self.is_named and self.is_placed and self.type is not None


@dataclass(slots=True)
class Reading:
    """What has been read so far of one workbook."""

    faults: list[CellFault] = field(default_factory=list)
    places: Places = field(default_factory=Places)
    document: Json = field(default_factory=dict)
    items: dict[str, ItemRow] = field(default_factory=dict)
    nameless: list[ItemRow] = field(default_factory=list)
    adopted: dict[str, ItemRow] = field(default_factory=dict)
    by_text: dict[str, ItemRow] | None = None  # the nameless ones, once all items are read

    def item(self, code: str, text: str) -> ItemRow | None:
        """The row of that code, else one that lost its code and has the `text` beside the name."""
        if code in self.items:
            return self.items[code]
        if self.by_text is None:
            self.by_text = {each: row for row in self.nameless for each in _texts(row)}
        if code not in self.adopted and text and (row := self.by_text.get(plain(text))):
            self.adopted[code] = row
        return self.adopted.get(code)


def _texts(row: ItemRow) -> set[str]:
    return {plain(text) for text in row.json.get("text", {}).values()}


def put(json: Json, path: Iterable[str], value: object) -> None:
    """Set a value deep in a JSON object."""
    *outer, last = path
    for key in outer:
        json = json.setdefault(key, {})
    json[last] = value


def fill(reading: Reading, line: Line, columns: Iterable[Column], at: str) -> Json:
    """The JSON of a row, the cell of every key noted under `at`."""
    json: Json = {}
    for column in columns:
        place = line.place(column.key)
        for depth in range(1, len(column.path) + 1):
            reading.places.note(at + pointer(*column.path[:depth]), place)
        value = line.take(column)
        if value is not None:
            put(json, column.path, value)
    return json


def read_sections(reading: Reading, grid: Grid) -> list[str]:
    """The sections, still without items; their codes in order."""
    codes: list[str] = []
    known: set[str] = set()
    reading.document["sections"] = []
    columns = COLUMNS["sections"]
    for line in grid.lines(reading.faults):
        at = pointer("sections", len(codes))
        reading.places.note(at, line.place("code"))
        code = line.needed(columns["code"])
        json = fill(reading, line, [each for each in columns.values() if each.key != "code"], at)
        reading.places.note(at + "/code", line.place("code"))
        if code in known:
            line.fault("document.duplicate_code", "code", name=code)
            code = None
        codes.append(code or stand_in(line))
        known.add(codes[-1])
        reading.document["sections"].append({"code": codes[-1], **json, "items": []})
    return codes


def stand_in(line: Line) -> str:
    """A code that no other row has: it begins with a sign of the private area."""
    return f"{PRIVATE}{line.row}"


def read_items(reading: Reading, grid: Grid, sections: list[str]) -> None:
    """The items into their sections, in the order of their rows."""
    lines = [*grid.lines(reading.faults)]
    if lines and not sections:
        reading.document["sections"].append({"code": PRIVATE, "items": []})
    column = COLUMNS["items"]["section"]
    wanted = [line.needed(column) for line in lines]
    known = _sections_of(lines, wanted, sections)
    last = 0
    for line, section in zip(lines, wanted, strict=True):
        is_placed = section in known
        last = known[section] if is_placed else last  # beside its neighbour, most likely
        row = _item_row(reading, line)
        row.is_placed = is_placed
        _place(reading, row, last)


def _sections_of(
    lines: list[Line], wanted: list[str | None], sections: list[str]
) -> Mapping[str | None, int]:
    """Where each named section stands; one that lost its code is the one most often missed."""
    known: dict[str | None, int] = {code: index for index, code in enumerate(sections)}
    missed = Counter(code for code in wanted if code and code not in known)
    nameless = [index for index, code in enumerate(sections) if code.startswith(PRIVATE)]
    often = [code for code, _ in missed.most_common()]
    known |= dict(zip(often, nameless, strict=False))
    told: set[str] = set()
    for line, code in zip(lines, wanted, strict=True):
        if code and code not in known and code not in told:
            told.add(code)
            line.fault("workbook.section_unknown", "section", name=code, rows=missed[code])
    return known


def _item_row(reading: Reading, line: Line) -> ItemRow:
    columns = COLUMNS["items"]
    code, kind = line.needed(columns["code"]), line.needed(columns["type"])
    row = ItemRow(line, code or stand_in(line), kind)
    if code in reading.items:
        line.fault("document.duplicate_code", "code", name=code)
        row.code = stand_in(line)
    if row.code == code:
        reading.items[code] = row
    else:
        row.is_named = False
        reading.nameless.append(row)
    return row


def _place(reading: Reading, row: ItemRow, section: int) -> None:
    items, line = reading.document["sections"][section]["items"], row.line
    row.at = pointer("sections", section, "items", len(items))
    for key in ("code", "type"):
        reading.places.note(row.at + pointer(key), line.place(key))
    reading.places.note(row.at, line.place("code"))
    for key in LISTED:
        reading.places.note(row.at + pointer(key), line.place("type"))
    reading.places.note(row.at + "/kpi", line.place("code"))
    found = fill(reading, line, _own_columns(row), row.at)
    row.json |= {"code": row.code, **({"type": row.type} if row.type else _STANDS_IN), **found}
    _tell_unsaid(row)
    items.append(row.json)


def _own_columns(row: ItemRow) -> Iterator[Column]:
    """The columns its type may have; the others are told when they are filled."""
    for column in COLUMNS["items"].values():
        if column.key in ("section", "code", "type"):
            continue
        if row.type is None:
            if not column.types:
                yield column
            else:
                row.line.take(column)
        elif column.types and row.type not in column.types:
            if row.line.has(column.key):
                row.line.fault("workbook.not_for_type", column.key, key=column.key,
                               type=type_name(row.type))  # fmt: skip
        else:
            yield column


def type_name(code: str) -> Named:
    """What to call a type in a sentence."""
    return Named(WORDS["type"][code])


def _tell_unsaid(row: ItemRow) -> None:
    """A rule of several columns stands or falls with its first."""
    line, json = row.line, row.json
    for key in _RULES:
        rule, says = json.get(key), "effect" if key == "critical" else "when"
        if rule is None:
            continue
        if key in line.bad:
            del json[key]
        elif rule.get(says) in (None, "no"):
            del json[key]
            for column in COLUMNS["items"].values():
                if column.path[:1] == (key,) and column.key != key and line.has(column.key):
                    line.fault("workbook.says_nothing", column.key, key=column.key,
                               other=line.place(key).heading or key)  # fmt: skip
    comment = json.get("comment", {})
    if comment.keys() == {"when"} and comment["when"] != "below":
        json["comment"] = comment["when"]
