"""What a checklist version is made of, above its items.

Promise: plain frozen values; `definition.parse` makes them, nothing changes them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from audit.checklists.items import Item
from audit.checklists.reader import Text


@dataclass(frozen=True, slots=True)
class Scoring:
    """How answers become a score. `grade_bands` stand highest first, each with its lower bound."""

    mode: str = "earn"
    overall: str = "pooled"
    missing: str = "reject"
    base: Fraction = Fraction(100)
    na_in_deduct: str = "none"
    cap_max: Fraction = Fraction(100)
    bonus_cap: Fraction | None = None
    dp: int = 2
    grade_bands: tuple[tuple[str, Fraction], ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the visit; `chain` puts it into the chain score (R25)."""

    code: str
    title: Text
    weight: Fraction
    chain: bool
    phase: str
    stage: str | None
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Definition:
    """One checklist version. `code` is "" and `version` 0 where a document only scores.

    `marks` and `scenarios` give by code what to call them, in the author's order. `normal` is what
    the hash was taken of, keys sorted; `arranged` the same with choices in the author's order, for
    everybody who shows them. Itself alone is its equal, like an item.
    """

    code: str
    version: int
    kind: str | None
    title: Text
    languages: tuple[str, ...]
    scoring: Scoring
    sections: tuple[Section, ...]
    marks: Mapping[str, Text] = field(default_factory=dict)
    scenarios: Mapping[str, Text] = field(default_factory=dict)
    frameworks: tuple[tuple[str, int | None], ...] = ()
    normal: str = ""
    arranged: str = ""
    version_hash: str = ""
    items: tuple[Item, ...] = field(default=(), repr=False)
    places: Mapping[str, tuple[Item, Section]] = field(default_factory=dict, repr=False)

    @property
    def is_factor_index(self) -> bool:
        """Whether it is a survey that scores by R40 instead of R16 to R26."""
        return self.kind == "factor_index"

    def item(self, code: str) -> Item:
        """The item of that code; KeyError when there is none."""
        return self.places[code][0]

    def section_of(self, code: str) -> Section:
        """The section that holds the item; KeyError when there is none."""
        return self.places[code][1]
