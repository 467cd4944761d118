"""What the demo's visitors answer is valid, believable and always the same."""

import re
from datetime import date

import pytest

from audit.checklists.answers import dump_answers, parse_answers
from audit.checklists.definition import parse
from audit.checklists.shelf import shipped_checklists
from audit.demo.parts import make_parts
from audit.demo.photos import SCENES
from audit.demo.stock import stock
from audit.demo.story import load_story
from audit.scoring.score import score
from audit.visits.check_answers import check_answers

STORY = load_story(date(2026, 3, 2))
DEFINITION = parse(next(c for c in shipped_checklists() if c["code"] == "svc-visit"))
NUMBERS = [visit.number for visit in STORY.visits]


def parts(number):
    visit = STORY.visits[number - 1]
    return visit, *make_parts(DEFINITION, visit, STORY.dealer(visit.dealer))


def full(number):
    _, onsite, callback = parts(number)
    return {**onsite.answers, **callback.answers}


@pytest.mark.parametrize("number", NUMBERS)
def test_the_server_would_accept_both_parts(number):
    visit, onsite, callback = parts(number)
    manifest = {str(picture.id): picture.item for picture in onsite.pictures}

    faults = check_answers(
        DEFINITION, onsite.answers, scenario=visit.scenario, part="onsite", manifest=manifest
    ) + check_answers(
        DEFINITION,
        callback.answers,
        scenario=visit.scenario,
        part="callback",
        manifest=manifest,
        earlier=onsite.answers,
    )

    assert not faults
    assert parse_answers(dump_answers(onsite.answers)) == onsite.answers


@pytest.mark.parametrize("number", NUMBERS)
def test_no_comment_is_made_twice_and_none_is_left_unfilled(number):
    comments = [answer.comment for answer in full(number).values() if answer.comment]

    assert len(comments) >= 5
    assert len(set(comments)) == len(comments)
    assert not [comment for comment in comments if re.search(r"[{}]|None", comment)]


@pytest.mark.parametrize("number", NUMBERS)
def test_times_go_forward_and_timers_agree_with_their_marks(number):
    _, onsite, callback = parts(number)
    times = [answer.at for answer in (*onsite.answers.values(), *callback.answers.values())]
    marks = dict(onsite.marks)

    assert times == sorted(times)
    assert onsite.started_at < onsite.finished_at < callback.started_at < callback.finished_at
    assert set(marks) == set(DEFINITION.marks)
    assert marks["greeted"] - marks["parked"] == float(onsite.answers["RC1"].value) * 60_000


def test_what_has_been_sent_lies_before_the_seed_day_ends():
    sent = [visit.number for visit in STORY.visits if visit.state not in ("assigned", "callback")]

    assert all(parts(number)[2].finished_at.date() <= STORY.seed_day for number in sent)


def test_scores_spread_from_poor_to_excellent_with_some_knock_outs():
    cards = [score(DEFINITION, full(visit.number), visit.scenario) for visit in STORY.visits]
    bases = [card.base for card in cards]

    assert {card.status for card in cards} == {"final"}
    assert 53 <= min(bases) <= 62
    assert 95 <= max(bases) < 100
    assert {knockout.item for card in cards for knockout in card.knockouts} == {"DG5", "DL5", "WK2"}
    assert {card.grade for card in cards} == {"A", "B", "C", "D"}


def test_the_same_visit_is_always_told_the_same():
    assert parts(7) == parts(7)
    assert parts(7)[1].pictures != parts(8)[1].pictures


def test_every_evidence_id_is_used_once():
    ids = [picture.id for number in NUMBERS for picture in parts(number)[1].pictures]

    assert len(set(ids)) == len(ids)


def test_the_stock_names_items_and_scenes_that_exist():
    items = {item.code for item in DEFINITION.items}
    kept = stock().values()
    scenes = {scene for each in kept for scene in (*each.good_scenes, *each.bad_scenes)}

    assert {code.split(".")[0] for code in stock()} <= items
    assert scenes <= set(SCENES)
    assert all(lines for each in kept for lines in each.lines.values())
