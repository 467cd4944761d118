"""Exact sums that reduce once.

Promise: the same Fraction as `sum` gives, for a third of the time: numerators are added over the
common denominator and brought to lowest terms at the end, where `Fraction.__add__` does it at every
step. A scorecard is little but sums, and a submission waits for one.
"""

from collections.abc import Iterable
from fractions import Fraction
from math import lcm


def total(numbers: Iterable[Fraction]) -> Fraction:
    """The sum; 0 of nothing."""
    above, below = 0, 1
    for number in numbers:
        part, under = number.numerator, number.denominator
        if under != below:
            common = lcm(under, below)
            above, part, below = above * (common // below), part * (common // under), common
        above += part
    return Fraction(above, below)


def dot(pairs: Iterable[tuple[Fraction, Fraction]]) -> Fraction:
    """The sum of the products, weight times value; 0 of nothing."""
    above, below = 0, 1
    for left, right in pairs:
        part, under = left.numerator * right.numerator, left.denominator * right.denominator
        if under != below:
            common = lcm(under, below)
            above, part, below = above * (common // below), part * (common // under), common
        above += part
    return Fraction(above, below)
