"""The ledger and what is stored; answers that `score` refuses or ignores."""

import pytest

from audit.problems import Problem
from audit.scoring.result import ledger, restored, result, stored
from tests.make import checklist, item, refused, scored, section

NUMBER = {"low": "0", "high": "10"}
TWO = section("S", item("A"), item("B", max="30"))


def line(card, code):
    return next(line for line in card.lines if line.item == code)


def test_every_unusable_answer_is_named_at_once():
    document = checklist(
        section(
            "S", item("A"), item("B", "option", options={"x": "1"}), item("C", "rating", **NUMBER)
        )
    )

    with pytest.raises(Problem) as caught:
        scored(document, A="maybe", B="y", C="11", D="yes")

    assert refused(caught.value) == [
        ("answer.unknown_code", "/answers/A/v"),
        ("answer.unknown_code", "/answers/B/v"),
        ("answer.off_scale", "/answers/C/v"),
        ("answer.unknown_item", "/answers/D"),
    ]


def test_a_scenario_that_the_checklist_does_not_list_is_refused():
    document = checklist(TWO, scenarios=[{"code": "paid"}])

    with pytest.raises(Problem) as caught:
        scored(document, scenario="piad", A="yes", B="yes")

    assert refused(caught.value) == [("answer.scenario_unknown", "/scenario")]


def test_the_answer_to_an_item_that_does_not_apply_is_kept_ignored_and_named():
    document = checklist(
        section("S", item("A"), item("B", applies_if={"item": "A", "in": ["yes"]}))
    )

    card = scored(document, A="no", B="nonsense")

    ignored = line(card, "B")
    assert (ignored.state, ignored.reason, ignored.earned) == (
        "inapplicable",
        "not_applicable",
        None,
    )
    assert ignored.answer.value == "nonsense"


def test_the_ledger_explains_every_item_and_recomputes_to_the_total():
    document = checklist(section("S", item("A", weight="2"), item("B", max="3")))

    lines = ledger(scored(document, A="yes", B="no"))

    assert lines[1] == {
        "item": "B",
        "section": "S",
        "type": "binary",
        "state": "answered",
        "rule": "R5",
        "reason": None,
        "answer": {"v": "no"},
        "earned": "0",
        "possible": "3",
        "weight": "1",
        "rate": "0",
        "loss": "300/23",
        "loss_points": "13.04",
        "points": None,
    }


def test_a_stored_scorecard_prints_its_result_and_ledger_for_ever():
    document = checklist(
        section("S", item("A", critical={"effect": "cap_grade", "value": "C"}), item("B", max="3")),
        section("T", item("C", na_allowed=True), item("X", "bonus", points="0.5")),
    )
    card = scored(
        document, A="no", B={"v": "yes", "comment": "好", "photos": ["p1"]}, C=None, X="yes"
    )

    again = restored(stored(card))

    assert again == card
    assert (result(again), ledger(again)) == (stored(card)["result"], stored(card)["lines"])
