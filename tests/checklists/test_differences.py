"""Two versions compared: every change once, at the smallest place that holds it (F-A7)."""

import copy
import json
from typing import Any

from audit.checklists.definition import parse
from audit.checklists.differences import ALL_ASPECTS, Change, differences
from audit.checklists.shelf import shipped_checklists

Json = dict[str, Any]


def option(points: str, words: str) -> Json:
    return {"points": points, "zh": words, "en": words}


def checklist() -> Json:
    """Two sections of two items; X2 depends on X1."""
    first = {"code": "X1", "type": "binary", "max": "4", "zh": "问候", "en": "Greeted"}
    second = {
        "code": "X2",
        "type": "option",
        "max": "3",
        "zh": "解释",
        "en": "Explained",
        "applies_if": {"item": "X1", "in": ["yes"]},
        "options": {"full": option("3", "f"), "part": option("1", "p"), "no": option("0", "n")},
    }
    third = {"code": "Y1", "type": "rating", "max": "10", "low": "0", "high": "10"}
    fourth = {"code": "Y2", "type": "observe"}
    return {
        "code": "c",
        "version": 1,
        "scoring": {"grade_bands": [{"grade": "A", "min": "90"}]},
        "sections": [
            {"code": "X", "items": [first, second]},
            {"code": "Y", "weight": "2", "items": [third, fourth]},
        ],
        "scenarios": [{"code": "paid", "zh": "自费", "en": "Paid"}],
    }


def changes_of(after: Json, before: Json | None = None) -> list[Change]:
    return differences(parse(before or checklist()), parse(after))


def told(changes: list[Change]) -> list[tuple[str, str, str | None, str | None, bool]]:
    return [(each.kind, each.aspect, each.item, each.field, each.scores) for each in changes]


def test_the_same_document_in_a_new_version_has_no_difference() -> None:
    after = checklist() | {"version": 2}

    assert changes_of(after) == []


def test_a_changed_word_moves_no_score() -> None:
    after = checklist()
    after["sections"][0]["items"][0]["en"] = "Was greeted"

    (change,) = changes_of(after)

    assert (change.kind, change.aspect, change.scores) == ("changed", "wording", False)
    assert (change.section, change.item, change.field) == ("X", "X1", "/text/en")
    assert (change.before, change.after) == ("Greeted", "Was greeted")


def test_points_of_an_option_and_its_label_are_two_changes() -> None:
    after = checklist()
    after["sections"][0]["items"][1]["options"]["part"] = option("2", "half")

    found = told(changes_of(after))

    assert ("changed", "points", "X2", "/options/part/points", True) in found
    assert ("changed", "wording", "X2", "/options/part/text/en", False) in found
    assert ("changed", "wording", "X2", "/options/part/text/zh-CN", False) in found
    assert len(found) == 3


def test_points_of_an_option_called_text_are_points() -> None:
    before, after = checklist(), checklist()
    for document, points in ((before, "1"), (after, "2")):
        document["sections"][0]["items"][1]["options"]["text"] = option(points, "t")

    found = told(changes_of(after, before))

    assert found == [("changed", "points", "X2", "/options/text/points", True)]


def test_weight_logic_scoring_and_tags_are_told_by_what_they_touch() -> None:
    after = checklist()
    after["sections"][1]["weight"] = "3"
    after["sections"][0]["items"][1]["applies_if"] = {"not": {"item": "X1", "in": ["yes"]}}
    after["sections"][0]["items"][0]["severity"] = "major"
    after["scoring"]["missing"] = "zero"

    found = told(changes_of(after))

    assert set(found) == {
        ("changed", "weight", None, "/weight", True),
        ("changed", "logic", "X2", "/applies_if", True),
        ("added", "tags", "X1", "/severity", False),
        ("changed", "scoring", None, "/scoring/missing", True),
    }


def test_an_item_in_another_section_is_moved_and_not_removed_and_added() -> None:
    after = checklist()
    after["sections"][1]["items"].append(after["sections"][0]["items"].pop(1))

    (change,) = changes_of(after)

    assert (change.kind, change.item, change.field) == ("moved", "X2", "/section")
    assert (change.before, change.after, change.scores) == ("X", "Y", True)


def test_order_is_told_by_the_fewest_that_moved() -> None:
    before, after = checklist(), checklist()
    for each in (before, after):
        each["sections"][1]["items"] += [{"code": f"Z{n}", "type": "observe"} for n in range(4)]
    items = after["sections"][1]["items"]
    items.append(items.pop(0))

    found = changes_of(after, before)

    assert told(found) == [("moved", "order", "Y1", None, False)]


def test_other_order_of_the_same_options_is_told_and_keeps_the_hash() -> None:
    after = checklist()
    options = after["sections"][0]["items"][1]["options"]
    after["sections"][0]["items"][1]["options"] = dict(reversed(options.items()))

    (change,) = changes_of(after)

    assert (change.kind, change.aspect, change.field) == ("moved", "order", "/options")
    assert (change.before, change.after) == (["full", "part", "no"], ["no", "part", "full"])
    assert parse(after).version_hash == parse(checklist()).version_hash


def test_what_is_added_and_removed_stands_whole() -> None:
    after = checklist()
    gone = after["sections"][1]["items"].pop(1)
    after["sections"].append(
        {"code": "N", "items": [{"code": "N1", "type": "bonus", "points": "1"}]}
    )

    found = changes_of(after)

    assert told(found) == [
        ("added", "points", None, None, True),
        ("added", "points", "N1", None, True),
        ("removed", "points", gone["code"], None, False),
    ]
    assert [each.section for each in found] == ["N", "N", "Y"]
    assert found[1].after["type"] == "bonus"


def test_a_scenario_is_compared_by_its_code() -> None:
    after = checklist()
    after["scenarios"] = [{"code": "free", "zh": "免费", "en": "Free"}, *after["scenarios"]]

    found = told(changes_of(after))

    assert found == [
        ("added", "wording", None, "/scenarios/free/text/zh-CN", False),
        ("added", "wording", None, "/scenarios/free/text/en", False),
    ]


def test_there_and_back_are_the_same_changes_turned_round() -> None:
    for shipped in shipped_checklists():
        edited = copy.deepcopy(shipped)
        items = edited["sections"][0]["items"]
        items[0]["na_allowed"] = not items[0].get("na_allowed", False)
        removed = items.pop(1)

        there, back = changes_of(edited, shipped), changes_of(shipped, edited)

        assert {(each.item, each.field) for each in there} == {
            (each.item, each.field) for each in back
        }
        assert removed["code"] in {each.item for each in there if each.kind == "removed"}
        assert removed["code"] in {each.item for each in back if each.kind == "added"}


def test_every_aspect_is_one_we_name_and_changes_are_json() -> None:
    one, other = shipped_checklists()[0], shipped_checklists()[-1]

    found = changes_of(other, one)

    assert {each.aspect for each in found} <= set(ALL_ASPECTS)
    assert json.loads(json.dumps([each._asdict() for each in found]))
