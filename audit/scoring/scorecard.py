"""The scorecard: one answer set under one checklist version, scored, with every step kept.

Promise: exact and immutable. `base`, `final` and `chain` run from 0 to 100, rates from 0 to 1;
None means "not applicable" and never zero. A scorecard is never updated; a changed answer makes a
new one.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from audit.checklists.answers import Answer


@dataclass(frozen=True, slots=True)
class SectionScore:
    """Points of a section (R16), its rate (R17) and its rate after section knock-outs (R20)."""

    code: str
    earned: Fraction
    max: Fraction
    rate: Fraction | None
    effective: Fraction | None


@dataclass(frozen=True, slots=True)
class Knockout:
    """A critical item that failed: its effect and the cap or grade that goes with it."""

    item: str
    section: str
    effect: str
    value: str | None


@dataclass(frozen=True, slots=True)
class FactorScore:
    """One factor of an index on 0..1000; None without data (R40)."""

    code: str
    value: Fraction | None


class LedgerLine(NamedTuple):  # a submission makes one an item: half a dataclass's time
    """One item explained. `earned` and `possible` are unweighted; `reason` says why it is left out.

    `state` is answered, never_happened, not_applicable, inapplicable, missing or observed; `rule`
    the rule that gave the points or the state; `loss` the points of the base lost here (R24), None
    where R24 does not apply; `points` what a bonus or penalty weighs on the 100 scale (R14).
    """

    item: str
    section: str
    type: str
    state: str
    answer: Answer | None
    earned: Fraction | None
    possible: Fraction | None
    weight: Fraction
    rate: Fraction | None
    loss: Fraction | None
    rule: str
    reason: str | None
    points: Fraction | None

    @property
    def counts(self) -> bool:
        """Whether it takes part in the section's points (R16)."""
        return self.earned is not None


@dataclass(frozen=True, slots=True)
class Scorecard:
    """What `score` returns. `status` is final, incomplete or no_score (R27).

    A factor index (R40) has `factors` and `index` on 0..1000 instead of base, final and grade.
    """

    status: str
    sections: tuple[SectionScore, ...]
    base: Fraction | None
    bonus: Fraction
    penalty: Fraction
    knockouts: tuple[Knockout, ...]
    final: Fraction | None
    grade: str | None
    chain: Fraction | None
    missing: tuple[str, ...]
    lines: tuple[LedgerLine, ...]
    dp: int
    factors: tuple[FactorScore, ...] = ()
    index: Fraction | None = None
    is_factor_index: bool = False
