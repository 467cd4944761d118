"""Two versions, the same answers: the effects of all reasons sum to the difference, exactly."""

import copy
import random
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from audit.checklists.answers import parse_answers
from audit.checklists.definition import parse
from audit.scoring.contributions import contributions, start
from audit.scoring.fitting import fitting
from audit.scoring.reasons import Reason, Scored, reasons
from audit.scoring.score import score
from audit.visits.trial import lenient
from tests.scoring.random_checklists import (
    EFFECTS,
    SECTION_EFFECTS,
    Json,
    answered,
    checklists,
)
from tests.scoring.test_invariants import runs

WHYS = {"added", "removed", "applies", "not_applies", "not_asked", "points", "weight", "share",
        "knockout", "bonus", "penalty"}  # fmt: skip
DEDUCT = {"mode": "deduct", "na_in_deduct": "rescale", "base": "100"}


def scored(document: Json, answers: Json) -> tuple[Scored, dict[str, str]]:
    definition = parse(document)
    fits = fitting(definition, parse_answers(answers))
    card = score(lenient(definition), fits)
    return Scored(definition, card), dict.fromkeys(card.missing, "not_asked")


def edited(document: Json, seed: int) -> Json:
    """Another version: weights, points, items gone and new, knock-outs, caps, the mode."""
    dice, after = random.Random(seed), copy.deepcopy(document)
    for section in after["sections"]:
        section["weight"] = str(dice.randint(1, 50))
        if len(section["items"]) > 1 and dice.random() < 0.4:
            section["items"].pop(dice.randrange(len(section["items"])))
        for item in section["items"]:
            if "max" in item:
                item["max"] = str(int(Fraction(item["max"])) + dice.randint(0, 9))
                item["weight"] = str(dice.randint(1, 3))
        new = {"code": f"N{section['code']}", "type": "binary", "max": "7"}
        section["items"].append(new | {"critical": {"effect": "cap_overall", "value": "50"}})
    after["scoring"]["cap_max"] = dice.choice(("100", "90"))
    after["scoring"]["overall"] = dice.choice(("pooled", "section_weighted"))
    return after


def unexplained(frozen: Scored, other: Scored, missing: dict[str, str]) -> Fraction:
    """What the reasons leave of the difference; each must be told once, with why and an effect."""
    found = reasons(frozen, other, missing)
    assert all(each.effect and each.why and set(each.why) <= WHYS for each in found)
    items = [each.item for each in found if each.kind == "item"]
    assert len(items) == len(set(items))
    if frozen.value is None or other.value is None:
        return Fraction(len(found))
    return other.value - frozen.value - sum((each.effect for each in found), Fraction(0))


@runs
@given(answered(checklists(extras=True, effects=EFFECTS + SECTION_EFFECTS)), st.integers(0, 10**6))
def test_the_effects_sum_to_the_difference_of_any_two_versions(
    drawn: tuple[Json, Json], seed: int
) -> None:
    before, answers = drawn

    frozen, _ = scored(before, answers)
    other, missing = scored(edited(before, seed), answers)

    assert unexplained(frozen, other, missing) == 0
    assert unexplained(other, frozen, {}) == 0


@runs
@given(answered(checklists(scoring=DEDUCT, extras=True, effects=EFFECTS)), st.integers(1, 200))
def test_they_do_in_deduct_mode_too(drawn: tuple[Json, Json], base: int) -> None:
    before, answers = drawn
    after = copy.deepcopy(before)
    after["scoring"] |= {"base": str(base), "na_in_deduct": "none"}

    frozen, _ = scored(before, answers)
    other, missing = scored(after, answers)

    assert unexplained(frozen, other, missing) == 0


@runs
@given(answered(checklists()))
def test_start_and_contributions_make_the_base_before_section_knockouts(
    drawn: tuple[Json, Json],
) -> None:
    (definition, card), _ = scored(*drawn)

    if card.base is not None:
        whole = start(definition) + sum(contributions(definition, card).values(), Fraction(0))
        assert whole == card.base


def survey(weight: str) -> Json:
    rating = {"type": "rating", "low": "1", "high": "10", "max": "10", "na_allowed": True}
    items = [{"code": "A1", **rating}, {"code": "A2", **rating, "weight": weight}]
    fact = {"code": "B1", "type": "binary", "max": "10", "na_allowed": True}
    sections = [{"code": "A", "weight": "3", "items": items}, {"code": "B", "items": [fact]}]
    return {"kind": "factor_index", "scoring": {}, "sections": sections}


def test_an_index_is_told_apart_by_its_items_in_points_of_a_thousand() -> None:
    answers = {"A1": {"v": "9"}, "A2": {"v": "5"}, "B1": {"v": "no"}}
    frozen, _ = scored(survey("1"), answers)
    other, missing = scored(survey("3"), answers)

    found = reasons(frozen, other, missing)

    # A was (9 + 5) / 2 x 100 = 700 and is (9 + 15) / 4 x 100 = 600; of the index three quarters
    assert (frozen.value, other.value) == (550, 475)
    assert found == [
        Reason("item", "A1", ("share",), Fraction(-675, 4)),
        Reason("item", "A2", ("weight",), Fraction(375, 4)),
    ]
