"""R1 and R2: numbers are exact, rounding is half away from zero and has one place."""

from fractions import Fraction

import pytest

from audit.checklists.decimals import decimal
from audit.scoring.numbers import exact, maybe_exact, maybe_fraction, maybe_rounded, rounded
from audit.scoring.sums import dot, total


@pytest.mark.parametrize(
    ("number", "dp", "shown"),
    [
        ("1.005", 2, "1.01"),
        ("-1.005", 2, "-1.01"),
        ("82.125", 2, "82.13"),
        ("822.5", 0, "823"),
        ("-0.5", 0, "-1"),
        ("-0.004", 2, "0.00"),
        ("79.95", 1, "80.0"),
        ("0", 2, "0.00"),
        ("99.995", 2, "100.00"),
    ],
)
def test_r2_rounds_half_away_from_zero(number: str, dp: int, shown: str):
    assert rounded(Fraction(number), dp) == shown


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (Fraction(500, 7), "500/7"),
        (Fraction(-1, 3), "-1/3"),
        (Fraction("87.50"), "87.5"),
        (Fraction(-1, 8), "-0.125"),
        (Fraction(1, 1024), "0.0009765625"),
        (Fraction(100), "100"),
        (Fraction(0), "0"),
    ],
)
def test_exact_writes_the_terminating_decimal_or_the_fraction(number: Fraction, written: str):
    assert exact(number) == written
    assert Fraction(written) == number


@pytest.mark.parametrize(
    "value",
    ["", "1e3", "+1", ".5", "1.", " 1", "1_0", "NaN", "٣", "1/2", 1, 1.5, True, None, "9" * 41],
)
def test_r1_only_a_plain_decimal_string_is_a_number(value: object):
    assert decimal(value) is None


def test_r1_decimals_are_exact_where_28_digits_are_not_enough():
    third = "33." + "3" * 38

    assert decimal(third) * 3 == 100 - 1 * Fraction(1, 10**38)


def test_none_stays_none():
    assert maybe_rounded(None, 2) is None
    assert maybe_exact(None) is None
    assert maybe_fraction(None) is None


@pytest.mark.parametrize("texts", [[], ["1/3"], ["1/3", "1/6", "-1/2"], ["0.1", "0.2", "7", "2/7"]])
def test_sums_that_reduce_once_are_the_sums_of_fractions(texts: list[str]):
    numbers = [Fraction(text) for text in texts]
    pairs = list(zip(numbers, reversed(numbers), strict=True))

    assert total(numbers) == sum(numbers, Fraction(0))
    assert dot(pairs) == sum((left * right for left, right in pairs), Fraction(0))
