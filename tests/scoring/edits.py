"""Random edits of a checklist document, in place: what authors do between two versions.

Promise: from a given `random.Random` always the same; the result may be one that is refused, as
authors' documents are. Rewording, points, weights, rules of scoring, conditions, items that come,
go and move.
"""

import random
from typing import Any

Json = dict[str, Any]

_LISTS = ("options", "faults", "elements")


def edit(rnd: random.Random, document: Json, times: int = 3) -> None:
    """So many random changes."""
    for _ in range(times):
        rnd.choice(EDITS)(rnd, document)


def _items(document: Json) -> list[Json]:
    return [item for section in document["sections"] for item in section["items"]]


def _pick(rnd: random.Random, document: Json) -> Json:
    """Any item; an empty one where there are none, so that an edit of it changes nothing."""
    return rnd.choice(_items(document) or [{}])


def reword(rnd: random.Random, document: Json) -> None:
    item = _pick(rnd, document)
    for key in ("text", "zh", "en"):
        item.pop(key, None)
    item["text"] = {"zh-CN": f"改过的{rnd.randint(0, 99)}", "en": f"Changed {rnd.randint(0, 99)}"}


def worth(rnd: random.Random, document: Json) -> None:
    item = _pick(rnd, document)
    if "max" in item:
        item["max"] = rnd.choice(("1", "7.5", "10", "25"))


def points(rnd: random.Random, document: Json) -> None:
    item = _pick(rnd, document)
    for key in _LISTS:
        for code in item.get(key, {}):
            item[key][code] = {"points": rnd.choice(("0", "1", "5")), "zh": "新", "en": "new"}
    for band in item.get("bands", []):
        band["points"] = rnd.choice(("0", "3", "10"))


def weight(rnd: random.Random, document: Json) -> None:
    some = [each for each in _items(document) if "max" in each] + document["sections"]
    rnd.choice(some)["weight"] = rnd.choice(("0.5", "3", "40"))


def rules(rnd: random.Random, document: Json) -> None:
    scoring = document["scoring"]
    key, values = rnd.choice(
        (
            ("overall", ("pooled", "section_weighted")),
            ("missing", ("reject", "exclude")),
            ("cap_max", ("80", "100")),
            ("bonus_cap", ("1", "30")),
            ("dp", (0, 2, 3)),
            ("grade_bands", ([{"grade": "Z", "min": "0"}], [])),
        )
    )
    scoring[key] = rnd.choice(values)


def condition(rnd: random.Random, document: Json) -> None:
    """Another condition, or none any more."""
    item = _pick(rnd, document)
    before = _items(document)[: _items(document).index(item)] if item else []
    earlier = [each for each in before if each["type"] == "binary"]
    if "applies_if" in item or not earlier:
        item.pop("applies_if", None)
    else:
        item["applies_if"] = {"item": rnd.choice(earlier)["code"], "in": ["yes"]}


def critical(rnd: random.Random, document: Json) -> None:
    item = _pick(rnd, document)
    if "critical" in item:
        del item["critical"]
    elif "max" in item:
        item["critical"] = {"effect": "cap_overall", "value": "33"}


def polarity(rnd: random.Random, document: Json) -> None:
    item = _pick(rnd, document)
    if item.get("type") == "binary":
        item["positive"] = "yes" if item.get("positive") == "no" else "no"


def remap(rnd: random.Random, document: Json) -> None:
    for leaves in _pick(rnd, document).get("kpi", {}).values():
        for leaf in leaves:
            leaves[leaf] = rnd.choice(("1", "9.5"))


def add(rnd: random.Random, document: Json) -> None:
    """One more yes-or-no item with everything that publishing asks for."""
    code = f"new{rnd.randint(0, 10**9)}"
    tags = {"touchpoint": "staff", "method": "observed", "owner_role": "advisor", "stage": "work"}
    item = {"code": code, "type": "binary", "max": "10", "zh": "新的一项", "en": "A new item"}
    rnd.choice(document["sections"])["items"].append(item | tags)


def drop(rnd: random.Random, document: Json) -> None:
    section = rnd.choice(document["sections"])
    if len(section["items"]) > 1:
        section["items"].pop(rnd.randrange(len(section["items"])))


def move(rnd: random.Random, document: Json) -> None:
    rnd.shuffle(rnd.choice(document["sections"])["items"])


EDITS = (
    reword,
    worth,
    worth,
    points,
    weight,
    rules,
    condition,
    critical,
    polarity,
    remap,
    add,
    drop,
    move,
)
