"""Answers: read from JSON, every fault at once, and written back."""

import pytest

from audit.checklists.answers import Answer, dump_answers, parse_answers
from audit.checklists.rules import check_value
from audit.problems import Problem
from tests.make import definition, item, refused, section, told


def test_every_form_of_answer_reads_and_writes_back():
    raw = {
        "A": {
            "v": "yes",
            "comment": "好",
            "photos": ["p1", "p2"],
            "at": "2026-11-21T09:30:00+08:00",
        },
        "B": {"v": ["x", "y"]},
        "C": {"na": True, "reason": "not_offered"},
        "D": {"none": True},
        "E": {"photos": ["p3"]},
        "F": {"v": []},
    }

    found = parse_answers(raw)

    assert found["B"] == Answer(value=("x", "y"))
    assert [answer.is_given for answer in found.values()] == [True, True, False, False, False, True]
    assert dump_answers(found) == raw


@pytest.mark.parametrize(
    ("raw", "code", "place"),
    [
        ("yes", "answer.not_object", ""),
        ({}, "answer.not_one_state", ""),
        ({"comment": "x"}, "answer.not_one_state", ""),
        ({"v": "yes", "na": True}, "answer.not_one_state", ""),
        ({"na": False}, "answer.not_one_state", ""),
        ({"v": 5}, "answer.not_text", "/v"),
        ({"v": 5.5}, "answer.not_text", "/v"),
        ({"v": ["a", 1]}, "answer.not_text", "/v/1"),
        ({"v": "\x00"}, "answer.not_text", "/v"),
        ({"v": "yes", "value": 1}, "answer.unknown_key", "/value"),
        ({"v": "yes", "reason": "other"}, "answer.reason_without_na", "/reason"),
        ({"v": "yes", "na": 0}, "answer.not_flag", "/na"),
        ({"v": "yes", "comment": "x" * 4001}, "answer.not_text", "/comment"),
        ({"v": "yes", "photos": "p1"}, "answer.photos_not_list", "/photos"),
        ({"v": "yes", "photos": ["p1", ""]}, "answer.not_text", "/photos/1"),
        ({"v": "yes", "at": "2026-11-21T09:30:00"}, "answer.not_time", "/at"),
        ({"v": "yes", "at": "noon"}, "answer.not_time", "/at"),
    ],
)
def test_a_faulty_answer_is_refused_at_its_place(raw: object, code: str, place: str):
    with pytest.raises(Problem) as caught:
        parse_answers({"A": raw})

    assert refused(caught.value) == [(code, "/A" + place)]


def test_every_fault_of_every_answer_is_told_at_once():
    with pytest.raises(Problem) as caught:
        parse_answers({"A": {"v": 1, "x": 2}, "B": [], "C": {"v": "yes"}})

    assert refused(caught.value) == [
        ("answer.unknown_key", "/A/x"),
        ("answer.not_text", "/A/v"),
        ("answer.not_object", "/B"),
    ]


def test_a_set_of_answers_is_an_object():
    with pytest.raises(Problem) as caught:
        parse_answers([])

    assert refused(caught.value) == [("answer.not_object", "")]


@pytest.mark.parametrize(
    ("kind", "keys", "good", "bad", "code"),
    [
        ("binary", {}, "no", "ja", "answer.unknown_code"),
        ("binary", {}, "yes", ["yes"], "answer.one_value"),
        ("bonus", {"points": "1"}, "yes", "1", "answer.unknown_code"),
        ("option", {"options": {"x": "1"}}, "x", "y", "answer.unknown_code"),
        ("multi_earn", {"elements": {"x": "1"}}, ["x", "x"], "x", "answer.list_needed"),
        ("rating", {"low": "1", "high": "5"}, "4.5", "5.1", "answer.off_scale"),
        ("rating", {"low": "1", "high": "5"}, "1", "one", "answer.not_number"),
        ("numeric_linear", {"target": "0", "limit": "9"}, "-3.5", "3,5", "answer.not_number"),
        ("count_deduct", {"per": "1"}, "0", "1.5", "answer.not_count"),
        ("count_deduct", {"per": "1"}, "12", "-1", "answer.not_count"),
        ("observe", {"answer": "text"}, "", ["x"], "answer.one_value"),
        ("observe", {"answer": "number"}, "-3", "x", "answer.not_number"),
        ("observe", {"answer": "duration"}, "90", "-1", "answer.not_number"),
        ("observe", {"answer": "date"}, "2026-02-28", "2026-02-29", "answer.not_date"),
        ("observe", {"answer": "time"}, "09:30", "25:00", "answer.not_date"),
        ("observe", {"answer": "choice", "choices": {"x": {}}}, "x", "y", "answer.unknown_code"),
    ],
)
def test_a_value_must_suit_its_item(kind: str, keys: dict, good: object, bad: object, code: str):
    found = definition(section("S", item("A", kind, **keys))).items[0]

    assert check_value(found, _answer(good)) == []
    assert told(check_value(found, _answer(bad))) == [(code, "/v")]


def test_unknown_ticks_are_told_one_by_one():
    found = definition(section("S", item("A", "multi_deduct", faults={"x": "1"}))).items[0]

    assert told(check_value(found, _answer(["x", "y", "z"]))) == [
        ("answer.unknown_code", "/v/1"),
        ("answer.unknown_code", "/v/2"),
    ]


def test_photos_alone_answer_a_photo_item_only():
    photo = definition(section("S", item("A", "observe", answer="photo"))).items[0]
    binary = definition(section("S", item("A"))).items[0]

    assert check_value(photo, Answer(photos=("p1",))) == []
    assert told(check_value(binary, Answer(photos=("p1",)))) == [("answer.value_missing", "/v")]


def _answer(value: object) -> Answer:
    return parse_answers({"A": {"v": value}})["A"]
