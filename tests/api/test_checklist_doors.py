"""Checking, trying and comparing checklists at the desk: said at once, kept nowhere."""

from fractions import Fraction
from typing import Any

from tests.tiny import CALLBACK, ONSITE, checklist_document
from tests.world import World

DESK = "/api/v1/desk/checklists"
ALL = {**ONSITE, "R1": {"v": "yes", "photos": ["p1"]}, **CALLBACK}


def ask(world: World, door: str, **body: Any) -> dict[str, Any]:
    answer = world.call("quality_manager", "POST", f"{DESK}/{door}", body)
    assert answer.status_code == 200, answer.data
    found: dict[str, Any] = answer.json
    return found


def test_a_check_tells_what_keeps_it_from_being_a_draft_and_keeps_nothing(world: World) -> None:
    document = checklist_document("broken")
    document["sections"][0]["items"][1]["high"] = 5.0

    told = ask(world, "check", document=document)
    listed = world.call("quality_manager", "GET", f"{DESK}?code=broken").json["items"]

    assert [(each["pointer"], each["code"]) for each in told["draft"]] == [
        ("/sections/0/items/1/high", "document.not_decimal")
    ]
    assert told["draft"][0]["detail"]
    assert (told["publish"], told["hash"], listed) == ([], None, [])


def test_a_check_tells_what_keeps_a_draft_from_being_published(world: World) -> None:
    document = checklist_document("half")
    del document["sections"][1]["items"][0]["en"]

    told = ask(world, "check", document=document)

    assert (told["draft"], told["item_count"], len(told["hash"])) == ([], 6, 64)
    assert [(each["pointer"], each["code"]) for each in told["publish"]] == [
        ("/sections/1/items/0/text/en", "checklist.text_missing")
    ]


def test_a_trial_scores_as_a_visit_does_and_its_steps_add_up(world: World) -> None:
    told = ask(world, "try", document=checklist_document(), answers=ALL, scenario="paid")

    # REC: 10 + 7.5 + 0 + 10 of 40; FUP: 7.5 + 0 of 20
    assert (told["problems"], told["preview"], told["missing"]) == ([], False, [])
    assert told["result"]["final_exact"] == "62.5"
    effects = [Fraction(step["effect_exact"]) for step in told["steps"]]
    assert (told["steps"][0]["step"], sum(effects)) == ("full", Fraction("62.5"))
    assert -effects[1] == sum(Fraction(line["loss"]) for line in told["lines"])
    assert {line["item"] for line in told["lines"]} == set(ALL)
    assert told["kpi"][0]["code"] == "core4"


def test_a_trial_of_half_the_answers_tells_what_is_missing_and_the_score_so_far(
    world: World,
) -> None:
    answers = {"R1": {"v": "no"}, "R2": {"v": "9"}, "R3": {"v": "2"}}

    told = ask(world, "try", document=checklist_document(), answers=answers, scenario="warranty")

    places = {each["pointer"]: each["code"] for each in told["problems"]}
    assert places == {
        "/answers/R1/photos": "answer.photos_too_few",
        "/answers/R2/v": "answer.off_scale",
        "/answers/F1": "answer.missing",
        "/answers/F2": "answer.missing",
    }
    assert (told["result"]["status"], told["preview"]) == ("final", True)
    assert told["missing"] == ["R2", "F1", "F2"]
    assert told["applies"]["R4"] is False
    assert told["steps"][-1]["after"] == "50.00"  # 0 of 10 and 10 of 10


def test_a_trial_refuses_a_document_that_cannot_score(world: World) -> None:
    body = {"document": {"sections": []}, "answers": {}, "scenario": None}

    answer = world.call("quality_manager", "POST", f"{DESK}/try", body)

    assert (answer.status_code, answer.json["code"]) == (422, "request.invalid")


def test_a_trial_tells_a_scenario_that_nobody_listed(world: World) -> None:
    body = {"document": checklist_document(), "answers": {}, "scenario": "none such"}

    answer = world.call("quality_manager", "POST", f"{DESK}/try", body)

    assert answer.json["problems"][0]["code"] == "answer.scenario_unknown"


def test_two_versions_are_compared_with_the_older_named(world: World) -> None:
    newer = checklist_document() | {"version": 2}
    newer["sections"][0]["items"][0]["max"] = "20"
    drafted = world.call("quality_manager", "POST", DESK, {"document": newer}).json

    told = world.call(
        "quality_manager", "GET", f"{DESK}/{drafted['id']}/diff?against={world.checklist_id}"
    ).json

    assert (told["before"]["version"], told["after"]["version"]) == (1, 2)
    assert told["counts"] == {"added": 0, "removed": 0, "changed": 1, "moved": 0, "scores": 1}
    (change,) = told["changes"]
    assert (change["item"], change["before"], change["after"]) == ("R1", "10", "20")


def test_versions_are_found_by_their_hash_and_tell_title_and_size(world: World) -> None:
    path = f"{DESK}?hash={world.version_hash}"

    (found,) = world.call("quality_manager", "GET", path).json["items"]

    assert found["id"] == str(world.checklist_id)
    assert (found["title"]["en"], found["item_count"]) == ("Small checklist", 6)


def test_the_order_of_options_is_the_authors(world: World) -> None:
    document = checklist_document("ordered")
    options = {
        code: {"points": points, "zh": code, "en": code}
        for code, points in (("full", "10"), ("partly", "5"), ("absent", "0"))
    }
    document["sections"][0]["items"][0] |= {"type": "option", "options": options}

    drafted = world.call("quality_manager", "POST", DESK, {"document": document}).json
    text = world.call("quality_manager", "GET", f"{DESK}/{drafted['id']}/document").text

    assert text.index('"full"') < text.index('"partly"') < text.index('"absent"')


def test_a_published_version_is_not_written_over(world: World) -> None:
    document = checklist_document() | {"kind": "other"}

    answer = world.call(
        "quality_manager", "PUT", f"{DESK}/{world.checklist_id}/document",
        {"document": document}, If_Match='"2"',
    )  # fmt: skip

    assert (answer.status_code, answer.json["code"]) == (409, "checklist.not_draft")
