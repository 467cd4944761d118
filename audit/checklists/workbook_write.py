"""From the document of a checklist to the sheets of a workbook.

Promise: everything that takes part in the hash is in the sheets, choices in the author's order,
and `read_workbook` gives the same document back. Words and headings are in the reader's language;
codes, numbers and conditions are the same in both. Read `to_workbook`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from audit.checklists.condition_text import write_text
from audit.checklists.conditions import read_condition
from audit.checklists.reader import Reader
from audit.checklists.workbook_help import help_page
from audit.checklists.workbook_layout import (
    COLUMNS,
    SETTINGS,
    SHEETS,
    Column,
    word,
)
from audit.checklists.workbook_lists import Leaves, drop_down, names
from audit.sheets import Book, Table
from audit.sheets import Column as Written

Json = dict[str, Any]

_LISTED = ("options", "faults", "elements", "choices")
_SPARE = {"grade": 1, "framework": 1, "scenario": 1, "mark": 1}  # rows of a new workbook
_FROZEN = {"checklist": 1, "sections": 1, "items": 2, "choices": 2, "kpi": 2}  # names in sight
_NEW: Json = {
    "languages": ["zh-CN", "en"],
    "kind": "section_weighted",
    "scoring": {
        "mode": "earn",
        "overall": "section_weighted",
        "missing": "reject",
        "base": "100",
        "na_in_deduct": "none",
        "cap_max": "100",
        "dp": 2,
        "grade_bands": [
            {"grade": "A", "min": "90"},
            {"grade": "B", "min": "80"},
            {"grade": "C", "min": "70"},
            {"grade": "D", "min": "0"},
        ],
    },
    "sections": [],
}


@dataclass(frozen=True, slots=True)
class _Items:
    """The items with what other sheets say beside them."""

    document: Json
    language: str

    def __iter__(self) -> Iterator[tuple[str, Json]]:
        for section in self.document["sections"]:
            for item in section["items"]:
                yield section["code"], item

    def text(self, item: Json) -> str:
        texts = item.get("text", {})
        return str(texts.get(self.language) or next(iter(texts.values()), ""))


def to_workbook(document: Json, language: str, leaves: Leaves) -> Book:
    """The workbook of a document in its normal form, choices in their order.

    `leaves`: by framework code, its leaves and what to call them, for the lists of the KPI sheet.
    """
    items = _Items(document, language)
    rows = {
        "checklist": [*_settings(document, language)],
        "sections": [_row("sections", section, language) for section in document["sections"]],
        "items": [_item_row(section, item, language) for section, item in items],
        "choices": [*_choices(items)],
        "kpi": [*_weights(items, leaves)],
    }
    tables = [
        Table(SHEETS[sheet][language], _columns(sheet, language), rows[sheet], _FROZEN[sheet])
        for sheet in COLUMNS
    ]
    title = document.get("title", {}).get(language) or document.get("code", "")
    return Book(title, (*tables, help_page(language)), names(document, language, leaves))


def new_workbook(language: str, leaves: Leaves) -> Book:
    """A workbook with the usual settings and no items, to begin with."""
    return to_workbook(_NEW, language, leaves)


def _columns(sheet: str, language: str) -> tuple[Written, ...]:
    return tuple(
        Written(
            key=column.key,
            heading=column.names[language],
            width=column.width,
            note=column.help[language],
            drop_down=drop_down(sheet, column, language),
            aside=column.kind == "aside",
        )
        for column in COLUMNS[sheet].values()
    )


def _settings(document: Json, language: str) -> Iterator[list[str]]:
    for key, setting in SETTINGS.items():
        label, note = setting.column.names[language], setting.column.help[language]
        for cells in _values(document, key, setting.column, language):
            yield [label, *cells, note]


def _values(document: Json, key: str, column: Column, language: str) -> list[list[str]]:
    """Value, extra, Chinese and English of each row of a setting."""
    found = _at(document, column.path)
    if key == "title":
        return [["", "", *_both(found or {})]]
    if key not in _SPARE:
        return [[_cell(found, column, language), "", "", ""]]
    spare = [["", "", "", ""]] * (0 if found else _SPARE[key])
    return [_entry(each) for each in found or ()] or spare


def _entry(entry: Json) -> list[str]:
    code, extra = entry.get("grade") or entry["code"], entry.get("min", entry.get("version", ""))
    return [str(code), str(extra), *_both(entry.get("text", {}))]


def _both(texts: Mapping[str, str]) -> list[str]:
    return [texts.get("zh-CN", ""), texts.get("en", "")]


def _row(sheet: str, json: Json, language: str) -> list[str]:
    return [_cell(_at(json, column.path), column, language) for column in COLUMNS[sheet].values()]


def _item_row(section: str, item: Json, language: str) -> list[str]:
    photo, comment = item.get("photo"), item.get("comment")
    spread = item | {
        "photo": photo or {"when": "no"},
        "comment": {"when": comment} if isinstance(comment, str) else comment,
    }
    return [section, *_row("items", spread, language)[1:]]


def _choices(items: _Items) -> Iterator[list[str]]:
    columns = list(COLUMNS["choices"].values())[2:]
    for _, item in items:
        beside = [item["code"], items.text(item)]
        for key in _LISTED:
            for code, choice in item.get(key, {}).items():
                whole = {"code": code} | choice
                yield beside + [_cell(_at(whole, each.path), each, "en") for each in columns]
        for band in item.get("bands", ()):
            yield beside + [_cell(_at(band, each.path), each, "en") for each in columns]


def _weights(items: _Items, leaves: Leaves) -> Iterator[list[str]]:
    for _, item in items:
        for framework, weights in item.get("kpi", {}).items():
            for leaf, weight in weights.items():
                titles = leaves.get(framework, {}).get(leaf, {})
                title = titles.get(items.language, "")
                yield [item["code"], items.text(item), framework, leaf, title, weight]


def _at(json: Json, path: tuple[str, ...]) -> Any:  # noqa: ANN401 -- a part of parsed JSON
    found: Any = json if path else None
    for key in path:
        found = found.get(key) if isinstance(found, dict) else None
    return found


def _cell(value: Any, column: Column, language: str) -> str:  # noqa: ANN401 -- a part of parsed JSON
    if value is None or value == column.default:
        return ""
    if column.kind == "flag":
        return word("flag", "yes" if value else "no", language)
    if column.kind == "word":
        return word(column.list, value, language)
    if column.kind == "codes":
        return ", ".join(value)
    if column.kind == "condition":
        condition = read_condition(Reader(value, "", []))
        return write_text(condition) if condition else ""
    return str(value)
