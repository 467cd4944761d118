"""What a document tells each audience: constructed, never stripped."""

import json
from datetime import date

import pytest

from audit.visits.snapshot import canonical, digest, snapshot
from tests.reports import sample

CANARIES = ("canary", "回头再看", "技师未戴护目镜", "撑伞", "2026-11-12", "comment", "revision")


def test_s49_a_dealer_document_holds_no_canary_of_the_visitor():
    photos, _ = sample.plates()

    told = canonical(snapshot(sample.facts(photos), "dealer")).decode()

    assert [canary for canary in CANARIES if canary in told] == []


def test_the_quality_document_tells_comments_ids_and_the_date():
    photos, _ = sample.plates()

    told = canonical(snapshot(sample.facts(photos), "quality")).decode()

    assert [canary for canary in CANARIES if canary not in told] == []


def test_a_dealer_sees_dealer_photos_only_counted_from_one():
    photos, _ = sample.plates()
    open_items = {photo.item for photo in photos if photo.audience == "dealer"}

    items = snapshot(sample.facts(photos), "dealer")["items"]

    shown = [photo["number"] for item in items for photo in item["photos"]]
    assert {item["code"] for item in items if item["photos"]} == open_items
    assert shown == list(range(1, len(shown) + 1))
    assert shown == [photo["id"] for item in items for photo in item["photos"]]


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ({}, None),
        ({"dealer_sees_date": True}, "2026-11-12"),
        ({"kind": "announced"}, "2026-11-12"),
        ({"kind": "announced", "visited_on": None}, None),
    ],
)
def test_a_dealer_sees_the_date_of_a_covert_visit_only_if_the_programme_says(other, told):
    assert snapshot(sample.facts(**other), "dealer")["date"] == told


def test_the_same_facts_give_the_same_bytes_and_another_fact_another_name():
    one, same = (snapshot(sample.facts(), "quality") for _ in range(2))
    other = snapshot(sample.facts(issued_on=date(2026, 11, 23)), "quality")

    assert canonical(one) == canonical(same)
    assert json.loads(canonical(one)) == one
    assert digest(one) != digest(other)


def test_the_items_of_every_state_add_up():
    method = snapshot(sample.facts(), "dealer")["method"]

    parts = method["n_applicable"] + method["n_na"] + method["n_inapplicable"]
    assert (method["n_items"], parts) == (61, 61)
    assert method["n_na"] == 1


def test_r24_losses_are_largest_first_and_their_share_runs_up():
    losses = snapshot(sample.facts(), "quality")["losses"]

    points = [float(loss["loss"]) for loss in losses]
    shares = [float(loss["cumulative_pct"]) for loss in losses]
    assert len(losses) == 10
    assert points == sorted(points, reverse=True)
    assert shares == sorted(shares)
    assert shares[-1] < 100


def test_r20_a_knockout_names_its_item_section_and_effect():
    facts = sample.facts(changes={"WK2": {"v": "no"}})

    (knockout,) = snapshot(facts, "dealer")["knockouts"]

    told = (knockout["item"], knockout["section"], knockout["effect"], knockout["value"])
    assert told == ("WK2", "WORK", "cap_overall", "59")


@pytest.mark.parametrize(
    ("code", "answer", "chinese", "english"),
    [
        ("BK2", {"v": "no"}, "否", "No"),
        ("BK3", {"v": ["contact", "model"]}, "车型、联系方式", "model, contact"),
        ("RC6", {"v": []}, "没有发现问题", "Nothing found"),
        ("RC9", {"v": "6"}, "6 / 10", "6 / 10"),
        ("WK1", {"v": "22"}, "22 分钟", "22 min"),
        ("FU1", {"none": True}, "未发生", "Never happened"),
        ("BK8", {"v": "booked"}, "已约定时间", "time agreed"),
    ],
)
def test_answers_are_told_in_both_languages(code, answer, chinese, english):
    changed = {code: answer}

    items = snapshot(sample.facts(changes=changed), "quality")["items"]

    (told,) = [item["answer"] for item in items if item["code"] == code]
    assert told == {"zh-CN": chinese, "en": english}


def test_the_visitors_own_words_are_withheld_from_the_dealer():
    items = {item["code"]: item for item in snapshot(sample.facts(), "dealer")["items"]}

    assert items["WK7"]["answer"]["zh-CN"] == "已记录（仅内部可见）"
