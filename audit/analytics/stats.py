"""Intervals: how far a figure may be off (R36).

Promise: exact numbers in, bounds rounded for print out; every bound names its method here.
Two-sided 95% throughout. The one quantile that the standard library lacks, Student's, is found from
the distribution's finite sums; a test compares it with SciPy, whose import would cost every process
threads before it forks, half its start and 40 MB (ADR 19).
"""

from fractions import Fraction
from functools import lru_cache
from math import atan, isqrt, pi, sqrt
from statistics import NormalDist

TAIL = 0.975
Z = NormalDist().inv_cdf(TAIL)
# one visit more hardly moves the quantile from here on, and its sum has as many terms as visits
_NEARLY_NORMAL = 2000
_HALVINGS = 60  # of an interval that begins 13 wide: beyond what a double can tell

Interval = tuple[float, float]


def mean_interval(
    mean: Fraction, variance: Fraction | None, n: int, most: float = 100.0
) -> Interval | None:
    """Student's t interval of a mean of scores, cut to 0..`most`; None for fewer than two."""
    if variance is None:
        return None
    half = student(n - 1) * sqrt(variance / n)
    return max(0.0, float(mean) - half), min(most, float(mean) + half)


@lru_cache(maxsize=1024)
def student(freedom: int) -> float:
    """The 0.975 quantile of Student's t with so many degrees of freedom, at least 1.

    Beyond 2,000 the first terms of its expansion around the normal one (Abramowitz and Stegun
    26.7.5), which is off by less than 1e-9 there.
    """
    if freedom > _NEARLY_NORMAL:
        return Z + (Z**3 + Z) / (4 * freedom) + (5 * Z**5 + 16 * Z**3 + 3 * Z) / (96 * freedom**2)
    low, high = 1.0, 13.0  # from the normal quantile's side to that of one degree, 12.706
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, freedom) < 2 * TAIL - 1 else (low, middle)
    return (low + high) / 2


def _within(t: float, freedom: int) -> float:
    """The chance of falling between -t and t: finite sums (Abramowitz and Stegun 26.7.3 and 4)."""
    share = freedom / (freedom + t * t)  # squared cosine of the angle whose tangent is t / root n
    sine, cosine = t / sqrt(freedom + t * t), sqrt(share)
    is_odd = freedom % 2 == 1
    term = cosine if is_odd else 1.0
    whole = 0.0
    for above in range(3 if is_odd else 2, freedom + 1, 2):
        whole += term
        term *= share * (above - 1) / above
    if not is_odd:
        return sine * whole
    return 2 / pi * (atan(t / sqrt(freedom)) + sine * whole)


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
