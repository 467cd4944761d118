"""How the second scorer prints numbers (R1, R2), with nothing but whole numbers and Fractions."""

from fractions import Fraction
from math import floor


def with_decimals(number, dp):
    """Half away from zero: the size is rounded, then the sign put back."""
    units = floor(abs(number) * 10**dp + Fraction(1, 2))
    digits = str(units).zfill(dp + 1)
    body = digits[: len(digits) - dp] + ("." + digits[len(digits) - dp :] if dp else "")
    return "-" + body if number < 0 and units > 0 else body


def as_text(number):
    """The terminating decimal if there is one, else p/q."""
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return f"{number.numerator}/{number.denominator}"
    places = 0
    while (number * 10**places).denominator != 1:
        places += 1
    return with_decimals(number, places)
