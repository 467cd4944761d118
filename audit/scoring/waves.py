"""What a dealer scored in a wave: the mean of the visits; beside it the points pooled (R33-R35).

Promise: exact; only visits that count and have a score take part, and every visit stays visible.
The pooled figure is a diagnosis: before bonus, penalty and knock-outs, and never the score. How far
the mean may be off is worked out above this floor, where the t distribution is (R36).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from audit.checklists.document import Definition
from audit.scoring.knockouts import grade_of
from audit.scoring.score import base_of
from audit.scoring.scorecard import Scorecard, SectionScore
from audit.scoring.sums import total


class WaveVisit(NamedTuple):
    """A scored visit; `counted` False for void, late and practice visits (R35)."""

    scorecard: Scorecard
    counted: bool = True


@dataclass(frozen=True, slots=True)
class WaveScore:
    """Mean of `n` visits on 0..100 (R33), its grade, the pooled figure (R34) and the variance.

    `variance` is that of the visits (divided by n - 1), None for fewer than two; `pooled` None in
    deduct mode, where deductions of several visits have no common base.
    """

    n: int
    mean: Fraction | None
    grade: str | None
    pooled: Fraction | None
    variance: Fraction | None


def wave_score(definition: Definition, visits: Iterable[WaveVisit]) -> WaveScore:
    """The score of one dealer in one wave."""
    cards = [each.scorecard for each in visits if each.counted]
    finals = [card.final for card in cards if card.final is not None]
    average = mean(finals)
    return WaveScore(
        n=len(finals),
        mean=average,
        grade=None if average is None else grade_of(average, definition.scoring, ()),
        pooled=_pooled(definition, [card for card in cards if card.final is not None]),
        variance=variance(finals),
    )


def mean(numbers: Sequence[Fraction]) -> Fraction | None:
    """The exact mean; None of nothing."""
    return total(numbers) / len(numbers) if numbers else None


def variance(numbers: Sequence[Fraction]) -> Fraction | None:
    """The exact sample variance; None of fewer than two."""
    middle = mean(numbers)
    if middle is None or len(numbers) < 2:
        return None
    return total((number - middle) ** 2 for number in numbers) / (len(numbers) - 1)


def _pooled(definition: Definition, cards: Sequence[Scorecard]) -> Fraction | None:
    if not cards or definition.scoring.mode == "deduct" or definition.is_factor_index:
        return None
    return base_of(
        definition, [_together(each) for each in zip(*(c.sections for c in cards), strict=True)]
    )


def _together(scores: Sequence[SectionScore]) -> SectionScore:
    """One section over all visits, its knock-outs left out (R34)."""
    earned, most = total(each.earned for each in scores), total(each.max for each in scores)
    rate = earned / most if most else None
    return SectionScore(scores[0].code, earned, most, rate, rate)
