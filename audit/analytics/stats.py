"""Intervals: how far a figure may be off (R36).

Promise: exact numbers in, bounds rounded for print out; every bound names its method here. The
quantiles are SciPy's, whose special functions are loaded without the rest of it. Two-sided 95%
throughout.
"""

from fractions import Fraction
from math import isqrt, sqrt

from scipy.special import ndtri, stdtrit

TAIL = 0.975
Z = float(ndtri(TAIL))

Interval = tuple[float, float]


def mean_interval(
    mean: Fraction, variance: Fraction | None, n: int, most: float = 100.0
) -> Interval | None:
    """Student's t interval of a mean of scores, cut to 0..`most`; None for fewer than two."""
    if variance is None:
        return None
    half = float(stdtrit(n - 1, TAIL)) * sqrt(variance / n)
    return max(0.0, float(mean) - half), min(most, float(mean) + half)


def wilson(hits: int, n: int) -> Interval | None:
    """Wilson's score interval of a proportion on 0..1; None without observations."""
    if n == 0:
        return None
    rate, spread = hits / n, Z * Z / n
    middle = (rate + spread / 2) / (1 + spread)
    half = Z * sqrt(rate * (1 - rate) / n + spread / (4 * n)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def root(number: Fraction, dp: int) -> Fraction:
    """The square root of a number, rounded half up to `dp` decimals without a binary float."""
    doubled = isqrt(4 * number.numerator * 100**dp // number.denominator)
    return Fraction((doubled + 1) // 2, 10**dp)
