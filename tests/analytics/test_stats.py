"""Intervals against published values and against SciPy (R36, domain 4.4)."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import stdtrit

from audit.analytics.stats import mean_interval, root, student, wilson


def rounded(bounds: tuple[float, float] | None, digits: int) -> tuple[float, ...]:
    return tuple(round(bound, digits) for bound in bounds or ())


@pytest.mark.parametrize("freedom", [*range(1, 201), 500, 1999, 2000, 2001, 10_000, 10**6])
def test_the_t_quantile_is_scipys(freedom: int) -> None:
    assert student(freedom) == pytest.approx(float(stdtrit(freedom, 0.975)), abs=1e-9)


def test_sc41_an_interval_of_four_visits() -> None:
    assert rounded(mean_interval(Fraction(86), Fraction(80, 3), 4), 2) == (77.78, 94.22)


def test_one_visit_has_no_interval() -> None:
    assert mean_interval(Fraction(86), None, 1) is None


def test_an_interval_ends_where_scores_end() -> None:
    assert mean_interval(Fraction(50), Fraction(5000), 2) == (0.0, 100.0)
    assert mean_interval(Fraction(900), Fraction(5000), 2, 1000.0) == (
        pytest.approx(264.69),
        1000.0,
    )


@pytest.mark.parametrize(
    ("hits", "n", "bounds"), [(81, 263, (0.2553, 0.3662)), (0, 20, (0.0, 0.1611))]
)
def test_st09_wilson(hits: int, n: int, bounds: tuple[float, float]) -> None:
    assert rounded(wilson(hits, n), 4) == bounds


def test_no_observation_has_no_proportion() -> None:
    assert wilson(0, 0) is None


@given(st.fractions(min_value=0, max_value=10**6), st.integers(0, 6))
def test_a_root_is_the_nearest_decimal(number: Fraction, dp: int) -> None:
    found = root(number, dp)

    half = Fraction(1, 2 * 10**dp)
    assert found == 0 or (found - half) ** 2 <= number
    assert number < (found + half) ** 2
