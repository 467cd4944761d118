"""What can be wrong, said once.

Promise: whatever we refuse, we refuse with a stable code, a sentence in the reader's language that
says what to do next, and the place of every fault. The sentences stand in `problems.toml`; code
raises them by code with the facts that fill them, a code of ours among these as a `Word`, told in
the reader's language too (`words.toml`). Read `Problem` first, then `Fault`.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

LANGUAGES = ("zh-CN", "en")
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One catalogue entry: the status that carries it and its text in both languages."""

    status: int
    texts: Texts


@dataclass(frozen=True, slots=True)
class Word:
    """A code that stands in a sentence: `Word("state", "submitted")`."""

    kind: str
    code: str

    def say(self, language: str) -> str:
        """The word of `words.toml` for a reader of `language`."""
        return _in(WORDS[self.kind][self.code], language)


Fact = str | int | Word


def _read(file: str) -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / file).read_text("utf-8"))


def _texts(entry: Mapping[str, str]) -> Texts:
    return MappingProxyType({"zh-CN": entry["zh"], "en": entry["en"]})


CATALOGUE = MappingProxyType(
    {
        code: Sentence(entry["status"], _texts(entry))
        for code, entry in _read("problems.toml").items()
    }
)
WORDS = MappingProxyType(
    {
        kind: {code: _texts(entry) for code, entry in entries.items()}
        for kind, entries in _read("words.toml").items()
    }
)


def say(code: str, language: str, facts: Mapping[str, Fact]) -> str:
    """The sentence of `code` in `language` (`zh-CN` when we do not speak it), facts filled in."""
    said = {
        name: fact.say(language) if isinstance(fact, Word) else fact for name, fact in facts.items()
    }
    return _in(CATALOGUE[code].texts, language).format(**said)


def _in(texts: Texts, language: str) -> str:
    return texts.get(language, texts["zh-CN"])


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
