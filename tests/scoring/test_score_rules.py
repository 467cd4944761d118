"""R20 to R27: knock-outs, bonus, grade, losses, chain, deduct mode and status."""

from fractions import Fraction

import pytest

from audit.scoring.result import result
from tests.make import checklist, item, scored, section

NUMBER = {"low": "0", "high": "10"}


def test_r20_a_capped_section_counts_with_its_effective_rate_when_pooled():
    cap = {"effect": "cap_section", "value": "40"}
    document = checklist(
        section("S", item("A", critical=cap), item("B", max="30")),
        section("T", item("C", max="60")),
    )

    card = scored(document, A="no", B="yes", C="yes")

    assert card.sections[0].effective == Fraction(2, 5)
    assert card.base == Fraction(2, 5) * 40 + 60
    assert sum(each.loss for each in card.lines) == 10


def test_r20_the_lowest_of_several_section_caps_wins_and_none_raises():
    high, low = ({"effect": "cap_section", "value": value} for value in ("90", "20"))
    document = checklist(
        section("S", item("A", critical=high), item("B", critical=low), item("C", max="80"))
    )

    assert scored(document, A="no", B="no", C="yes").base == 20
    assert scored(document, A="no", B="yes", C="yes").base == 90
    assert scored(document, A="no", B="yes", C="no").base == 10


def test_r20_a_penalty_may_strike_its_section():
    penalty = item("P", "penalty", points="0", critical={"effect": "zero_section"})
    document = checklist(section("S", item("A"), penalty), section("T", item("B")))

    assert scored(document, A="yes", B="yes", P="yes").final == 50
    assert scored(document, A="yes", B="yes", P="no").final == 100


@pytest.mark.parametrize(("value", "final"), [("4", 30), ("5", 50), ("0", 0)])
def test_critical_below_strikes_under_that_share_of_the_maximum(value: str, final: int):
    keys = NUMBER | {"critical": {"effect": "cap_overall", "value": "30", "below": "0.5"}}

    card = scored(checklist(section("S", item("A", "rating", **keys))), A=value)

    assert card.final == final


def test_r21_bonus_is_capped_and_the_score_clamped():
    document = checklist(
        section("S", item("A"), item("B", "bonus", points="9"), item("P", "penalty", points="200")),
        scoring={"bonus_cap": "4", "cap_max": "95"},
    )

    assert scored(document, A="no", B="yes").final == 4
    assert scored(document, A="yes", B="yes").final == 95
    assert scored(document, A="yes", B="yes", P="yes").final == 0


def test_r22_bonus_cannot_lift_over_a_cap_and_the_lowest_cap_wins():
    document = checklist(
        section(
            "S",
            item("A", critical={"effect": "cap_overall", "value": "59"}),
            item("B", critical={"effect": "cap_overall", "value": "40"}),
            item("C", max="80"),
            item("X", "bonus", points="50"),
        )
    )

    card = scored(document, A="no", B="no", C="yes", X="yes")

    assert (card.final, [each.item for each in card.knockouts]) == (40, ["A", "B"])


def test_r22_zero_overall_leaves_nothing_but_a_cap_never_raises():
    zero = checklist(section("S", item("A", critical={"effect": "zero_overall"}), item("B")))
    high = checklist(
        section("S", item("A", critical={"effect": "cap_overall", "value": "90"}), item("B"))
    )

    assert scored(zero, A="no", B="yes").final == 0
    assert scored(high, A="no", B="yes").final == 50


def test_r23_cap_grade_worsens_the_grade_only_and_never_betters_it():
    keys = {"critical": {"effect": "cap_grade", "value": "C"}}
    document = checklist(section("S", item("A", **keys), item("B", max="990")))

    struck, spared = scored(document, A="no", B="yes"), scored(document, A="no", B="no")

    assert (struck.final, struck.grade) == (99, "C")
    assert (spared.final, spared.grade) == (0, "D")


def test_r23_below_the_lowest_band_there_is_no_grade_whatever_caps_it():
    keys = {"critical": {"effect": "cap_grade", "value": "D"}}
    bands = [{"grade": "D", "min": "50"}, {"grade": "A", "min": "90"}]
    document = checklist(section("S", item("A", **keys)), scoring={"grade_bands": bands})

    assert scored(document, A="no").grade is None
    assert scored(document, A="yes").grade == "A"


def test_r24_items_that_do_not_count_have_no_loss():
    document = checklist(section("S", item("A"), item("B", na_allowed=True), item("C", "observe")))

    card = scored(document, A="no", B=None)

    assert [(each.item, each.loss) for each in card.lines] == [("A", 100), ("B", None), ("C", None)]
    assert result(card)["loss_points"] == {"A": "100.00"}


def test_r25_the_chain_skips_sections_without_a_rate():
    document = checklist(
        section("S", item("A"), item("B"), chain=True),
        section("T", item("C", na_allowed=True), chain=True),
        section("U", item("D")),
    )

    card = scored(document, A="yes", B="no", C=None, D="no")

    assert card.chain == 50
    assert result(card)["chain"] == "50.00"


def test_r25_without_a_live_chain_section_there_is_no_chain_score():
    document = checklist(
        section("S", item("A", na_allowed=True), chain=True), section("T", item("B"))
    )

    assert scored(document, A=None, B="yes").chain is None


def test_r26_na_deducts_nothing_unless_rescaled():
    items = (item("A", max="20"), item("B", max="30", na_allowed=True), item("C", max="50"))
    plain = checklist(section("S", *items), scoring={"mode": "deduct"})
    spread = checklist(section("S", *items), scoring={"mode": "deduct", "na_in_deduct": "rescale"})

    assert scored(plain, A="no", B=None, C="yes").final == 80
    assert scored(spread, A="no", B=None, C="yes").base == 100 - Fraction(20 * 100, 70)
    assert "loss_points" not in result(scored(plain, A="no", B=None, C="yes"))


def test_r26_another_base_is_brought_to_100_and_stops_at_zero():
    document = checklist(
        section("S", item("A", max="50"), item("B", max="300")),
        scoring={"mode": "deduct", "base": "200"},
    )

    assert scored(document, A="no", B="yes").final == 75
    assert scored(document, A="no", B="no").final == 0


def test_r27_no_score_when_all_live_section_weights_are_zero():
    document = checklist(
        section("S", item("A"), weight="0"), scoring={"overall": "section_weighted"}
    )

    card = scored(document, A="yes")

    assert (card.status, card.final) == ("no_score", None)
    assert scored(checklist(section("S", item("A"), weight="0")), A="yes").final == 100


def test_r27_a_deducting_checklist_of_nothing_but_na_has_no_score():
    document = checklist(section("S", item("A", na_allowed=True)), scoring={"mode": "deduct"})

    assert scored(document, A=None).status == "no_score"
