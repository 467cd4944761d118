"""How the workbook of a checklist is laid out: its sheets, columns and words (`workbook.toml`).

Promise: plain values read once; every word is known in both languages and by its code, however it
is spaced or written large and small. Writing, reading and the help sheet all go by these.
"""

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

Texts = Mapping[str, str]

_RAW = tomllib.loads(Path(__file__).with_name("workbook.toml").read_text("utf-8"))
_UNSEEN = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u2060"))


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `path` into the JSON of its row, `list` of its words, `types` that have it,
    `default` that is not written out."""

    key: str
    kind: str
    names: Texts
    help: Texts
    path: tuple[str, ...] = ()
    list: str = ""
    width: int = 12
    types: tuple[str, ...] = ()
    default: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of the first sheet: its value as a column, and the cells its row may fill."""

    column: Column
    uses: tuple[str, ...]


def clean(text: str) -> str:
    """A code as it was meant: without blanks around it and without letters nobody sees."""
    return text.translate(_UNSEEN).strip()


def plain(text: str) -> str:
    """What two spellings of one word have in common: full and half width, case, blanks."""
    return " ".join(unicodedata.normalize("NFKC", clean(text)).casefold().split())


def _texts(raw: Mapping[str, str], suffix: str = "") -> Texts:
    return MappingProxyType({"zh-CN": raw["zh" + suffix], "en": raw["en" + suffix]})


def _column(key: str, raw: Mapping[str, Any]) -> Column:
    group = raw.get("types", "")
    return Column(
        key=key,
        kind=raw["kind"],
        names=_texts(raw),
        help=_texts(raw, "_help"),
        path=tuple(raw["path"].split(".")) if "path" in raw else (),
        list=raw.get("list", ""),
        width=raw.get("width", 12),
        default=raw.get("default", ""),
        types=tuple(_RAW["groups"].get(group, [group] if group else [])),
    )


SHEETS: Mapping[str, Texts] = {key: _texts(raw) for key, raw in _RAW["sheets"].items()}
COLUMNS: Mapping[str, Mapping[str, Column]] = {
    sheet: {key: _column(key, raw) for key, raw in _RAW[sheet].items()}
    for sheet in ("checklist", "sections", "items", "choices", "kpi")
}
SETTINGS: Mapping[str, Setting] = {
    key: Setting(_column(key, raw), tuple(raw["uses"])) for key, raw in _RAW["field"].items()
}
WORDS: Mapping[str, Mapping[str, Texts]] = {
    **{
        name: {code: _texts(raw) for code, raw in words.items()}
        for name, words in _RAW["words"].items()
    },
    "field": {key: setting.column.names for key, setting in SETTINGS.items()},
}
HELP: Mapping[str, Any] = _RAW["help"]
NEEDED: Mapping[str, tuple[str, ...]] = {
    "checklist": ("field", "value"),
    "sections": ("code",),
    "items": ("section", "code", "type"),
    "choices": ("item",),
    "kpi": ("item", "framework", "leaf", "weight"),
}
NEEDED_SHEETS = ("checklist", "sections", "items")


def _known(words: Mapping[str, Texts]) -> Mapping[str, str]:
    found = {plain(text): code for code, texts in words.items() for text in texts.values()}
    return found | {plain(code): code for code in words}  # the code itself always counts


_CODES = {name: _known(words) for name, words in WORDS.items()}
_HEADINGS = {
    sheet: _known({key: column.names for key, column in columns.items()})
    for sheet, columns in COLUMNS.items()
}
_SHEETS = _known(SHEETS)


def code_of(words: str, text: str) -> str | None:
    """The code that the text means in a list of words; None for none."""
    return _CODES[words].get(plain(text))


def column_of(sheet: str, text: str) -> str | None:
    """The key of the column that the heading names."""
    return _HEADINGS[sheet].get(plain(text))


def sheet_of(text: str) -> str | None:
    """The key of the sheet of that name."""
    return _SHEETS.get(plain(text))


def word(words: str, code: str, language: str) -> str:
    """The word of a code for a reader of `language`; the code itself when the list has none."""
    texts = WORDS[words].get(code)
    return texts[language] if texts else code
