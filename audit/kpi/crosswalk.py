"""From an older framework to a newer one (S0.5).

Promise: every old code is told what became of it; one that nothing follows is reported, never
quietly lost, and where the models break, figures before and after are not joined.
Reading order: `Crosswalk`, `parse_crosswalk`, `crosswalk`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from audit.checklists.reader import Reader
from audit.problems import Fault, refuse

DROPPED = "dropped"
RELATIONS = ("same", "merged", "split", "approximate", DROPPED)
_HIGHEST_VERSION = 1_000_000


class Step(NamedTuple):
    """What became of one old code; `relation` is one of `RELATIONS`."""

    old: str
    new: tuple[str, ...]
    relation: str


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """The steps between two frameworks; `new` are codes of the newer one that nothing leads to."""

    code: str
    version: int
    source: str
    target: str
    trend_break: bool
    steps: tuple[Step, ...]
    new: tuple[str, ...]

    @property
    def dropped(self) -> tuple[str, ...]:
        """The old codes that nothing follows."""
        return tuple(step.old for step in self.steps if step.relation == DROPPED)


class Carried(NamedTuple):
    """One old value with where it belongs now; `comparable` only where the code means the same."""

    old: str
    value: Fraction | None
    new: tuple[str, ...]
    relation: str
    comparable: bool


@dataclass(frozen=True, slots=True)
class Carriage:
    """Old values under new codes. `dropped` had a value and have no place, `unknown` are no codes
    of the old framework; across a `trend_break` no line may be drawn."""

    carried: tuple[Carried, ...]
    dropped: tuple[str, ...]
    unknown: tuple[str, ...]
    new: tuple[str, ...]
    trend_break: bool


def crosswalk(walk: Crosswalk, values: Mapping[str, Fraction | None]) -> Carriage:
    """Where each old value belongs in the newer framework, in the order of the steps.

    Nothing is averaged: several old codes may lead to one new code, and what that would be worth is
    not in the sources (S0.5).
    """
    steps = [step for step in walk.steps if step.old in values]
    known = {step.old for step in walk.steps}
    return Carriage(
        carried=tuple(
            Carried(step.old, values[step.old], step.new, step.relation, step.relation == "same")
            for step in steps
            if step.relation != DROPPED
        ),
        dropped=tuple(step.old for step in steps if step.relation == DROPPED),
        unknown=tuple(code for code in values if code not in known),
        new=walk.new,
        trend_break=walk.trend_break,
    )


def parse_crosswalk(document: object) -> Crosswalk:
    """The crosswalk in `document`; raises `request.invalid` with every fault and its pointer."""
    faults: list[Fault] = []
    reader = Reader(document, "", faults)
    for key in ("code", "from", "to", "maps"):
        reader.need(key)
    found = Crosswalk(
        code=reader.code("code") or "",
        version=reader.whole("version", 1, 1, _HIGHEST_VERSION),
        source=reader.code("from") or "",
        target=reader.code("to") or "",
        trend_break=reader.flag("trend_break"),
        steps=tuple(_step(child) for child in reader.children("maps")),
        new=reader.codes("new"),
    )
    for key in ("provenance", "note"):
        reader.take(key)  # kept in the document, told beside it
    reader.close()
    refuse(faults)
    return found


def _step(reader: Reader) -> Step:
    for key in ("from", "relation"):
        reader.need(key)
    new = tuple(each for each in reader.sequence("to") if isinstance(each, str))
    step = Step(reader.code("from") or "", new, reader.one_of("relation", RELATIONS) or DROPPED)
    if (step.relation == DROPPED) != (not step.new):
        reader.fault("kpi.crosswalk_unclear", "to", name=step.old)
    reader.close()
    return step
