"""What can be wrong, said once.

Promise: whatever we refuse, we refuse with a stable code, a sentence in the reader's language that
says what to do next, and the place of every fault. The sentences stand in `problems.toml`; code
raises them by code with the facts that fill them. Read `Problem` first, then `Fault`.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

LANGUAGES = ("zh-CN", "en")
Fact = str | int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One catalogue entry: the status that carries it and its text in both languages."""

    status: int
    texts: Mapping[str, str]


def _load() -> Mapping[str, Sentence]:
    raw = tomllib.loads((Path(__file__).parent / "problems.toml").read_text("utf-8"))
    return MappingProxyType(
        {
            code: Sentence(entry["status"], {"zh-CN": entry["zh"], "en": entry["en"]})
            for code, entry in raw.items()
        }
    )


CATALOGUE = _load()


def say(code: str, language: str, facts: Mapping[str, Fact]) -> str:
    """The sentence of `code` in `language` (`zh-CN` when we do not speak it), facts filled in."""
    texts = CATALOGUE[code].texts
    return texts.get(language, texts["zh-CN"]).format(**facts)


class Fault:
    """One thing wrong at one place: `pointer` is an RFC 6901 JSON pointer into what was sent."""

    __slots__ = ("code", "facts", "pointer")

    def __init__(self, code: str, pointer: str = "", **facts: Fact) -> None:
        CATALOGUE[code]  # an unknown code is our mistake and must not wait for a reader to find it
        self.code, self.pointer, self.facts = code, pointer, facts

    def __repr__(self) -> str:
        return f"Fault({self.code!r}, {self.pointer!r}, {self.facts!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Fault) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(repr(self))

    def say(self, language: str) -> str:
        """The sentence of this fault for a reader of `language`."""
        return say(self.code, language, self.facts)

    def under(self, prefix: str) -> "Fault":
        """The same fault seen from one level further out: `prefix` is put before its pointer."""
        return Fault(self.code, prefix + self.pointer, **self.facts)


class Problem(Exception):
    """A refusal. Raised anywhere, turned into `application/problem+json` by the doors only."""

    def __init__(self, code: str, faults: Iterable[Fault] = (), **facts: Fact) -> None:
        self.code, self.faults, self.facts = code, tuple(faults), facts
        self.status = CATALOGUE[code].status
        super().__init__(say(code, "en", facts), *self.faults)

    def say(self, language: str) -> str:
        """The sentence of this problem for a reader of `language`."""
        return say(self.code, language, self.facts)


def refuse(faults: Iterable[Fault]) -> None:
    """Raise `request.invalid` carrying every fault; return quietly when there is none."""
    found = tuple(faults)
    if found:
        raise Problem("request.invalid", found, count=len(found))


def pointer(*parts: str | int) -> str:
    """RFC 6901 pointer of the parts: `pointer("answers", "R1")` is `/answers/R1`."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)
