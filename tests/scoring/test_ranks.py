"""Several dealers, two versions: ranks (R37) and what may be compared (R38)."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.scoring.like_for_like import ScoredItem, compare
from audit.scoring.numbers import rounded
from audit.scoring.ranks import ranks

SCORES = st.dictionaries(
    st.text("abcdef", min_size=1, max_size=3),
    st.none() | st.fractions(0, 100, max_denominator=997),
    max_size=12,
)


@given(SCORES)
def test_r37_ranks_follow_what_is_printed(scores: dict[str, Fraction | None]) -> None:
    found = ranks(scores, 2)

    live = {code: float(rounded(each, 2)) for code, each in scores.items() if each is not None}
    assert {code for code, rank in found.items() if rank is not None} == set(live)
    for code, own in live.items():
        rank = found[code]
        assert rank is not None
        above = sum(other > own for other in live.values())
        equal = sum(other == own for other in live.values())
        assert rank.competition == above + 1
        assert rank.dense == len({other for other in live.values() if other > own}) + 1
        assert rank.fractional == above + Fraction(equal + 1, 2)
        assert (
            rank.percentile
            == Fraction(2 * (len(live) - above - equal) + equal, 2 * len(live)) * 100
        )


def item(key: str, hash_: str, earned: int, possible: int) -> ScoredItem:
    return ScoredItem(key, hash_, Fraction(earned), Fraction(possible))


@pytest.mark.parametrize(
    ("after", "shared"),
    [
        ([item("a", "1", 5, 10)], ("a",)),
        ([item("a", "2", 5, 10)], ()),  # the same key, another question
        ([item("a", "1", 0, 0)], ()),  # not scored there
        ([item("b", "1", 5, 10)], ()),
    ],
)
def test_r38_only_what_is_the_same_and_scored_in_both_is_compared(
    after: list[ScoredItem], shared: tuple[str, ...]
) -> None:
    found = compare([item("a", "1", 10, 10), item("z", "1", 0, 10)], after)

    assert found.shared == shared
    assert found.headline[0] == 50
    assert found.delta == (-50 if shared else None)
