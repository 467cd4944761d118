"""Exact numbers in and out of text (R1).

Promise: a number is a decimal string outside and a Fraction inside; nothing passes through a binary
float, and a text that is not a plain decimal is no number.
"""

import re
from fractions import Fraction
from functools import lru_cache

# Forty digits a side are more than any form needs; without a limit one text could be a megabyte.
_DECIMAL = re.compile(r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?")


def decimal(value: object) -> Fraction | None:
    """The exact value of a decimal string ("4", "-0.50"); None for anything else."""
    return _read(value) if isinstance(value, str) else None


# The answers of a day are a few hundred different texts, and each is read several times a visit.
@lru_cache(maxsize=4096)
def _read(text: str) -> Fraction | None:
    return Fraction(text) if _DECIMAL.fullmatch(text) else None


def plain(number: Fraction) -> str | None:
    """The terminating decimal without trailing zeros ("87.5"); None when it would never end."""
    return terminating(*number.as_integer_ratio())


def terminating(numerator: int, denominator: int) -> str | None:
    """The same of a fraction in lowest terms."""
    digits = _places(denominator)
    if digits is None:
        return None
    scaled = abs(numerator) * 10**digits // denominator
    text = str(scaled).rjust(digits + 1, "0")
    body = f"{text[:-digits]}.{text[-digits:]}" if digits else text
    return f"-{body}" if numerator < 0 else body


def written(number: Fraction) -> str:
    """A number that was read from a decimal string, as the normal form writes it."""
    return plain(number) or "0"  # what came from a decimal always terminates


def _places(denominator: int) -> int | None:
    """How many decimals a fraction in lowest terms needs: the larger power of 2 or 5 in it."""
    counts = []
    for prime in (2, 5):
        count = 0
        while denominator % prime == 0:
            denominator //= prime
            count += 1
        counts.append(count)
    return max(counts) if denominator == 1 else None
