"""Every state and rule of a ledger line has its sentence, and the steps add up to the score."""

from fractions import Fraction

import pytest
from hypothesis import given

from audit.checklists.answers import Answer, parse_answers
from audit.checklists.definition import parse
from audit.problems import WORDS
from audit.scoring.explain import explained
from audit.scoring.result import ledger
from audit.scoring.score import score
from audit.scoring.steps import shown_steps, steps
from tests.scoring.random_checklists import (
    EFFECTS,
    SECTION_EFFECTS,
    Json,
    answered,
    checklists,
)
from tests.scoring.test_invariants import runs

SCALE = {"low": "1", "high": "5"}
POINTS = {"a": "1", "b": "2"}
OWN: dict[str, Json] = {
    "binary": {},
    "option": {"options": POINTS},
    "rating": SCALE,
    "numeric_bands": {"bands": [{"points": "1"}]},
    "numeric_linear": {"target": "1", "limit": "5"},
    "multi_deduct": {"faults": POINTS},
    "multi_earn": {"elements": POINTS},
    "count_deduct": {"per": "1"},
}
VALUES = {
    "binary": "yes", "option": "a", "rating": "2", "numeric_bands": "3", "numeric_linear": "3",
    "multi_deduct": ("a",), "multi_earn": ("a",), "count_deduct": "1",
}  # fmt: skip


def told(item: Json, answer: Answer | None, missing: str = "exclude") -> str:
    other = {"code": "Z", "type": "binary", "max": "1", "required": False}
    document = {
        "scoring": {"missing": missing},
        "scenarios": [{"code": "s"}],
        "sections": [{"code": "S", "items": [{"code": "A", "max": "4", **item}, other]}],
    }
    answers = {} if answer is None else {"A": answer}
    return explained(ledger(score(parse(document), answers))[0]).code


@pytest.mark.parametrize("kind", OWN)
def test_an_answer_is_explained_by_the_rule_of_its_type(kind: str) -> None:
    code = told({"type": kind, **OWN[kind]}, Answer(value=VALUES[kind]))

    assert code.startswith("R")
    assert set(WORDS["line"][code]) == {"zh-CN", "en"}


@pytest.mark.parametrize(
    ("item", "answer", "missing", "code"),
    [
        ({"type": "numeric_bands", **OWN["numeric_bands"]}, Answer(none=True), "reject",
         "never_happened"),
        ({"type": "binary", "na_allowed": True}, Answer(na=True), "reject", "not_applicable"),
        ({"type": "binary", "applies_if": {"scenario": ["s"]}}, None, "reject", "inapplicable"),
        ({"type": "binary"}, None, "zero", "missing_zero"),
        ({"type": "binary"}, None, "exclude", "missing_exclude"),
        ({"type": "binary"}, None, "reject", "missing_reject"),
        ({"type": "binary", "required": False}, None, "zero", "missing_not_required"),
    ],
)  # fmt: skip
def test_what_is_left_out_is_explained_by_its_state(
    item: Json, answer: Answer | None, missing: str, code: str
) -> None:
    assert told(item, answer, missing) == code


@pytest.mark.parametrize(
    ("kind", "answer", "code"),
    [
        ("bonus", Answer(value="yes"), "bonus"),
        ("penalty", Answer(value="no"), "penalty"),
        ("bonus", None, "missing_not_required"),
        ("penalty", Answer(na=True), "not_applicable"),
    ],
)
def test_bonus_and_penalty_weigh_on_the_score_itself(
    kind: str, answer: Answer | None, code: str
) -> None:
    item: Json = {"type": kind, "points": "2"}
    document = {"scoring": {}, "sections": [{"code": "S", "items": [{"code": "A", **item}]}]}

    line = ledger(score(parse(document), {} if answer is None else {"A": answer}))[0]

    assert explained(line).code == code


def test_every_sentence_is_used() -> None:
    used = {told({"type": kind, **OWN[kind]}, Answer(value=VALUES[kind])) for kind in OWN}
    states = {"observed", "bonus", "penalty", "never_happened", "not_applicable", "inapplicable"}
    missing = {f"missing_{how}" for how in ("zero", "exclude", "reject", "not_required")}

    assert used | states | missing == set(WORDS["line"])


@runs
@given(answered(checklists(extras=True, effects=EFFECTS + SECTION_EFFECTS)))
def test_fc6_the_lines_and_the_steps_add_up_to_the_score(drawn: tuple[Json, Json]) -> None:
    document, answers = drawn
    definition = parse(document)
    card = score(definition, parse_answers(answers))

    found = list(steps(definition, card))

    if card.final is None:
        assert found == []
        return
    effects = {step.name: step.effect for step in found}
    assert sum(effects.values()) == card.final == found[-1].after
    lost = sum((line.loss or Fraction(0) for line in card.lines), Fraction(0))
    assert -effects.get("losses", Fraction(0)) == lost
    assert [step.step for step in shown_steps(definition, card)] == list(effects)
