"""What a version still lacks before it may be published; all at once."""

import copy

from audit.checklists.definition import parse
from audit.checklists.rules import check_publishable
from audit.kpi.frameworks import parse_framework
from tests.make import checklist, item, section, told

AT = "/sections/0/items/0"
BOTH = {"zh-CN": "甲", "en": "A"}
TAGS = {"method": "observed", "stage": "reception", "touchpoint": "desk", "owner_role": "advisor"}
TREE = {"code": "f", "nodes": [{"code": "P"}, {"code": "L", "parent": "P"}]}


def good(**keys: object) -> dict:
    """A document that may be published, with keys of its only item changed."""
    only = item("A", text=BOTH, kpi={"f": {"L": "1"}}, **TAGS) | keys
    first = section("S", only, title=BOTH)
    scenarios = [{"code": "paid", "text": BOTH}]
    return checklist(first, title=BOTH, frameworks=["f"], scenarios=scenarios)


def lacks(document: dict, *frameworks: dict) -> list[tuple[str, str]]:
    books = [parse_framework(raw) for raw in frameworks or (TREE,)]
    return told(check_publishable(parse(document), books))


def test_a_complete_document_may_be_published():
    assert lacks(good()) == []


def test_a_document_that_only_scores_lacks_everything_else():
    bare = {"scoring": {}, "sections": [section("S", item("A", "option", options={"x": "1"}))]}

    found = lacks(bare)

    texts = ("/title", "/sections/0/title", AT + "/text", AT + "/options/x/text")
    tags = ("method", "stage", "touchpoint", "owner_role")
    assert set(found) == {
        *((("document.key_missing"), f"/{key}") for key in ("code", "version")),
        *(("checklist.text_missing", f"{at}/{language}") for at in texts for language in BOTH),
        *(("document.key_missing", f"{AT}/{key}") for key in tags),
    }


def test_a_choice_code_of_digits_is_refused_because_browsers_reorder_it():
    options = {code: {"points": "1", "text": BOTH} for code in ("10", "p5", "0")}
    document = good(type="option", options=options)

    assert lacks(document) == [
        ("checklist.choice_code_number", AT + "/options/10"),
        ("checklist.choice_code_number", AT + "/options/0"),
    ]


def test_the_stage_may_stand_on_the_section():
    document = good(stage=None)
    document["sections"][0]["stage"] = "reception"

    assert lacks(document) == []


def test_texts_are_needed_in_both_languages():
    document = good(guidance={"en": "look"})
    document["scenarios"] = [{"code": "paid", "zh": "自费"}]
    document["marks"] = [{"code": "in"}]

    assert lacks(document) == [
        ("checklist.text_missing", "/scenarios/0/text/en"),
        ("checklist.text_missing", "/marks/0/text/zh-CN"),
        ("checklist.text_missing", "/marks/0/text/en"),
        ("checklist.text_missing", AT + "/guidance/zh-CN"),
    ]


def test_only_leaves_of_listed_frameworks_may_be_named():
    found = lacks(good(kpi={"f": {"P": "1", "L": "1", "X": "1"}, "g": {"L": "1"}}))

    assert found == [
        ("checklist.leaf_unknown", AT + "/kpi/f/P"),
        ("checklist.leaf_unknown", AT + "/kpi/f/X"),
        ("checklist.framework_not_listed", AT + "/kpi/g"),
    ]


def test_s04_frameworks_must_exist_and_be_usable():
    unknown = copy.deepcopy(TREE)
    unknown["nodes"][0]["weight"] = None

    assert lacks(good(), unknown) == [("checklist.framework_incomplete", "/frameworks/0")]
    assert lacks(good(), TREE | {"complete": False}) == [
        ("checklist.framework_incomplete", "/frameworks/0")
    ]
    assert lacks(good() | {"frameworks": [{"code": "f", "version": 9}]}) == [
        ("checklist.framework_unknown", "/frameworks/0"),
        ("checklist.framework_not_listed", AT + "/kpi/f"),
    ]


def test_conditions_name_listed_scenarios_and_possible_answers():
    document = good(applies_if={"scenario": ["paid", "free"]})
    values = {"any": [{"item": "A", "in": ["yes", "maybe"]}]}
    document["sections"][0]["items"].append(item("B", text=BOTH, applies_if=values, **TAGS))

    assert lacks(document) == [
        ("checklist.scenario_unknown", AT + "/applies_if/scenario/1"),
        ("checklist.condition_value_unknown", "/sections/0/items/1/applies_if/any/0/in/1"),
    ]


def test_an_item_worth_nothing_and_an_empty_section_are_refused():
    document = good(max="0")
    document["sections"].append(section("E", title=BOTH))

    assert lacks(document) == [
        ("document.not_above_zero", AT + "/max"),
        ("document.empty", "/sections/1/items"),
    ]
