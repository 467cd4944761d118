"""Exact sums, products and shares that reduce once.

Promise: the same Fraction as `+`, `*` and `/` give, for a third of the time: numerators are added
over the common denominator and brought to lowest terms at the end, where Fraction does it at every
step. A scorecard is little else, and a submission waits for one.
"""

from collections.abc import Iterable
from fractions import Fraction
from math import lcm


def total(numbers: Iterable[Fraction]) -> Fraction:
    """The sum; 0 of nothing."""
    above, below = 0, 1
    for number in numbers:
        part, under = number.as_integer_ratio()
        if under != below:
            common = lcm(under, below)
            above, part, below = above * (common // below), part * (common // under), common
        above += part
    return Fraction(above, below)


def dot(pairs: Iterable[tuple[Fraction, Fraction]]) -> Fraction:
    """The sum of the products, weight times value; 0 of nothing."""
    above, below = 0, 1
    for left, right in pairs:
        part, under = left.as_integer_ratio()
        times, by = right.as_integer_ratio()
        part, under = part * times, under * by
        if under != below:
            common = lcm(under, below)
            above, part, below = above * (common // below), part * (common // under), common
        above += part
    return Fraction(above, below)


def product(*numbers: Fraction) -> Fraction:
    """All of them multiplied; 1 of nothing."""
    above, below = 1, 1
    for number in numbers:
        part, under = number.as_integer_ratio()
        above, below = above * part, below * under
    return Fraction(above, below)


def percent(part: Fraction, whole: Fraction) -> Fraction:
    """100 x `part` / `whole`; `whole` is not 0."""
    above, below = part.as_integer_ratio()
    over, under = whole.as_integer_ratio()
    return Fraction(100 * above * under, below * over)
