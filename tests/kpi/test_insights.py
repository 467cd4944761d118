"""What a scorecard means: levels, gaps, the vital few, key nodes, two factors."""

from fractions import Fraction

import pytest

from audit.checklists.definition import parse
from audit.kpi.insights import (
    gap,
    has_highlight,
    insights,
    key_nodes,
    lost_points,
    pareto,
    service_level,
    two_factor,
)
from tests.make import checklist, item, scored, section


def graded(percent: int, **extra: str):
    """A scorecard of that many points of a hundred; `high` is a bonus, `stop` a knock-out."""
    rated = item("A", "rating", max="100", low="0", high="100")
    stop = item("K", "penalty", points="0", critical={"effect": "cap_grade", "value": "C"})
    document = checklist(section("S", rated, stop, item("high", "bonus", points="0")))
    return scored(document, A=str(percent), **{"K": "no", "high": "no"} | extra)


@pytest.mark.parametrize(
    ("percent", "highlight", "level"),
    [
        (69, "yes", "failing"),
        (70, "no", "acceptable"),
        (79, "yes", "acceptable"),
        (80, "no", "good"),
        (94, "yes", "good"),
        (95, "no", "good"),
        (95, "yes", "excellent"),
        (100, "no", "good"),
    ],
)
def test_s31_four_levels_and_excellent_takes_a_highlight(percent, highlight, level):
    assert service_level(graded(percent, high=highlight)) == level


def test_s31_a_knock_out_that_struck_is_failing_at_any_score():
    assert service_level(graded(100, high="yes", K="yes")) == "failing"


def test_s31_the_level_is_read_from_the_printed_score():
    """69.996 prints 70.00, and a reader must not find 70.00 called failing (R2, R23)."""
    rated = item("A", "rating", max="100", low="0", high="100000")
    document = checklist(section("S", rated))

    assert service_level(scored(document, A="69996")) == "acceptable"
    assert service_level(scored(document, A="69994")) == "failing"


def test_without_a_score_there_is_no_level_and_nothing_to_list():
    document = checklist(section("S", item("A", herzberg="H", key_node=True), item("B")))

    told = insights(parse(document), scored(document, A="no"))

    assert told == {
        "level": None,
        "key_nodes": None,
        "pareto": {"share": None, "items": []},
        "dissatisfiers": [],
        "satisfiers": [],
    }


def test_a_bonus_not_earned_is_no_highlight():
    assert has_highlight(graded(96, high="yes"))
    assert not has_highlight(graded(96, high="no"))


@pytest.mark.parametrize(
    ("expected", "perceived", "told"),
    [("8", "7", (-1, "dissatisfied")), ("8", "8", (0, "satisfied")), ("8", "9", (1, "delighted"))],
)
def test_s010_the_gap_between_what_was_expected_and_met(expected, perceived, told):
    found = gap(Fraction(expected), Fraction(perceived))

    assert (found.sign, found.word) == told
    assert found.difference == Fraction(perceived) - Fraction(expected)


def test_s35_the_vital_few_are_the_fewest_that_make_up_eighty_percent():
    lost = {
        code: Fraction(points) for code, points in zip("ABCDE", (10, 40, 5, 25, 20), strict=True)
    }

    found = pareto(lost)

    assert (found.items, found.share) == (("B", "D", "E"), 85)


def test_s35_exactly_eighty_percent_is_enough_and_equal_losses_keep_their_order():
    found = pareto({code: Fraction(20) for code in "ABCDE"})

    assert (found.items, found.share) == (("A", "B", "C", "D"), 80)


def test_s35_nothing_lost_gives_no_list():
    assert pareto({}) == pareto({"A": Fraction(0)})
    assert pareto({}).share is None


def test_s35_in_deduct_mode_what_was_taken_off_counts():
    document = checklist(
        section("S", item("A"), item("B", weight="3"), item("C")), scoring={"mode": "deduct"}
    )

    lost = lost_points(parse(document), scored(document, A="no", B="no", C="yes"))

    assert lost == {"A": 10, "B": 30}


def nodes(**values: str | None):
    document = checklist(
        section(
            "S",
            *(item(f"N{n}", key_node=True, na_allowed=True) for n in range(10)),
            item("other"),
        )
    )
    return key_nodes(parse(document), scored(document, **values | {"other": "no"}))


def test_s43_nine_of_ten_key_nodes_are_90_percent():
    found = nodes(**{f"N{n}": "yes" for n in range(9)}, N9="no")

    assert found is not None
    assert (found.passed, found.total, found.rate) == (9, 10, 90)


def test_s43_a_key_node_that_does_not_apply_is_not_counted():
    found = nodes(**{f"N{n}": "yes" for n in range(8)}, N8=None, N9="no")

    assert found is not None
    assert (found.passed, found.total) == (8, 9)


def test_s43_half_a_key_operation_is_not_complied_with():
    half = item("N", "option", key_node=True, options={"all": "10", "half": "5", "none": "0"})
    document = checklist(section("S", half))

    found = key_nodes(parse(document), scored(document, N="half"))

    assert found is not None
    assert (found.passed, found.total, found.rate) == (0, 1, 0)


def test_s23_failed_hygiene_and_missed_motivators_are_two_lists():
    hygiene = [item(f"H{n}", herzberg="H") for n in range(4)]
    motivators = [item(f"M{n}", herzberg="M") for n in range(3)]
    document = checklist(section("S", *hygiene, *motivators, item("plain")))
    failed = {"H0": "no", "H1": "no", "H3": "no", "M1": "no", "M2": "no"}
    passed = {"H2": "yes", "M0": "yes", "plain": "no"}

    found = two_factor(parse(document), scored(document, **failed, **passed))

    assert found.dissatisfiers == ("H0", "H1", "H3")
    assert found.satisfiers == ("M1", "M2")


def test_s23_all_hygiene_passed_says_nothing_of_satisfaction():
    document = checklist(section("S", item("H", herzberg="H"), item("M", herzberg="M")))

    found = two_factor(parse(document), scored(document, H="yes", M="no"))

    assert (found.dissatisfiers, found.satisfiers) == ((), ("M",))


def test_insights_of_a_whole_checklist_are_plain_json():
    document = checklist(
        section(
            "S",
            item("A", herzberg="H", key_node=True),
            item("B", herzberg="M", key_node=True),
            item("C"),
            item("D"),
        )
    )

    told = insights(parse(document), scored(document, A="no", B="yes", C="yes", D="yes"))

    assert told == {
        "level": "acceptable",
        "key_nodes": {"passed": 1, "total": 2, "rate": "50.00"},
        "pareto": {"share": "100.00", "items": ["A"]},
        "dissatisfiers": ["A"],
        "satisfiers": [],
    }
