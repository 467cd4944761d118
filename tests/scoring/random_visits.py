"""Random checklists with answers and frameworks from a seed: richer than `random_checklists`.

Promise: `visit_of(seed)` is the same for ever; every document parses, every answer is one its item
may have. Items are in `random_items`. For the comparison with the second scorer (`naive`).
"""

import random
from typing import Any, NamedTuple

from tests.scoring.naive_rows import which_apply
from tests.scoring.random_items import answer_to, item_of

Json = dict[str, Any]

SCENARIOS = ("paid", "warranty", "complaint")
PHASES = ("before", "on_site", "on_site", "after", None)
REASONS = ("not_offered", "not_possible", "not_observed", "other")
GRADES = ("A", "B", "C", "D")
NONSENSE = "nonsense"  # no item may be answered so; an item that does not apply may have been


class Visit(NamedTuple):
    """What a scorer is given; `upheld` are answers that an appeal replaces (R39)."""

    document: Json
    answers: Json
    scenario: str | None
    frameworks: list[Json]
    upheld: Json


def visit_of(seed: int) -> Visit:
    """The visit of that seed."""
    rnd = random.Random(seed)
    frameworks = [_framework(rnd, f"f{number}") for number in range(rnd.randint(2, 3))]
    document = _document(rnd, frameworks)
    scenario = rnd.choice((*SCENARIOS, None)) if rnd.random() < 0.8 else None
    answers = _answers(rnd, document, scenario)
    upheld = _upheld(rnd, document, answers, scenario) if rnd.random() < 0.3 else {}
    return Visit(document, answers, scenario, frameworks, upheld)


def visit_under(document: Json, frameworks: list[Json], seed: int) -> Visit:
    """Random answers to a checklist that is given."""
    rnd = random.Random(seed)
    scenario = rnd.choice([each["code"] for each in document.get("scenarios", [])] or [None])
    return Visit(document, _answers(rnd, document, scenario), scenario, frameworks, {})


def _document(rnd: random.Random, frameworks: list[Json]) -> Json:
    is_index = rnd.random() < 0.1
    document: Json = {
        "code": "random",
        "version": 1,
        "scoring": _scoring(rnd, is_index=is_index),
        "sections": [],
        "frameworks": [_named(rnd, each) for each in frameworks if rnd.random() < 0.8],
    }
    if is_index:
        document["kind"] = "factor_index"
    if rnd.random() < 0.7:
        document["scenarios"] = [{"code": code, "zh": code, "en": code} for code in SCENARIOS]
    earlier: list[Json] = []
    for number in range(rnd.randint(1, 5)):
        section = _section(rnd, f"S{number}")
        for index in range(rnd.choice((0, 1, 2, 3, 3, 4, 5))):
            item = item_of(rnd, f"{section['code']}.{index}", document, earlier)
            _map(rnd, item, frameworks)
            section["items"].append(item)
            earlier.append(item)
        document["sections"].append(section)
    return document


def _scoring(rnd: random.Random, *, is_index: bool) -> Json:
    policies = ("reject", "exclude") if is_index else ("reject", "zero", "exclude")
    scoring = {
        "mode": rnd.choice(("earn", "earn", "deduct")),
        "overall": rnd.choice(("pooled", "section_weighted")),
        "missing": rnd.choice(policies),
        "base": rnd.choice(("100", "80", "12.5", "1000")),
        "na_in_deduct": rnd.choice(("none", "rescale")),
        "cap_max": rnd.choice(("100", "100", "95.5", "60")),
        "bonus_cap": rnd.choice(("0", "2.5", "5", "50")),
        "dp": rnd.choice((2, 2, 0, 1, 4, 6)),
    }
    kept = {key: value for key, value in scoring.items() if rnd.random() < 0.7 or key == "mode"}
    return kept | {"grade_bands": _bands(rnd)} if rnd.random() < 0.85 else kept


def _bands(rnd: random.Random) -> list[Json]:
    """In any order; often nothing below a first bound."""
    mins = sorted(rnd.sample(("0", "10", "33.33", "50", "59.5", "70", "80", "90"), 4), key=float)
    bands = [
        {"grade": grade, "min": least} for grade, least in zip(GRADES, mins[::-1], strict=True)
    ]
    rnd.shuffle(bands)
    return bands


def _section(rnd: random.Random, code: str) -> Json:
    section: Json = {"code": code, "items": []}
    if rnd.random() < 0.8:
        section["weight"] = rnd.choice(("1", "30", "0.5", "0.125", "0", "0", "17.3"))
    if rnd.random() < 0.5:
        section["chain"] = rnd.random() < 0.8
    phase = rnd.choice(PHASES)
    return section | ({"phase": phase} if phase else {})


def _framework(rnd: random.Random, code: str) -> Json:
    """A tree of two or three floors; any floor may have a target, any weight may be 0."""
    nodes: list[Json] = []
    for root in range(rnd.randint(1, 2)):
        _grow(rnd, nodes, f"R{root}", None)
    rnd.shuffle(nodes)
    return {"code": code, "version": rnd.randint(1, 3), "nodes": nodes}


def _grow(rnd: random.Random, nodes: list[Json], code: str, parent: str | None) -> None:
    node: Json = {"code": code}
    if parent is not None:
        node["parent"] = parent
    if rnd.random() < 0.8:
        node["weight"] = rnd.choice(("1", "2", "30", "0.25", "3.3", "0"))
    if rnd.random() < 0.6:
        node["target"] = rnd.choice(("100", "85", "62.5"))
        if rnd.random() < 0.7:
            node["amber"] = rnd.choice(("62.5", "50", "0"))
    nodes.append(node)
    depth = code.count(".")
    if depth < 2 and rnd.random() < (1.0 if depth == 0 else 0.4):
        for number in range(rnd.randint(1, 3)):
            _grow(rnd, nodes, f"{code}.{number}", code)


def _named(rnd: random.Random, framework: Json) -> str | Json:
    pair = {"code": framework["code"], "version": framework["version"]}
    return rnd.choice((framework["code"], {"code": framework["code"]}, pair))


def _map(rnd: random.Random, item: Json, frameworks: list[Json]) -> None:
    """Many-to-many, in each framework on its own (R29)."""
    for framework in frameworks:
        parents = {node.get("parent") for node in framework["nodes"]}
        leaves = [node["code"] for node in framework["nodes"] if node["code"] not in parents]
        if rnd.random() < 0.6:
            some = rnd.sample(leaves, rnd.randint(1, min(2, len(leaves))))
            weights = {leaf: rnd.choice(("1", "2", "0.5", "3.75")) for leaf in some}
            item.setdefault("kpi", {})[framework["code"]] = weights


def _answers(rnd: random.Random, document: Json, scenario: str | None) -> Json:
    """One pass, as a visitor goes: some answers left out, some N/A, some kept from before an item
    ceased to apply, and those may be nonsense."""
    gaps = rnd.choice((0, 0, 0, 0.05, 0.2))
    answers: Json = {}
    for section in document["sections"]:
        for item in section["items"]:
            if rnd.random() < gaps:
                continue
            deferred = item.get("deferred") or section.get("phase") == "after"
            answers[item["code"]] = _answer(rnd, item, deferred=bool(deferred))
    if rnd.random() < 0.02:
        answers = {code: {"na": True, "reason": "no_contact"} for code in answers}
        _allow(document)
    for code, applies in which_apply(document, answers, scenario).items():
        if not applies and rnd.random() < 0.3:
            answers[code] = {"v": NONSENSE}
    return answers


def _upheld(rnd: random.Random, document: Json, answers: Json, scenario: str | None) -> Json:
    """New answers to one or two items; none when they would bring nonsense into force."""
    found = {
        item["code"]: _answer(rnd, item, deferred=False)
        for section in document["sections"]
        for item in rnd.sample(section["items"], min(1, len(section["items"])))
    }
    after = answers | found
    sane = {code: each for code, each in after.items() if each.get("v") != NONSENSE}
    applies = which_apply(document, sane, scenario)
    return {} if any(applies[code] for code in after.keys() - sane.keys()) else found


def _allow(document: Json) -> None:
    for section in document["sections"]:
        for item in section["items"]:
            item["na_allowed"] = True


def _answer(rnd: random.Random, item: Json, *, deferred: bool) -> Json:
    chance = rnd.random()
    if deferred and chance < 0.15:
        return {"na": True, "reason": "no_contact"}
    may_be_na = item.get("na_allowed") or item["type"] in ("bonus", "penalty", "observe")
    if may_be_na and chance < 0.2:
        return {"na": True, "reason": rnd.choice(REASONS), "comment": "why"}
    if item["type"].startswith("numeric") and chance > 0.9:
        return {"none": True}
    answer = answer_to(rnd, item)
    return answer | ({"comment": "seen"} if rnd.random() < 0.1 else {})
