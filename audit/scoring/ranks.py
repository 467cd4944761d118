"""Ranks of dealers by their rounded scores (R37).

Promise: highest first, on what is printed and not on hidden decimals; equal scores share a rank and
are never parted silently; whoever has no score has no rank. Whether two ranks can be told apart at
all is the business of their intervals.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from audit.scoring.numbers import shown


class Rank(NamedTuple):
    """Where one stands: competition 1-2-2-4 (the default), dense 1-2-2-3, fractional 1-2.5-2.5-4.

    `percentile` on 0..100 is the share of those below plus half of the equal, itself included.
    """

    competition: int
    dense: int
    fractional: Fraction
    percentile: Fraction


def ranks(scores: Mapping[str, Fraction | None], dp: int) -> dict[str, Rank | None]:
    """By the same keys, each one's rank; None without a score. `dp` is what scores are printed
    with."""
    read = {code: shown(score, dp) for code, score in scores.items() if score is not None}
    ordered = sorted(read.values(), reverse=True)
    heights = sorted(set(ordered), reverse=True)
    return {code: _rank(read[code], ordered, heights) if code in read else None for code in scores}


def _rank(own: Fraction, ordered: list[Fraction], heights: list[Fraction]) -> Rank:
    first, equal = ordered.index(own), ordered.count(own)
    below = len(ordered) - first - equal
    return Rank(
        competition=first + 1,
        dense=heights.index(own) + 1,
        fractional=first + Fraction(equal + 1, 2),
        percentile=(below + Fraction(equal, 2)) / len(ordered) * 100,
    )
