"""What an item is refused for: faulty keys, and keys of other types."""

import pytest

from tests.checklists.refusing import AT, RATING, faults_of, faults_of_item
from tests.make import checklist, item, section


@pytest.mark.parametrize(
    ("keys", "code", "place"),
    [
        ({"max": 10}, "document.not_decimal", "/max"),
        ({"max": 10.5}, "document.not_decimal", "/max"),
        ({"max": "1e3"}, "document.not_decimal", "/max"),
        ({"max": "-1"}, "document.negative", "/max"),
        ({"max": None}, "document.key_missing", "/max"),
        ({"weight": 0.5}, "document.not_decimal", "/weight"),
        ({"weight": "-0.5"}, "document.negative", "/weight"),
        ({"colour": "red"}, "document.unknown_key", "/colour"),
        ({"bands": []}, "document.unknown_key", "/bands"),
        ({"a/b~c": 1}, "document.unknown_key", "/a~1b~0c"),
        ({"type": "slider"}, "document.not_one_of", "/type"),
        ({"code": "A B"}, "document.code_blank", "/code"),
        ({"code": ""}, "document.not_text", "/code"),
        ({"en": "\x00"}, "document.not_text", "/en"),
        ({"en": "\ud800"}, "document.not_text", "/en"),
        ({"required": "yes"}, "document.not_flag", "/required"),
        ({"required": 1}, "document.not_flag", "/required"),
        ({"positive": "maybe"}, "document.not_one_of", "/positive"),
        ({"photo": {"min": 3, "max": 2}}, "checklist.photo_range", "/photo/max"),
        ({"photo": {"min": True}}, "document.not_whole", "/photo/min"),
        ({"photo": {"when": "never"}}, "document.not_one_of", "/photo/when"),
        ({"photo": 3}, "document.not_flag", "/photo"),
        ({"comment": "sometimes"}, "document.not_one_of", "/comment"),
        (
            {"comment": {"when": "below", "value": "3"}},
            "checklist.comment_below_no_number",
            "/comment",
        ),
        ({"owner_role": "boss"}, "document.not_one_of", "/owner_role"),
        ({"text": {"fr": "x"}}, "document.unknown_key", "/text/fr"),
        ({"text": {"en": "x"}, "en": "x"}, "document.unknown_key", "/en"),
        ({"kpi": {"f": {"leaf": 1}}}, "document.not_decimal", "/kpi/f/leaf"),
        ({"kpi": {"f": {"leaf": "0"}}}, "document.not_above_zero", "/kpi/f/leaf"),
        ({"critical": {"effect": "explode"}}, "document.not_one_of", "/critical/effect"),
        ({"critical": {"effect": "cap_overall"}}, "document.key_missing", "/critical/value"),
        (
            {"critical": {"effect": "cap_overall", "value": "101"}},
            "document.too_large",
            "/critical/value",
        ),
        (
            {"critical": {"effect": "zero_overall", "value": "5"}},
            "document.unknown_key",
            "/critical/value",
        ),
        (
            {"critical": {"effect": "cap_grade", "value": "E"}},
            "checklist.grade_unknown",
            "/critical/value",
        ),
        ({"critical": {"effect": "cap_grade"}}, "document.key_missing", "/critical/value"),
        (
            {"critical": {"effect": "zero_overall", "below": "0"}},
            "document.not_above_zero",
            "/critical/below",
        ),
        (
            {"critical": {"effect": "zero_overall", "below": "1.1"}},
            "document.too_large",
            "/critical/below",
        ),
    ],
)
def test_a_faulty_key_of_an_item_is_refused_at_its_place(keys: dict, code: str, place: str):
    assert faults_of(checklist(section("S", item("A") | keys))) == [(code, AT + place)]


@pytest.mark.parametrize(
    ("kind", "keys", "code", "place"),
    [
        ("option", {}, "document.key_missing", "/options"),
        ("option", {"options": {}}, "document.empty", "/options"),
        ("option", {"options": {"x": "-1"}}, "document.negative", "/options/x"),
        ("option", {"options": {"x": 1.5}}, "document.not_decimal", "/options/x"),
        ("option", {"options": {"x": {"points": 1}}}, "document.not_decimal", "/options/x/points"),
        (
            "option",
            {"options": {"x": {"points": "1", "fr": "x"}}},
            "document.unknown_key",
            "/options/x/fr",
        ),
        ("multi_deduct", {"faults": {"x": {}}}, "document.key_missing", "/faults/x/points"),
        ("multi_earn", {"elements": []}, "document.not_object", "/elements"),
        ("rating", {"low": "1"}, "document.key_missing", "/high"),
        ("rating", {"low": "5", "high": "5"}, "checklist.scale_empty", "/high"),
        (
            "rating",
            {"low": "-5", "high": "0", "map": "proportional"},
            "document.not_above_zero",
            "/high",
        ),
        ("rating", RATING | {"low": 1}, "document.not_decimal", "/low"),
        ("rating", RATING | {"timer": {"from": "a", "to": "b"}}, "document.unknown_key", "/timer"),
        ("numeric_linear", {"target": "3", "limit": "3.0"}, "checklist.target_is_limit", "/limit"),
        ("numeric_linear", {"target": "3"}, "document.key_missing", "/limit"),
        ("numeric_bands", {}, "document.key_missing", "/bands"),
        ("numeric_bands", {"bands": []}, "document.empty", "/bands"),
        (
            "numeric_bands",
            {"bands": [{"le": "3", "points": "1"}]},
            "checklist.band_closed",
            "/bands/0",
        ),
        (
            "numeric_bands",
            {"bands": [{"points": "1"}, {"points": "0"}]},
            "checklist.band_open",
            "/bands/0",
        ),
        ("numeric_bands", {"bands": [{"points": "-1"}]}, "document.negative", "/bands/0/points"),
        (
            "numeric_bands",
            {"bands": [{"eq": "1", "points": "1"}]},
            "document.unknown_key",
            "/bands/0/eq",
        ),
        ("count_deduct", {"per": "-1"}, "document.negative", "/per"),
        ("count_deduct", {}, "document.key_missing", "/per"),
        ("bonus", {"points": "-1"}, "document.negative", "/points"),
        ("bonus", {"points": "1", "max": "3"}, "document.unknown_key", "/max"),
        (
            "bonus",
            {"points": "1", "critical": {"effect": "zero_overall"}},
            "document.unknown_key",
            "/critical",
        ),
        ("observe", {"answer": "smell"}, "document.not_one_of", "/answer"),
        ("observe", {"answer": "choice"}, "document.key_missing", "/choices"),
        (
            "observe",
            {"answer": "choice", "choices": {"x": {"points": "1"}}},
            "document.unknown_key",
            "/choices/x/points",
        ),
        ("observe", {"weight": "1"}, "document.unknown_key", "/weight"),
    ],
)
def test_a_type_takes_its_own_keys_only(kind: str, keys: dict, code: str, place: str):
    assert faults_of_item("A", kind, **keys) == [(code, AT + place)]


@pytest.mark.parametrize(
    ("timer", "unit", "faults"),
    [
        ({"from": "a", "to": "a"}, "s", [("checklist.timer_same_mark", "/timer/to")]),
        ({"from": "a"}, "min", [("document.key_missing", "/timer/to")]),
        ({"from": "a", "to": "b"}, "hour", [("checklist.timer_unit", "/unit")]),
        ({"from": "a", "to": "b"}, None, [("checklist.timer_unit", "/unit")]),
        ({"from": "a", "to": "b", "by": "c"}, "h", [("document.unknown_key", "/timer/by")]),
    ],
)
def test_timers_run_between_two_marks_in_a_unit_of_time(timer: dict, unit: str, faults: list):
    found = faults_of_item("A", "numeric_linear", target="0", limit="9", timer=timer, unit=unit)

    assert found == [(code, AT + place) for code, place in faults]
