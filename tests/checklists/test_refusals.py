"""What a checklist is refused for, each with its code and pointer; several at once."""

import pytest

from tests.checklists.refusing import AT, faults_of
from tests.make import checklist, item, section


@pytest.mark.parametrize("document", [None, [], "x", 3])
def test_a_document_must_be_an_object(document: object):
    assert ("document.not_object", "") in faults_of(document)


def test_scoring_sections_codes_and_types_are_needed():
    assert faults_of({}) == [
        ("document.key_missing", "/sections"),
        ("document.key_missing", "/scoring"),
    ]
    assert faults_of({"scoring": {}, "sections": [{"items": [{}]}]}) == [
        ("document.key_missing", "/sections/0/code"),
        ("document.key_missing", AT + "/code"),
        ("document.key_missing", AT + "/type"),
    ]


@pytest.mark.parametrize(
    ("scoring", "code", "place"),
    [
        ({"mode": "guess"}, "document.not_one_of", "/mode"),
        ({"dp": "2"}, "document.not_whole", "/dp"),
        ({"dp": 7}, "document.not_whole", "/dp"),
        ({"cap_max": "101"}, "document.too_large", "/cap_max"),
        ({"base": "0"}, "document.not_above_zero", "/base"),
        ({"bonus_cap": 5.0}, "document.not_decimal", "/bonus_cap"),
        ({"rounding": "up"}, "document.unknown_key", "/rounding"),
        (
            {"grade_bands": [{"grade": "A", "min": 90}]},
            "document.not_decimal",
            "/grade_bands/0/min",
        ),
        ({"grade_bands": [{"min": "90"}]}, "document.key_missing", "/grade_bands/0/grade"),
        (
            {"grade_bands": [{"grade": "A", "min": "9"}, {"grade": "A", "min": "8"}]},
            "checklist.duplicate_band",
            "/grade_bands/1",
        ),
    ],
)
def test_scoring_refuses_what_it_does_not_know(scoring: dict, code: str, place: str):
    found = faults_of(checklist(section("S", item("A")), scoring=scoring))

    assert found == [(code, "/scoring" + place)]


def test_codes_are_used_once():
    document = checklist(
        section("S", item("A"), item("B")),
        section("S", item("A")),
        marks=[{"code": "m"}, {"code": "m"}],
        frameworks=["f", {"code": "f", "version": 2}],
    )

    assert faults_of(document) == [
        ("document.duplicate_code", "/sections/1/code"),
        ("document.duplicate_code", "/marks/1/code"),
        ("document.duplicate_code", "/frameworks/1"),
        ("document.duplicate_code", "/sections/1/items/0/code"),
    ]


@pytest.mark.parametrize(
    "effect", [{"effect": "zero_section"}, {"effect": "cap_section", "value": "5"}]
)
def test_r20_section_knock_outs_are_refused_in_deduct_mode(effect: dict):
    document = checklist(section("S", item("A", critical=effect)), scoring={"mode": "deduct"})

    assert faults_of(document) == [
        ("checklist.section_knockout_in_deduct", AT + "/critical/effect")
    ]


def test_every_fault_is_told_at_once():
    document = checklist(
        section(
            "S", item("A", max=1.5), item("A", applies_if={"item": "Q", "in": ["x"]}), weight=3
        ),
        title={"fr": "x"},
        version="1",
        extra=True,
    )

    assert set(faults_of(document)) == {
        ("document.not_decimal", "/sections/0/items/0/max"),
        ("document.not_decimal", "/sections/0/weight"),
        ("document.unknown_key", "/title/fr"),
        ("document.not_whole", "/version"),
        ("document.unknown_key", "/extra"),
        ("document.duplicate_code", "/sections/0/items/1/code"),
        ("checklist.condition_unknown", "/sections/0/items/1/applies_if/item"),
    }
