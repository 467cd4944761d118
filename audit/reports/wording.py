"""Words, dates and numbers of a report in one language.

Promise: nothing printed is blank for want of a translation (zh-CN, then en, then any; model.md 9),
and every text knows which language it really is in, because the font draws a character by it. Pure.
Read `Said`, `Words`.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from babel.dates import format_date

LANGUAGES = ("zh-CN", "en")
TEXTS: Mapping[str, Mapping[str, str]] = tomllib.loads(
    (Path(__file__).parent / "texts.toml").read_text("utf-8")
)
NONE = "–"
_LOCALES = {"zh-CN": "zh_CN", "en": "en_GB"}  # British: the day stands before the month
_HAN = ((0x3000, 0x303F), (0x3400, 0x9FFF), (0xF900, 0xFAFF), (0xFF00, 0xFFEF), (0x20000, 0x3FFFF))


@dataclass(frozen=True, slots=True)
class Said:
    """A text of the data and the language it is written in."""

    text: str
    lang: str


@dataclass(frozen=True, slots=True)
class Words:
    """Everything that depends on the reader's language."""

    language: str

    def label(self, key: str, **facts: object) -> str:
        """Our own text of `key`; an unknown key is a KeyError, as it is our mistake."""
        text = TEXTS[key][self.language]
        return text.format(**facts) if facts else text

    def pick(self, texts: Mapping[str, str]) -> Said:
        """The reader's language, else zh-CN, en, any; never blank while there is one."""
        for lang in (self.language, *LANGUAGES, *texts):
            if texts.get(lang):
                return Said(texts[lang], lang)
        return Said(NONE, self.language)

    def free(self, text: str) -> Said:
        """A text in whatever language somebody typed: Chinese if it holds a Han character."""
        han = any(low <= ord(sign) <= high for sign in text for low, high in _HAN)
        return Said(text, "zh-CN" if han else self.language)

    def own(self, key: str, **facts: object) -> Said:
        """A label where a text of the data is expected."""
        return Said(self.label(key, **facts), self.language)

    def day(self, iso: str) -> str:
        """`2026-11-22` as 2026年11月22日 or 22 November 2026."""
        return format_date(date.fromisoformat(iso), "long", _LOCALES[self.language])
