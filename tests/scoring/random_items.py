"""Random items of every type, their conditions and their answers, for `random_visits`."""

import random
from typing import Any

Json = dict[str, Any]

TYPES = (
    "binary",
    "binary",
    "option",
    "rating",
    "numeric_bands",
    "numeric_linear",
    "multi_deduct",
    "multi_earn",
    "count_deduct",
    "observe",
    "bonus",
    "penalty",
)
INDEX_TYPES = ("rating", "rating", "rating", "binary", "observe")
OBSERVED = ("text", "number", "date", "time", "duration", "choice", "photo", "signature")
CODES = ("a", "b", "c", "d")
LISTS = {"option": "options", "multi_deduct": "faults", "multi_earn": "elements"}
EFFECTS = ("zero_section", "cap_section", "zero_overall", "cap_overall", "cap_grade")
NUMBERS = {"5": "5.0", "3": "03", "8": "8.00", "0": "-0", "3.5": "3.50"}
SCALES = (("1", "10"), ("1", "5"), ("0", "100"), ("-3", "3"), ("0.5", "4.5"))


def item_of(rnd: random.Random, code: str, document: Json, earlier: list[Json]) -> Json:
    """An item that may look at `earlier` ones."""
    is_index = document.get("kind") == "factor_index"
    kind = rnd.choice(INDEX_TYPES if is_index else TYPES)
    item: Json = {"code": code, "type": kind} | _own(rnd, kind, is_index=is_index)
    scored = kind not in ("observe", "bonus", "penalty")
    if scored:
        item["max"] = rnd.choice(("10", "10", "10", "1", "1", "2.5", "2.5", "60", "0.3", "33", "0"))
        if rnd.random() < 0.4:
            item["weight"] = rnd.choice(("1", "0.3", "2", "12.75", "0"))
    flags = {"na_allowed": 0.5, "deferred": 0.15, "photo": 0.1}
    item |= {key: True for key, chance in flags.items() if rnd.random() < chance}
    if rnd.random() < 0.15:
        item["required"] = False
    if earlier and rnd.random() < 0.35:
        item["applies_if"] = condition(rnd, earlier, 1)
    if not is_index and kind not in ("observe", "bonus") and rnd.random() < 0.35:
        item |= _critical(rnd, document["scoring"], scored=scored)
    return item


def _critical(rnd: random.Random, scoring: Json, *, scored: bool) -> Json:
    grades = [band["grade"] for band in scoring.get("grade_bands", [])]
    effect = rnd.choice(EFFECTS)
    if (effect.endswith("_section") and scoring["mode"] == "deduct") or (
        effect == "cap_grade" and not grades
    ):
        return {}
    found = {"effect": effect}
    if effect.startswith("cap_"):
        found["value"] = rnd.choice(grades or ["C"])
        if effect != "cap_grade":
            found["value"] = rnd.choice(("0", "40", "59", "69.5", "100"))
    if scored and rnd.random() < 0.5:
        found["below"] = rnd.choice(("0.5", "0.25", "1", "0.75"))
    return {"critical": found}


def _own(rnd: random.Random, kind: str, *, is_index: bool) -> Json:
    points = ("0", "1", "2.5", "4", "10", "70")
    if kind in LISTS:
        some = CODES[: rnd.randint(1, 4)]
        return {LISTS[kind]: {code: _choice(rnd, rnd.choice(points)) for code in some}}
    if kind == "binary":
        return {"positive": rnd.choice(("yes", "no"))} if rnd.random() < 0.5 else {}
    if kind == "count_deduct":
        return {"per": rnd.choice(("1", "0.4", "3", "0"))}
    if kind == "observe":
        return _observed(rnd)
    if kind in ("bonus", "penalty"):
        return {"points": rnd.choice(("0", "3", "12.5", "200"))}
    return _measured(rnd, kind, is_index=is_index)


def _measured(rnd: random.Random, kind: str, *, is_index: bool) -> Json:
    if kind == "rating":
        low, high = ("1", "10") if is_index else rnd.choice(SCALES)
        shape = {"map": rnd.choice(("linear", "proportional"))} if rnd.random() < 0.7 else {}
        return {"low": low, "high": high} | shape
    if kind == "numeric_linear":
        target, limit = rnd.choice((("0", "30"), ("90", "60"), ("5", "-2.5"), ("3", "8")))
        return {"target": target, "limit": limit}
    bands: list[Json] = [{"le": "3", "points": "10"}, {"gt": "3", "lt": "8", "points": "4"}]
    more: list[Json] = [{"ge": "29.99", "points": "2.5"}, {"lt": "-1", "points": "70"}]
    some = rnd.sample(bands + more, rnd.randint(0, 4))
    return {"unit": "min", "bands": [*some, {"points": rnd.choice(("0", "1"))}]}


def _choice(rnd: random.Random, points: str) -> Json | str:
    return points if rnd.random() < 0.5 else {"points": points, "zh": "好", "en": "good"}


def _observed(rnd: random.Random) -> Json:
    answer = rnd.choice(OBSERVED)
    if answer != "choice":
        return {"answer": answer}
    return {"answer": answer, "choices": {code: {"zh": "选", "en": "pick"} for code in CODES}}


def condition(rnd: random.Random, earlier: list[Json], depth: int) -> Json:
    """A condition on the scenario or earlier items, nested at most four deep."""
    kind = rnd.choice(("item", "item", "item", "scenario", "not", "all", "any"))
    if depth < 4 and kind in ("all", "any"):
        return {kind: [condition(rnd, earlier, depth + 1) for _ in range(rnd.randint(1, 3))]}
    if depth < 4 and kind == "not":
        return {"not": condition(rnd, earlier, depth + 1)}
    if kind == "scenario":
        return {"scenario": rnd.sample(("paid", "warranty", "complaint"), rnd.randint(1, 2))}
    return _leaf(rnd, rnd.choice(earlier))


def _leaf(rnd: random.Random, item: Json) -> Json:
    leaf: Json = {"item": item["code"]}
    if not _is_number(item):
        return leaf | {"in": rnd.sample(_codes(item), rnd.randint(1, 2))}
    chance = rnd.random()
    if chance < 0.3:
        return leaf | {"in": rnd.sample(("5", "5.0", "3", "3.50", "8.00", "0", "1"), 3)}
    leaf[rnd.choice(("lt", "le", "gt", "ge"))] = rnd.choice(("3", "3.5", "05", "8", "0", "29.9"))
    if chance < 0.5:
        leaf[rnd.choice(("lt", "ge"))] = rnd.choice(("2", "8.0", "40"))
    if chance > 0.9:
        leaf["in"] = ["5", "8", "3.5"]
    return leaf


def _is_number(item: Json) -> bool:
    if item["type"] == "observe":
        return item["answer"] in ("number", "duration")
    return item["type"] in ("rating", "numeric_bands", "numeric_linear", "count_deduct")


def _codes(item: Json) -> list[str]:
    """What an answer to it may say, and for texts what `answer_to` writes."""
    if item["type"] in ("binary", "bonus", "penalty"):
        return ["yes", "no"]
    if item["type"] == "observe" and item["answer"] != "choice":
        return ["seen", "2026-11-21", "10:30", "none"]
    return list(CODES)


def answer_to(rnd: random.Random, item: Json) -> Json:
    """A value the item may have."""
    kind = item["type"]
    if kind == "observe":
        return _noted(rnd, item)
    if kind in ("multi_deduct", "multi_earn"):
        some = list(item[LISTS[kind]])
        return {"v": [rnd.choice(some) for _ in range(rnd.choice((0, 1, 1, 2, 3, 4)))]}
    if kind == "option":
        return {"v": rnd.choice(list(item["options"]))}
    if _is_number(item):
        return {"v": _written(rnd, rnd.choice(_numbers(item)))}
    return {"v": rnd.choice(("yes", "yes", "no"))}


def _numbers(item: Json) -> list[str]:
    """Numbers an answer to it may be."""
    if item["type"] == "count_deduct":
        return ["0", "0", "1", "3", "5", "12"]
    if item["type"] != "rating":
        return ["-3", "0", "3", "3.5", "5", "8", "29.99", "66.6", "90"]
    some = ("-3", "-0.7", "0", "0.5", "1", "2", "3", "3.5", "4", "4.5", "5", "7", "8", "10", "87.5")
    low, high = float(item["low"]), float(item["high"])
    return [each for each in some if low <= float(each) <= high]


def _written(rnd: random.Random, number: str) -> str:
    return NUMBERS.get(number, number) if rnd.random() < 0.2 else number


def _noted(rnd: random.Random, item: Json) -> Json:
    answer = item["answer"]
    if answer in ("photo", "signature"):
        return {"photos": ["0190-photo"]}
    if answer == "choice":
        return {"v": rnd.choice(list(item["choices"]))}
    if answer in ("number", "duration"):
        return {"v": _written(rnd, rnd.choice(("0", "3", "5", "8", "29.99")))}
    return {"v": {"text": "seen", "date": "2026-11-21", "time": "10:30"}[answer]}
