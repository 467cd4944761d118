"""Reading a JSON object key by key while collecting every fault.

Promise: nothing is accepted that was not asked for. Each method takes one key, notes what is wrong
with it at its JSON pointer and returns a usable default, so that one pass finds all faults; `close`
then refuses every key nobody asked for. JSON null reads as absent.
"""

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from audit.checklists.decimals import decimal
from audit.problems import Fault, pointer

Text = dict[str, str]

_LANGUAGE_KEYS = {"zh-CN": "zh-CN", "zh": "zh-CN", "en": "en"}
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_LONGEST_CODE = 64
_LONGEST_TEXT = 4000


def storable(text: str) -> bool:
    """Whether PostgreSQL can keep the text: no NUL and no half of a surrogate pair."""
    return _UNSTORABLE.search(text) is None


@dataclass(slots=True)
class Reader:
    """One JSON object at `place`; faults go to the list shared by the whole document."""

    raw: Any
    place: str
    faults: list[Fault]
    asked: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        if not isinstance(self.raw, dict):
            self.faults.append(Fault("document.not_object", self.place))
            self.raw = {}

    def fault(self, code: str, key: str = "", /, **facts: str | int) -> None:
        """Note a fault at `key` of this object (at the object itself without one)."""
        self.faults.append(Fault(code, self.at(key) if key else self.place, **facts))

    def at(self, *keys: str | int) -> str:
        """The pointer of something inside this object."""
        return self.place + pointer(*keys)

    def take(self, key: str) -> Any:  # noqa: ANN401 - this is the edge where JSON is parsed
        """The raw value, None when absent; the key counts as asked for."""
        self.asked.add(key)
        return self.raw.get(key)

    def has(self, key: str) -> bool:
        """Whether the key is there and not null."""
        return self.raw.get(key) is not None

    def need(self, key: str) -> bool:
        """Whether the key is there; a fault when it is not."""
        if not self.has(key):
            self.asked.add(key)
            self.fault("document.key_missing", key, key=key)
        return self.has(key)

    def text(self, key: str, longest: int = _LONGEST_TEXT) -> str | None:
        """A non-empty text, or None."""
        value = self.take(key)
        if value is None:
            return None
        if isinstance(value, str) and 0 < len(value) <= longest and storable(value):
            return value
        self.fault("document.not_text", key, key=key, longest=longest)
        return None

    def code(self, key: str) -> str | None:
        """A code: a text of at most 64 characters without blanks."""
        value = self.text(key, _LONGEST_CODE)
        if value is not None and any(letter.isspace() for letter in value):
            self.fault("document.code_blank", key, name=value)
        return value

    def number(self, key: str, default: str | None = None) -> Fraction | None:
        """A decimal string as an exact number; `default` when absent, None when unreadable."""
        value = self.take(key)
        number = decimal(default if value is None else value)
        if value is not None and number is None:
            self.fault("document.not_decimal", key, key=key)
        return number

    def positive(self, key: str, default: str | None = None, *, zero: bool = True) -> Fraction:
        """A number of at least zero, above it with `zero=False`; 0 stands in for a faulty one."""
        number = self.number(key, default)
        if number is None:
            if default is None:
                self.need(key)
            return Fraction(0)
        if number < 0 or (number == 0 and not zero):
            self.fault("document.negative" if zero else "document.not_above_zero", key, key=key)
        return number

    def share(self, key: str, most: int, default: str | None = None) -> Fraction:
        """A number from 0 to `most`."""
        number = self.positive(key, default)
        if number > most:
            self.fault("document.too_large", key, key=key, most=most)
        return number

    def whole(self, key: str, default: int, least: int, most: int) -> int:
        """A JSON integer within bounds; true and false are none."""
        value = self.take(key)
        if value is None:
            return default
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        self.fault("document.not_whole", key, key=key, least=least, most=most)
        return default

    def flag(self, key: str, *, default: bool = False) -> bool:
        """true or false."""
        value = self.take(key)
        if value is None or isinstance(value, bool):
            return default if value is None else value
        self.fault("document.not_flag", key, key=key)
        return default

    def maybe_flag(self, key: str) -> bool | None:
        """true or false, None when absent."""
        return self.flag(key) if self.take(key) is not None else None

    def day(self, key: str) -> str | None:
        """A day such as "2026-11-21", None when absent or faulty."""
        value = self.take(key)
        if value is None:
            return None
        with contextlib.suppress(TypeError, ValueError):
            return date.fromisoformat(value).isoformat()
        self.fault("document.not_day", key, key=key)
        return None

    def one_of(self, key: str, allowed: tuple[str, ...], default: str | None = None) -> str | None:
        """One of the allowed words; `default` when absent."""
        value = self.take(key)
        if value is None:
            return default
        if isinstance(value, str) and value in allowed:
            return value
        self.fault("document.not_one_of", key, key=key, allowed=", ".join(allowed))
        return default

    def codes(self, key: str) -> tuple[str, ...]:
        """A list of codes that may not be empty; no fault when the key is absent."""
        found = self.sequence(key)
        if self.has(key) and not found and isinstance(self.raw[key], list):
            self.fault("document.empty", key, key=key)
        for index, value in enumerate(found):
            if not (isinstance(value, str) and 0 < len(value) <= _LONGEST_CODE):
                self.faults.append(
                    Fault("document.not_text", self.at(key, index), key=key, longest=_LONGEST_CODE)
                )
        return tuple(value for value in found if isinstance(value, str))

    def sequence(self, key: str) -> list[Any]:
        """A JSON list, empty when absent or faulty."""
        value = self.take(key)
        if value is None or isinstance(value, list):
            return value or []
        self.fault("document.not_list", key, key=key)
        return []

    def child(self, key: str) -> "Reader":
        """The object at `key`."""
        return Reader(self.take(key), self.at(key), self.faults)

    def optional(self, key: str) -> "Reader | None":
        """The object at `key`, None when absent."""
        return self.child(key) if self.take(key) is not None else None

    def children(self, key: str) -> Iterator["Reader"]:
        """The objects of the list at `key`, in order."""
        for index, value in enumerate(self.sequence(key)):
            yield Reader(value, self.at(key, index), self.faults)

    def entries(self, key: str) -> Iterator[tuple[str, Any]]:
        """The pairs of the object at `key`; an empty object is a fault."""
        inner = self.child(key)
        if inner.raw == {} and isinstance(self.raw.get(key), dict):
            self.fault("document.empty", key, key=key)
        yield from inner.raw.items()

    def wording(self, key: str) -> Text:
        """A text in its languages: an object at `key`, or the short keys `zh` and `en`."""
        if self.has(key):
            return self.phrases(key)
        return _phrases(self, ("zh", "en"))

    def phrases(self, key: str) -> Text:
        """A text in its languages at `key` only; empty when absent."""
        if not self.has(key):
            self.asked.add(key)
            return {}
        inner = self.child(key)
        texts = _phrases(inner, tuple(_LANGUAGE_KEYS))
        inner.close()
        return texts

    def close(self) -> None:
        """Refuse every key that nobody asked for."""
        for key in self.raw:
            if key not in self.asked:
                self.fault("document.unknown_key", str(key), key=str(key))


def _phrases(reader: Reader, keys: tuple[str, ...]) -> Text:
    found = ((_LANGUAGE_KEYS[key], reader.text(key)) for key in keys)
    return {language: text for language, text in found if text is not None}
