"""R3 to R17: what one item earns and what its state means, beyond the worked cases."""

from fractions import Fraction

import pytest

from audit.problems import Problem
from audit.scoring.result import result
from tests.make import checklist, item, refused, scored, section

TWO = section("S", item("A"), item("B", max="30"))


def line(card, code):
    return next(line for line in card.lines if line.item == code)


def one(kind: str, value: object, **keys: object) -> Fraction:
    """What a single item of the type earns."""
    card = scored(checklist(section("S", item("A", kind, **keys))), A=value)
    return line(card, "A").earned


def test_r3_never_happened_is_answered_with_zero_points():
    bands = [{"le": "3", "points": "10"}, {"points": "4"}]
    card = scored(
        checklist(section("S", item("A", "numeric_bands", bands=bands))), A={"none": True}
    )

    assert (line(card, "A").state, line(card, "A").rule) == ("never_happened", "R3")
    assert card.final == 0


def test_r3_never_happened_is_refused_where_no_number_is_asked():
    with pytest.raises(Problem) as caught:
        scored(checklist(TWO), A={"none": True}, B="yes")

    assert refused(caught.value) == [("answer.none_not_numeric", "/answers/A/none")]


def test_r3_na_needs_an_item_that_allows_it():
    with pytest.raises(Problem) as caught:
        scored(checklist(TWO), A=None, B="yes")

    assert refused(caught.value) == [("answer.na_not_allowed", "/answers/A/na")]


def test_r3_the_clock_may_close_a_deferred_item_that_allows_no_na():
    late = section("S", item("A"), item("B", deferred=True))

    card = scored(checklist(late), A="yes", B={"na": True, "reason": "no_contact"})

    assert (card.status, card.final) == ("final", 100)


def test_r4_reject_names_what_is_missing_and_gives_no_score():
    card = scored(checklist(TWO), A="yes")

    assert (card.status, card.missing, card.final, card.base) == ("incomplete", ("B",), None, None)
    assert result(card) == {"status": "incomplete", "missing": ["B"], "final": None, "grade": None}


def test_r4_zero_counts_against_the_score_and_fails_a_critical_item():
    critical = item("B", critical={"effect": "cap_overall", "value": "20"})
    document = checklist(section("S", item("A", max="90"), critical), scoring={"missing": "zero"})

    card = scored(document, A="yes")

    assert (card.base, card.final, card.missing) == (90, 20, ("B",))
    assert (line(card, "B").state, line(card, "B").rule) == ("missing", "R4")


def test_r4_exclude_treats_missing_as_na():
    card = scored(checklist(TWO, scoring={"missing": "exclude"}), A="yes")

    assert (card.status, card.final, card.missing) == ("final", 100, ("B",))
    assert line(card, "B").reason == "exclude"


@pytest.mark.parametrize("policy", ["reject", "zero", "exclude"])
def test_r4_what_is_not_required_is_left_out_under_every_policy(policy: str):
    free = section("S", item("A"), item("B", required=False))

    card = scored(checklist(free, scoring={"missing": policy}), A="yes")

    assert (card.status, card.final, card.missing) == ("final", 100, ())
    assert line(card, "B").reason == "not_required"


def test_r5_positive_may_be_no():
    assert one("binary", "no", positive="no") == 10
    assert one("binary", "yes", positive="no") == 0


@pytest.mark.parametrize(
    ("value", "shape", "points"),
    [("1", "linear", 0), ("4", "linear", 5), ("7", "linear", 10), ("7", "proportional", 10)],
)
def test_r7_linear_runs_from_the_low_end(value: str, shape: str, points: int):
    assert one("rating", value, low="1", high="7", map=shape) == points


def test_r7_proportional_gives_the_low_end_its_share():
    assert one("rating", "1", low="1", high="10", map="proportional") == 1


@pytest.mark.parametrize("value", ["0.99", "10.01", "-1"])
def test_r7_off_the_scale_is_refused_with_the_item(value: str):
    with pytest.raises(Problem) as caught:
        one("rating", value, low="1", high="10")

    assert refused(caught.value) == [("answer.off_scale", "/answers/A/v")]
    assert caught.value.faults[0].facts["item"] == "A"


@pytest.mark.parametrize(
    ("value", "points"), [("3", 9), ("3.0001", 6), ("5", 3), ("7.9", 3), ("8", 1)]
)
def test_r8_the_first_matching_band_wins(value: str, points: int):
    bands = [
        {"le": "3", "points": "9"},
        {"lt": "5", "points": "6"},
        {"ge": "5", "lt": "8", "points": "3"},
        {"points": "1"},
    ]

    assert one("numeric_bands", value, bands=bands) == points


@pytest.mark.parametrize(
    ("value", "points"), [("-5", 10), ("0", 10), ("15", 5), ("30", 0), ("99", 0)]
)
def test_r9_lower_is_better_when_the_limit_lies_above(value: str, points: int):
    assert one("numeric_linear", value, target="0", limit="30") == points


def test_r10_and_r11_count_a_code_once():
    points = {"a": "4", "b": "3"}

    assert one("multi_deduct", ["a", "a"], faults=points) == 6
    assert one("multi_earn", ["a", "a", "b"], elements=points) == 7
    assert one("multi_deduct", [], faults=points) == 10


@pytest.mark.parametrize(("count", "points"), [("0", 10), ("2", 2), ("3", 0), ("1000", 0)])
def test_r12_deducts_for_each_up_to_the_maximum(count: str, points: int):
    assert one("count_deduct", count, per="4") == points


def test_r13_observations_never_score_and_are_never_missing():
    card = scored(checklist(section("S", item("A"), item("O", "observe", answer="text"))), A="yes")

    assert (card.status, card.final, card.missing) == ("final", 100, ())
    assert (line(card, "O").state, line(card, "O").rule) == ("observed", "R13")


@pytest.mark.parametrize("value", ["no", None])
def test_r14_bonus_answered_no_or_na_or_missing_is_worth_nothing(value: str | None):
    document = checklist(
        section(
            "S", item("A", max="50"), item("B", "bonus", points="5"), item("C", "bonus", points="5")
        )
    )

    card = scored(document, A="no", B=value)

    assert (card.bonus, card.final, card.missing) == (0, 0, ())
    assert line(card, "C").reason == "unanswered"


def test_r15_item_points_stay_between_zero_and_the_maximum():
    assert one("option", "x", options={"x": "70"}) == 10
    assert one("multi_deduct", ["a"], faults={"a": "70"}) == 0
    assert one("multi_earn", ["a"], elements={"a": "70"}) == 10


def test_r16_weights_multiply_points_and_maxima():
    document = checklist(section("S", item("A", weight="3"), item("B", weight="0.5")))

    card = scored(document, A="yes", B="no")

    assert (card.sections[0].earned, card.sections[0].max) == (30, 35)


def test_r17_a_section_of_weightless_items_has_no_rate():
    document = checklist(section("S", item("A")), section("Z", item("B", weight="0")))

    card = scored(document, A="no", B="yes")

    assert (card.sections[1].rate, card.final) == (None, 0)
