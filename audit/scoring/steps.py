"""From 100 to the final score, step by step: the ledger's last lines, which add up.

Promise: the effects are exact and sum to the final score; a step without effect is left out, but
for the first and the last. In earn mode the losses of the lines (R24) make the second step, so that
whoever adds the lines up on paper arrives here.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from audit.checklists.document import Definition
from audit.scoring.earning import ZERO
from audit.scoring.numbers import exact, rounded
from audit.scoring.scorecard import Scorecard
from audit.scoring.sums import total

FULL = Fraction(100)


class Step(NamedTuple):
    """One step: what it adds to the score, and where the score stands after it.

    `name`: full, losses (R24) or deductions (R26), section_knockouts (R20), bonus, penalty, clamp
    (R21), overall_knockouts (R22).
    """

    name: str
    effect: Fraction
    after: Fraction


class ShownStep(NamedTuple):
    """A step as it is told: exact, and rounded beside it."""

    step: str
    effect: str
    effect_exact: str
    after: str
    after_exact: str


def steps(definition: Definition, scorecard: Scorecard) -> Iterator[Step]:
    """Each step that did something; none without a final score."""
    if scorecard.final is None or scorecard.base is None:
        return
    yield Step("full", FULL, FULL)
    at = FULL
    for name, after in _stages(definition, scorecard, scorecard.base, scorecard.final):
        if after != at:
            yield Step(name, after - at, after)
            at = after


def _stages(
    definition: Definition, scorecard: Scorecard, base: Fraction, final: Fraction
) -> Iterator[tuple[str, Fraction]]:
    if definition.scoring.mode == "deduct":
        yield "deductions", base
    else:
        yield "losses", FULL - total(line.loss or ZERO for line in scorecard.lines)
        yield "section_knockouts", base
    lifted = base + scorecard.bonus
    yield "bonus", lifted
    yield "penalty", lifted - scorecard.penalty
    yield "clamp", max(ZERO, min(definition.scoring.cap_max, lifted - scorecard.penalty))
    yield "overall_knockouts", final


def shown_steps(definition: Definition, scorecard: Scorecard) -> list[ShownStep]:
    """The steps with the decimals of the checklist."""
    dp = scorecard.dp
    return [
        ShownStep(
            each.name,
            rounded(each.effect, dp),
            exact(each.effect),
            rounded(each.after, dp),
            exact(each.after),
        )
        for each in steps(definition, scorecard)
    ]
