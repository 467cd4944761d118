"""What the drop-downs of the workbook offer.

Promise: every word of a fixed list; codes of sections, items, marks and frameworks as they stand in
the workbook at that moment, new rows too; leaves of the framework named in the row.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from audit.checklists.items import TIMER_UNITS
from audit.checklists.workbook_layout import COLUMNS, SHEETS, WORDS, Column
from audit.sheets import DropDown, letters

Leaves = Mapping[str, Mapping[str, Mapping[str, str]]]  # framework -> leaf -> language -> title
Json = dict[str, Any]

_LAST_ROW = 5000
_OPEN = ("stage", "touchpoint", "unit")  # the list shows what is used; a new code is welcome


def drop_down(sheet: str, column: Column, language: str) -> DropDown | None:
    """The list of a column; None for a column without."""
    name = column.list
    if not name:
        return None
    if name in WORDS:
        return DropDown(f"=words_{name}")
    if name in _OPEN:
        return DropDown(f"=words_{name}", strict=False)
    if name == "leaf":
        at = f"${letters(_place(sheet, 'framework'))}3"
        return DropDown(f'=INDIRECT("leaves_"&SUBSTITUTE(SUBSTITUTE({at},"-","_")," ","_"))', strict=False)  # fmt: skip # noqa: E501
    if name in ("section", "item"):
        return DropDown(_column_of(f"{name}s", "code", language), strict=False)
    return DropDown(f"=words_{name}", strict=False)


def _column_of(sheet: str, key: str, language: str) -> str:
    place = letters(_place(sheet, key))
    return f"='{SHEETS[sheet][language]}'!${place}$3:${place}${_LAST_ROW}"


def _place(sheet: str, key: str) -> int:
    return [*COLUMNS[sheet]].index(key) + 1


def names(document: Json, language: str, leaves: Leaves) -> Mapping[str, tuple[str, ...]]:
    """Every list by its name."""
    fixed = {
        f"words_{name}": tuple(texts[language] for texts in words.values())
        for name, words in WORDS.items()
    }
    items = [item for section in document["sections"] for item in section["items"]]
    frameworks = [each["code"] for each in document.get("frameworks", ())]
    used = {
        "words_stage": _used([*document["sections"], *items], "stage"),
        "words_touchpoint": _used(items, "touchpoint"),
        "words_unit": tuple(dict.fromkeys((*TIMER_UNITS, *_used(items, "unit")))),
        "words_mark": tuple(each["code"] for each in document.get("marks", ())),
        "words_framework": tuple(dict.fromkeys((*frameworks, *leaves))),
    }
    books = {_name(code): tuple(titles) for code, titles in leaves.items()}
    return {name: words for name, words in {**fixed, **used, **books}.items() if words}


def _used(things: Iterable[Json], key: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(thing[key] for thing in things if key in thing))


def _name(framework: str) -> str:
    """A name that Excel takes; the formula of the column makes the same of the cell."""
    return "leaves_" + re.sub("[- ]", "_", framework)
