"""A score once given stays: scoring under a version is blind to every version after it."""

import gc
import json
import random
from collections.abc import Mapping, Sequence

import pytest

from audit.checklists.answers import Answer, parse_answers
from audit.checklists.definition import Definition, parse
from audit.checklists.publishing import check_publishable, pinned
from audit.kpi.frameworks import Framework, parse_framework
from audit.kpi.rollup import kpi_results, stored_kpis
from audit.problems import Problem
from audit.scoring.result import stored
from audit.scoring.score import score
from tests.scoring.edits import edit
from tests.scoring.random_visits import Visit, visit_of

SEEDS, EDITS = 150, 4


def card(
    definition: Definition,
    answers: Mapping[str, Answer],
    scenario: str | None,
    books: Sequence[Framework],
) -> bytes:
    """What a submission stores, byte for byte."""
    found = score(definition, answers, scenario)
    kpis = stored_kpis(kpi_results(definition, found, books), found.dp)
    return json.dumps(stored(found) | {"kpi": kpis}, sort_keys=True).encode()


def newer(books: Sequence[Framework], given: Visit) -> list[Framework]:
    """The frameworks, and of each a next version in which every weight and target is another."""
    nodes = [
        [{**node, "weight": "7", "target": "99"} for node in tree["nodes"]]
        for tree in given.frameworks
    ]
    next_ones = [
        parse_framework({"code": each.code, "version": each.version + 1, "nodes": tree})
        for each, tree in zip(books, nodes, strict=True)
    ]
    return [*next_ones, *books]


@pytest.fixture(scope="module")
def frozen() -> list[dict]:
    """By seed: the stored card before, and every one afterwards, while its document is edited."""
    return [_frozen(seed) for seed in range(SEEDS)]


def _frozen(seed: int) -> dict:
    rnd, given = random.Random(f"edits {seed}"), visit_of(seed)
    books = [parse_framework(each) for each in given.frameworks]
    old = pinned(parse(given.document), books)
    answers = parse_answers(given.answers)
    before = card(old, answers, given.scenario, books)
    after, others = [], []
    for _ in range(EDITS):
        edit(rnd, given.document)  # the very object that was parsed
        others.append(_published(given, answers, books))
        after.append(card(old, answers, given.scenario, newer(books, given)))
    again = parse(json.loads(old.normal))
    after.append(card(again, answers, given.scenario, books))
    return {"seed": seed, "before": before, "after": after, "others": others}


def _published(
    given: Visit, answers: Mapping[str, Answer], books: Sequence[Framework]
) -> bytes | None:
    """The same answers under the edited version; None where it or an answer to it is refused."""
    try:
        edited = pinned(parse(given.document), books)
        check_publishable(edited, books)
        return card(edited, answers, given.scenario, books)
    except Problem:
        return None


def test_the_stored_card_is_the_same_to_the_byte_after_any_later_version(frozen: list[dict]):
    moved = [each["seed"] for each in frozen if set(each["after"]) != {each["before"]}]

    assert moved == []
    assert {len(each["after"]) for each in frozen} == {EDITS + 1}


def test_the_edits_would_have_moved_most_scores(frozen: list[dict]):
    others = [(each["before"], other) for each in frozen for other in each["others"]]

    scored = [(before, other) for before, other in others if other is not None]

    assert len(scored) > len(others) / 2
    assert sum(before != other for before, other in scored) > len(scored) / 2


def test_versions_that_come_and_go_leave_nothing_behind():
    """Points are remembered by item, and an item of a version nobody holds makes room for others:
    were they told apart by address alone, a new item would find the old one's points."""
    given = visit_of(3)
    found = set()
    for most in ("10", "20", "40", "80") * 50:
        raw = {"code": "Q", "type": "option", "max": most, "options": {"a": "10"}}
        document = {"scoring": {}, "sections": [{"code": "S", "items": [raw]}]}
        answers = parse_answers({"Q": {"v": "a"}})
        found.add((most, score(parse(document), answers, given.scenario).final))
        gc.collect(0)

    assert sorted(found) == [("10", 100), ("20", 50), ("40", 25), ("80", 12.5)]
