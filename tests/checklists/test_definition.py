"""Reading a checklist: defaults, both text forms, the hash of the normal form."""

import hashlib
import json
from fractions import Fraction

import pytest

from audit.checklists.definition import parse
from audit.checklists.items import CommentRule, PhotoRule
from tests.make import checklist, definition, item, section

POINT = {"points": "1"}
BELOW = {"when": "below", "value": "3"}


def test_a_document_that_only_scores_gets_every_default():
    found = parse({"scoring": {}, "sections": [section("S", item("A"))]})

    scoring, part, only = found.scoring, found.sections[0], found.items[0]
    assert (scoring.mode, scoring.overall, scoring.missing) == ("earn", "pooled", "reject")
    assert (scoring.base, scoring.cap_max, scoring.bonus_cap, scoring.dp) == (100, 100, None, 2)
    assert (part.weight, part.chain, part.phase) == (1, False, "on_site")
    assert (only.weight, only.na_allowed, only.required) == (1, False, True)
    assert (only.photo, only.comment.when, only.evidence_audience) == (None, "optional", "internal")
    assert (found.code, found.version) == ("", 0)


def test_short_and_long_texts_are_the_same_version():
    short = item(
        "A", "option", zh="甲", en="A", options={"x": {"points": "1", "zh": "是", "en": "x"}}
    )
    long = item(
        "A",
        "option",
        text={"zh-CN": "甲", "en": "A"},
        options={"x": {"points": "1.0", "text": {"en": "x", "zh-CN": "是"}}},
    )
    marks = (
        [{"code": "m", "zh": "到", "en": "in"}],
        [{"code": "m", "text": {"zh": "到", "en": "in"}}],
    )

    first = definition(section("S", short), title={"zh": "表", "en": "T"}, marks=marks[0])
    second = definition(section("S", long), title={"zh-CN": "表", "en": "T"}, marks=marks[1])

    assert first.version_hash == second.version_hash
    assert first.items[0].text == {"zh-CN": "甲", "en": "A"}
    assert first.marks == {"m": {"zh-CN": "到", "en": "in"}}


def test_the_hash_is_of_the_normal_form_with_defaults_filled_in():
    found = parse({"scoring": {"dp": 1}, "sections": [section("S", item("A", max="10.50"))]})

    normal = (
        '{"scoring":{"base":"100","cap_max":"100","dp":1,"missing":"reject","mode":"earn",'
        '"na_in_deduct":"none","overall":"pooled"},"sections":[{"chain":false,"code":"S",'
        '"items":[{"code":"A","comment":"optional","evidence_audience":"internal","max":"10.5",'
        '"na_allowed":false,"photo":false,"positive":"yes","required":true,"type":"binary",'
        '"weight":"1"}],"phase":"on_site","weight":"1"}]}'
    )
    assert found.normal == normal
    assert found.version_hash == hashlib.sha256(normal.encode()).hexdigest()


def test_defaults_spelt_out_and_nulls_do_not_change_the_hash():
    bare = checklist(section("S", item("A")))
    full = checklist(
        section(
            "S", item("A", weight="1.0", photo=False, applies_if=None, deferred=False), weight="1"
        ),
        scoring={"mode": "earn", "bonus_cap": None},
    )

    assert parse(bare).version_hash == parse(full).version_hash


@pytest.mark.parametrize(
    "change",
    [
        {"max": "11"},
        {"weight": "2"},
        {"en": "other"},
        {"required": False},
        {"applies_if": {"scenario": ["paid"]}},
        {"kpi": {"f": {"x": "1"}}},
    ],
)
def test_another_content_is_another_hash(change: dict):
    before = definition(section("S", item("A", zh="甲", en="A")))

    after = definition(section("S", item("A", zh="甲", en="A") | change))

    assert after.version_hash != before.version_hash


CONDITION = {"not": {"any": [{"item": "A", "ge": "1", "lt": "5"}, {"all": [{"scenario": ["s"]}]}]}}
EVERY_KEY = section(
    "S",
    item("A", "numeric_bands", unit="min", timer={"from": "in", "to": "out"}, bands=[POINT]),
    item("B", "rating", low="1", high="5", map="proportional", comment=BELOW),
    item("C", "observe", answer="choice", choices={"x": {"zh": "甲", "en": "x"}}, deferred=True),
    item("D", critical={"effect": "cap_grade", "value": "C", "below": "0.50"}, photo=True),
    item("E", "penalty", points="3", critical={"effect": "zero_overall"}, key_node=True),
    item("F", applies_if=CONDITION, kpi={"f": {"x": "1.50"}}, guidance={"en": "look"}),
    title={"zh-CN": "段", "en": "S"},
    phase="before",
    stage="booking",
)


def test_the_normal_form_of_every_key_reads_back():
    frameworks = ["f", {"code": "g", "version": 3}]
    scenarios = [{"code": "s", "zh": "甲", "en": "s"}]
    found = definition(EVERY_KEY, frameworks=frameworks, scenarios=scenarios, languages=["en"])

    again = parse(json.loads(found.normal))

    assert (again.normal, again.scoring) == (found.normal, found.scoring)
    assert repr(again.items) == repr(found.items)  # an item itself is equal to itself only
    assert found.frameworks == (("f", None), ("g", 3))


def test_items_after_the_visit_are_deferred():
    found = definition(section("S", item("A")), section("T", item("B"), phase="after"))

    assert [each.deferred for each in found.items] == [False, True]
    assert (found.item("B").code, found.section_of("B").code) == ("B", "T")


@pytest.mark.parametrize(
    ("raw", "rule"),
    [
        (False, None),
        (True, PhotoRule(1, 5, "always")),
        ({"min": 2, "max": 3, "when": "fail"}, PhotoRule(2, 3, "fail")),
        ({"min": 7}, PhotoRule(7, 7, "always")),
    ],
)
def test_photo_rules(raw: object, rule: PhotoRule | None):
    assert definition(section("S", item("A", photo=raw))).items[0].photo == rule


def test_a_comment_rule_may_compare_and_ask_for_length():
    rule = {"when": "below", "value": "6", "min_length": 10}

    found = definition(section("S", item("A", "rating", low="1", high="10", comment=rule)))

    assert found.items[0].comment == CommentRule("below", Fraction(6), 10)


def test_grade_bands_stand_highest_first_however_they_are_written():
    bands = [{"grade": "D", "min": "0"}, {"grade": "A", "min": "90"}]

    found = definition(section("S", item("A")), scoring={"grade_bands": bands})

    assert found.scoring.grade_bands == (("A", 90), ("D", 0))
