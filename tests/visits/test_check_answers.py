"""What the server demands of a submission: every fault at once, at its place."""

import pytest

from audit.checklists.definition import Definition, parse
from audit.checklists.shelf import shipped_checklists
from audit.visits.check_answers import check_answers
from tests.make import answers, definition, item, section, told

SCALE = {"low": "1", "high": "10"}


def faults(
    found: Definition,
    part: str = "onsite",
    manifest: dict | None = None,
    scenario: str | None = None,
    earlier: dict | None = None,
    **given: object,
) -> list[tuple[str, str]]:
    return told(
        check_answers(
            found,
            answers(**given),
            scenario=scenario,
            part=part,
            manifest=manifest or {},
            earlier=answers(**(earlier or {})),
        )
    )


def one(**keys: object) -> Definition:
    return definition(section("S", item("A", **keys)))


def test_several_faults_of_several_items_are_told_at_once():
    found = definition(
        section(
            "S",
            item("A"),
            item("B", "rating", **SCALE),
            item("C", photo=True, comment="on_fail"),
            item("D", "bonus", points="1"),
            item("E", "observe", answer="text"),
        )
    )

    told_at_once = faults(
        found, B="11", C={"v": "no", "photos": ["p1", "p2"]}, Z="yes", manifest={"p2": "A"}
    )

    assert told_at_once == [
        ("answer.unknown_item", "/answers/Z"),
        ("answer.missing", "/answers/A"),
        ("answer.off_scale", "/answers/B/v"),
        ("answer.photo_undeclared", "/answers/C/photos/0"),
        ("answer.photo_other_item", "/answers/C/photos/1"),
        ("answer.comment_missing", "/answers/C/comment"),
        ("answer.missing", "/answers/D"),
        ("answer.missing", "/answers/E"),
    ]


def test_a_complete_submission_has_no_faults():
    found = definition(section("S", item("A", photo=True), item("B", required=False)))

    assert faults(found, A={"v": "yes", "photos": ["p1"]}, manifest={"p1": "A"}) == []


@pytest.mark.parametrize(
    ("answer", "code", "place"),
    [
        ({"na": True}, "answer.reason_unknown", "/reason"),
        ({"na": True, "reason": "tired"}, "answer.reason_unknown", "/reason"),
        ({"na": True, "reason": "not_applicable"}, "answer.reason_unknown", "/reason"),
        ({"na": True, "reason": "other"}, "answer.comment_missing", "/comment"),
        ({"na": True, "reason": "other", "comment": "  "}, "answer.comment_missing", "/comment"),
    ],
)
def test_r3_na_needs_a_reason_of_the_list_and_other_an_explanation(
    answer: dict, code: str, place: str
):
    assert faults(one(na_allowed=True), A=answer) == [(code, "/answers/A" + place)]


def test_r3_na_is_refused_where_the_item_does_not_allow_it():
    assert faults(one(), A=None) == [("answer.na_not_allowed", "/answers/A/na")]
    assert faults(one(na_allowed=True), A=None) == []


def test_na_frees_from_photo_and_comment():
    found = one(na_allowed=True, photo=True, comment="always")

    assert faults(found, A={"na": True, "reason": "not_possible"}) == []


@pytest.mark.parametrize(
    ("rule", "value", "photos", "codes"),
    [
        (True, "yes", 0, ["answer.photos_too_few"]),
        (True, "yes", 6, ["answer.photos_too_many"]),
        ({"min": 2}, "yes", 1, ["answer.photos_too_few"]),
        ({"when": "fail"}, "yes", 0, []),
        ({"when": "fail"}, "no", 0, ["answer.photos_too_few"]),
        ({"when": "fail", "max": 1}, "yes", 2, ["answer.photos_too_many"]),
        (False, "no", 0, []),
    ],
)
def test_photo_rules_count_declared_photos(rule: object, value: str, photos: int, codes: list):
    names = [f"p{number}" for number in range(photos)]

    found = faults(
        one(photo=rule), A={"v": value, "photos": names}, manifest=dict.fromkeys(names, "A")
    )

    assert found == [(code, "/answers/A/photos") for code in codes]


def test_the_same_photo_twice_is_one_photo():
    found = faults(one(photo={"min": 2}), A={"v": "yes", "photos": ["p", "p"]}, manifest={"p": "A"})

    assert found == [("answer.photos_too_few", "/answers/A/photos")]


@pytest.mark.parametrize(
    ("rule", "value", "comment", "codes"),
    [
        ("always", "yes", None, ["answer.comment_missing"]),
        ("always", "yes", "   ", ["answer.comment_missing"]),
        ("on_fail", "yes", None, []),
        ("on_fail", "no", None, ["answer.comment_missing"]),
        ("on_fail", "no", "破", []),
        ("optional", "no", None, []),
        ("never", "no", "x", ["answer.comment_not_wanted"]),
    ],
)
def test_comment_rules(rule: str, value: str, comment: str | None, codes: list):
    answer = {"v": value} | ({"comment": comment} if comment else {})

    found = faults(one(comment=rule), A=answer)

    assert found == [(code, "/answers/A/comment") for code in codes]


@pytest.mark.parametrize(
    ("value", "comment", "is_missing"),
    [
        ("6", "", False),
        ("5.9", "", True),
        ("5", "一二三四五六七八九", True),
        ("5", "一二三四五六七八九十", False),
    ],
)
def test_a_low_rating_needs_a_comment_of_the_asked_length(
    value: str, comment: str, is_missing: bool
):
    rule = {"when": "below", "value": "6", "min_length": 10}
    found = definition(section("S", item("A", "rating", comment=rule, **SCALE)))

    codes = faults(found, A={"v": value, "comment": comment})

    assert codes == ([("answer.comment_missing", "/answers/A/comment")] if is_missing else [])


@pytest.mark.parametrize(("value", "is_missing"), [("yes", True), ("no", False)])
def test_bonus_and_penalty_fail_on_yes(value: str, is_missing: bool):
    found = definition(section("S", item("A", "penalty", points="3", photo={"when": "fail"})))

    codes = faults(found, A=value)

    assert codes == ([("answer.photos_too_few", "/answers/A/photos")] if is_missing else [])


def test_never_happened_is_a_fail():
    bands = [{"le": "3", "points": "10"}, {"points": "0"}]
    found = definition(section("S", item("A", "numeric_bands", bands=bands, comment="on_fail")))

    assert faults(found, A={"none": True}) == [("answer.comment_missing", "/answers/A/comment")]


PARTS = definition(
    section("P", item("P1"), phase="before"),
    section("S", item("A"), item("L", deferred=True)),
    section("F", item("F1", applies_if={"item": "A", "in": ["yes"]}), phase="after"),
)


def test_the_onsite_part_needs_all_but_deferred_items_and_may_bring_them():
    assert faults(PARTS, "onsite") == [
        ("answer.missing", "/answers/P1"),
        ("answer.missing", "/answers/A"),
    ]
    assert faults(PARTS, "onsite", P1="yes", A="yes", L="yes") == []


def test_the_callback_brings_deferred_items_only_and_looks_at_earlier_answers():
    earlier = {"P1": "yes", "A": "yes"}

    assert faults(PARTS, "callback", earlier=earlier, L="yes") == [
        ("answer.missing", "/answers/F1")
    ]
    assert faults(PARTS, "callback", earlier={"A": "no"}, L="yes") == []
    assert faults(PARTS, "callback", earlier=earlier, L="yes", F1="no", A="no") == [
        ("answer.other_part", "/answers/A")
    ]


def test_a_correction_needs_everything_that_applies():
    assert faults(PARTS, "correction", P1="yes", A="no") == [("answer.missing", "/answers/L")]


def test_an_na_of_the_clock_stays_allowed_in_a_correction():
    closed = {"na": True, "reason": "no_contact"}
    given = {"P1": "yes", "A": "no", "L": closed}

    assert faults(PARTS, "correction", earlier={"L": closed}, **given) == []
    assert faults(PARTS, "correction", **given) == [("answer.na_not_allowed", "/answers/L/na")]


def test_items_that_do_not_apply_are_not_checked():
    found = definition(
        section("S", item("A"), item("B", photo=True, applies_if={"item": "A", "in": ["yes"]}))
    )

    assert faults(found, A="no", B="nonsense") == []


@pytest.mark.parametrize(
    ("answer", "codes"),
    [
        ({"photos": ["p"]}, []),
        ({"v": ["p"]}, []),
        ({"v": ["q"]}, [("answer.photo_undeclared", "/answers/A/v/0")]),
        ({"v": []}, [("answer.photos_too_few", "/answers/A/photos")]),
    ],
)
def test_a_photo_item_is_answered_with_declared_photos(answer: dict, codes: list):
    found = definition(section("S", item("A", "observe", answer="photo")))

    assert faults(found, manifest={"p": "A"}, A=answer) == codes


def test_a_required_observation_may_not_be_blank():
    found = definition(section("S", item("A", "observe"), item("B", "observe", required=False)))

    assert faults(found, A=" ", B="") == [("answer.missing", "/answers/A/v")]


def test_an_empty_mystery_visit_is_asked_for_every_onsite_item():
    documents = {raw["code"]: raw for raw in shipped_checklists()}
    found = parse(documents["svc-visit"])

    missing = faults(found, "onsite", scenario="warranty")

    asked = {place.removeprefix("/answers/") for _, place in missing}
    assert {code for code, _ in missing} == {"answer.missing"}
    assert {"BK1", "DG11", "HL1"} <= asked
    assert not {"DG5", "FU1", "WK7", "HL4"} & asked
