"""How exact numbers are printed (R1, R2).

Promise: rounding happens here and only for output; nothing rounded is ever used again, except that
a grade is read from the rounded score (R23).
"""

from fractions import Fraction
from functools import lru_cache

from audit.checklists.decimals import terminating


def rounded(number: Fraction, dp: int) -> str:
    """`number` with `dp` decimals, half away from zero (R2): 1.005 is "1.01", -0.5 is "-1"."""
    return _rounded(*number.as_integer_ratio(), dp)


# By its two numbers, because a Fraction hashes slowly. A ledger repeats the same few points.
@lru_cache(maxsize=4096)
def _rounded(above: int, below: int, dp: int) -> str:
    units = _units(above, below, dp)
    whole, part = divmod(abs(units), 10**dp)
    body = f"{whole}.{part:0{dp}d}" if dp else str(whole)
    return f"-{body}" if units < 0 else body


def shown(number: Fraction, dp: int) -> Fraction:
    """The number that `rounded` prints, for what is read from it: a grade, a status."""
    return Fraction(_units(*number.as_integer_ratio(), dp), 10**dp)


def _units(above: int, below: int, dp: int) -> int:
    """How many units of the last decimal. Adding a half and cutting keeps it exact; round() would
    take the even neighbour."""
    units: int = (2 * abs(above) * 10**dp + below) // (2 * below)
    return -units if above < 0 else units


def exact(number: Fraction) -> str:
    """The terminating decimal when there is one ("87.5"), else the fraction ("500/7")."""
    return _exact(*number.as_integer_ratio())


@lru_cache(maxsize=4096)
def _exact(above: int, below: int) -> str:
    return terminating(above, below) or f"{above}/{below}"


def maybe_rounded(number: Fraction | None, dp: int) -> str | None:
    """`rounded`, None staying None: not applicable is never zero."""
    return None if number is None else rounded(number, dp)


def maybe_exact(number: Fraction | None) -> str | None:
    """`exact`, None staying None."""
    return None if number is None else exact(number)


def maybe_fraction(text: str | None) -> Fraction | None:
    """What `maybe_exact` wrote, read back."""
    return None if text is None else Fraction(text)
