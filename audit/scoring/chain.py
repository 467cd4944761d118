"""The chain score: what is left when every step must succeed (R25, S3.2).

Promise: shown beside the score, never mixed into it.
"""

from collections.abc import Iterable
from fractions import Fraction
from math import prod


def chain(rates: Iterable[Fraction | None]) -> Fraction | None:
    """The product of the rates (0..1) on 0..100, nulls skipped; None when nothing is left."""
    live = [rate for rate in rates if rate is not None]
    return prod(live, start=Fraction(1)) * 100 if live else None
