"""Random checklists with random answers and what the server says of them.

`python -m tests.phone_cases 500 1` prints 500 cases of seed 1 as JSON; web/tests/drift.test.ts puts
each to the phone's engine, which must say the same: what applies, every fault with its facts, what
counts as a failure. Values lie on and beside the borders that the rules draw.
"""

import json
import sys
from collections.abc import Mapping
from random import Random
from typing import Any

from audit.checklists.answers import Answer, parse_answers
from audit.checklists.definition import Definition, parse
from audit.checklists.items import OBSERVED, TYPES, Item
from audit.checklists.normal import normal_form
from audit.checklists.rules import applicable, check_value
from audit.problems import Fault, Problem
from audit.scoring.earning import is_fail
from audit.visits.check_answers import PARTS, check_answers

Json = dict[str, Any]

CODES = ("a", "b", "c")
SCENARIOS = ("paid", "warranty")
BORDERS = ("0", "1", "2", "2.5", "3", "5", "10", "0.1", "0.2", "0.3", "7.25", "9007199254740993")
BESIDE = ("-1", "2.50", "10.0", "2." + "0" * 39 + "1", "9." + "9" * 40, "9" * 40, "0.30", "-0")
NO_NUMBERS = ("", "ten", "1e3", "+1", ".5", " 5", "1" * 41, "５", "2026-02-30", "24:00", "1:30")
WORDS = ("yes", "no", "constructor", "2026-02-28", "2024-02-29", "09:30", "23:59:59", "  ", "字🚗")
COMMENTS = ("", " ", "差", "前台没人", "no one at the desk", "\u3000", "🚗🚗🚗")
PHOTOS = ("p1", "p2", "p3", "p4")
REASONS = ("not_offered", "no_contact", "other", "other", "lazy", None)


def cases(count: int, seed: int) -> list[Json]:
    """That many of them; the same of the same seed."""
    dice = Random(seed)
    return [_case(dice) for _ in range(count)]


def _case(dice: Random) -> Json:
    document = _checklist(dice)
    definition = parse(document)
    answers = _answers(dice, definition)
    asked = {
        "checklist": normal_form(definition),
        "scenario": dice.choice((*SCENARIOS, None)),
        "part": dice.choice(PARTS),
        "manifest": {photo: dice.choice(definition.items).code for photo in PHOTOS[:3]},
        "earlier": dict(answers) if dice.random() < 0.3 else _earlier(dice, definition),
        "answers": answers,
    }
    return asked | {"expected": _expected(definition, asked)}


def _expected(definition: Definition, asked: Json) -> Json:
    try:
        answers, earlier = parse_answers(asked["answers"]), parse_answers(asked["earlier"])
    except Problem as problem:
        return {"form": _told(problem.faults)}
    known = {**earlier, **answers} if asked["part"] == "callback" else answers
    applies = applicable(definition, known, asked["scenario"])
    judged = {key: asked[key] for key in ("scenario", "part", "manifest")}
    return {
        "applies": [code for code, is_so in applies.items() if is_so],
        "faults": _told(check_answers(definition, answers, earlier=earlier, **judged)),
        "fails": _fails(definition, answers),
    }


def _fails(definition: Definition, answers: Mapping[str, Answer]) -> dict[str, bool]:
    known = [item for item in definition.items if item.code in answers]
    fit = [item for item in known if not check_value(item, answers[item.code])]
    return {item.code: is_fail(item, answers[item.code]) for item in fit}


def _told(faults: tuple[Fault, ...] | list[Fault]) -> list[Json]:
    return [{"pointer": f.pointer, "code": f.code, "facts": f.facts} for f in faults]


# --- checklists ------------------------------------------------------------------------------


def _checklist(dice: Random) -> Json:
    sections: list[Json] = []
    earlier: list[Json] = []
    for number in range(dice.randint(1, 4)):
        items = []
        for index in range(dice.randint(1, 5)):
            item = _item(dice, f"{'ABCD'[number]}{index}", earlier)
            items.append(item)
            earlier.append(item)
        phase = dice.choice(("before", "on_site", "on_site", "after"))
        sections.append({"code": f"S{number}", "phase": phase, "items": items})
    scenarios = [{"code": code} for code in SCENARIOS]
    return {"code": "T", "version": 1, "scoring": {}, "sections": sections, "scenarios": scenarios}


def _item(dice: Random, code: str, earlier: list[Json]) -> Json:
    kind = dice.choice((*TYPES, "observe", "binary"))
    item: Json = {"code": code, "type": kind} | _own(dice, kind)
    if kind not in ("observe", "bonus", "penalty"):
        item["max"] = dice.choice((*BORDERS[:9], "10"))
    for key, keys in (("na_allowed", 0.5), ("deferred", 0.2)):
        item[key] = dice.random() < keys
    item["required"] = dice.random() < 0.8
    item["photo"] = _photo(dice)
    item["comment"] = _comment(dice, item)
    if earlier and dice.random() < 0.5:
        item["applies_if"] = _condition(dice, earlier, 3)
    return item


def _points(dice: Random) -> Json:
    return {code: {"points": dice.choice(BORDERS[:9])} for code in CODES}


def _own(dice: Random, kind: str) -> Json:
    one, other = dice.sample(("0", "1", "2.5", "5", "10"), 2)
    low, high = sorted((one, other), key=float)
    bands = [{dice.choice(("lt", "le", "gt", "ge")): each} for each in (low, high)]
    answer = dice.choice(OBSERVED)
    keys: Mapping[str, Json] = {
        "binary": {"positive": dice.choice(("yes", "no"))},
        "option": {"options": _points(dice)},
        "multi_deduct": {"faults": _points(dice)},
        "multi_earn": {"elements": _points(dice)},
        "rating": {"low": low, "high": high, "map": dice.choice(("linear", "proportional"))},
        "numeric_bands": {"bands": [band | _worth(dice) for band in (*bands, {})]},
        "numeric_linear": {"target": one, "limit": other},
        "count_deduct": {"per": dice.choice(BORDERS[:5])},
        "observe": {"answer": answer} | ({"choices": {"a": {}}} if answer == "choice" else {}),
    }
    return keys.get(kind, {"points": "3"})


def _worth(dice: Random) -> Json:
    return {"points": dice.choice(BORDERS[:9])}


def _photo(dice: Random) -> Json | bool:
    if dice.random() < 0.5:
        return dice.random() < 0.3
    least = dice.randint(0, 2)
    return {"min": least, "max": max(1, least), "when": dice.choice(("always", "fail"))}


def _comment(dice: Random, item: Json) -> Json | str:
    kind = item["type"]
    takes_number = kind in ("rating", "count_deduct", "numeric_bands", "numeric_linear")
    if takes_number and dice.random() < 0.3:
        least = dice.choice((1, 4))
        return {"when": "below", "value": dice.choice(BORDERS), "min_length": least}
    when = dice.choice(("never", "optional", "optional", "on_fail", "always"))
    return {"when": when, "min_length": 3} if dice.random() < 0.3 else when


def _condition(dice: Random, earlier: list[Json], depth: int) -> Json:
    if depth and dice.random() < 0.4:
        kind = dice.choice(("all", "any", "not"))
        parts = [_condition(dice, earlier, depth - 1) for _ in range(dice.randint(1, 3))]
        return {kind: parts[0] if kind == "not" else parts}
    if dice.random() < 0.2:
        return {"scenario": dice.sample(SCENARIOS, dice.randint(1, 2))}
    item = dice.choice(earlier)
    if not _takes_number(item) or dice.random() < 0.3:
        return {"item": item["code"], "in": dice.sample((*CODES, "yes", "no", "5", "2.50"), 3)}
    names = dice.sample(("lt", "le", "gt", "ge"), dice.randint(1, 2))
    return {"item": item["code"]} | {name: dice.choice(BORDERS + BESIDE) for name in names}


def _takes_number(item: Json) -> bool:
    by_type = item["type"] in ("rating", "count_deduct", "numeric_bands", "numeric_linear")
    return by_type or item.get("answer") in ("number", "duration")


# --- answers ---------------------------------------------------------------------------------


def _answers(dice: Random, definition: Definition) -> Json:
    answered = [item for item in definition.items if dice.random() < 0.75]
    found = {item.code: _answer(dice, item) for item in answered}
    if dice.random() < 0.05:
        found["X9"] = {"v": "yes"}
    if found and dice.random() < 0.06:
        found[dice.choice(list(found))] = dice.choice(
            (
                {},
                {"v": 5},
                {"v": "a", "na": True},
                {"na": 1},
                {"reason": "other"},
                "yes",
                {"z/z": 1},
            )
        )
    return found


def _earlier(dice: Random, definition: Definition) -> Json:
    return {item.code: _answer(dice, item) for item in definition.items if dice.random() < 0.6}


def _answer(dice: Random, item: Item) -> Json:
    answer = dict(
        dice.choices(
            (
                {"v": _fitting(dice, item)},
                {"v": _any(dice)},
                {"na": True, "reason": dice.choice(REASONS)},
                {"none": True},
                {"photos": [dice.choice(PHOTOS)]},
            ),
            (12, 3, 2, 1, 1),
        )[0]
    )
    if dice.random() < 0.4:
        answer["comment"] = dice.choice(COMMENTS)
    if dice.random() < 0.4:
        answer["photos"] = [dice.choice(PHOTOS) for _ in range(dice.randint(1, 3))]
    return answer


def _fitting(dice: Random, item: Item) -> str | list[str]:
    """A value of the kind that the item takes, often one that it takes itself."""
    kind = item.answer or item.type
    if kind in ("multi_deduct", "multi_earn"):
        return dice.choices(CODES, k=dice.randint(0, 3))
    if kind in ("photo", "signature"):
        return dice.choice(PHOTOS)
    if kind in ("option", "choice"):
        return dice.choice(CODES)
    if item.takes_number:
        return dice.choice(BORDERS + BESIDE)
    return dice.choice(WORDS if item.answer else ("yes", "no"))


def _any(dice: Random) -> str | list[str]:
    """Of no item in particular: wrong kinds are to be told apart as well."""
    texts = NO_NUMBERS + WORDS + CODES + BESIDE + ("d",)
    return dice.choice(texts) if dice.random() < 0.7 else dice.choices(texts, k=2)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(cases(int(sys.argv[1]), int(sys.argv[2])), ensure_ascii=False))
