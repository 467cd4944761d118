"""One row an item for the second scorer: whether it applies, its state, its points (R3 to R15).

Promise: as `naive`. A row has `item` (raw), `section`, `answer` (raw or None), `state`, `counts`
(takes part in R16), `scored` (a type with a maximum), `e`, `m`, `w` and `points` (on top, R14).
"""

from fractions import Fraction

EIGHT = (
    "binary",
    "option",
    "rating",
    "numeric_bands",
    "numeric_linear",
    "multi_deduct",
    "multi_earn",
    "count_deduct",
)


def rows_of(document, answers, scenario):
    """The rows in document order."""
    applies = which_apply(document, answers, scenario)
    return [
        row_of(document, section, item, answers.get(item["code"]), applies[item["code"]])
        for section in document["sections"]
        for item in section["items"]
    ]


def which_apply(document, answers, scenario):
    """By item code; a condition sees the given values of earlier items that apply."""
    applies, given = {}, {}
    for section in document["sections"]:
        for item in section["items"]:
            condition = item.get("applies_if")
            ok = condition is None or holds(condition, given, scenario)
            applies[item["code"]] = ok
            answer = answers.get(item["code"])
            if ok and answer is not None and answer.get("v") is not None:
                given[item["code"]] = (item, answer["v"])
    return applies


def holds(condition, given, scenario):
    if "scenario" in condition:
        return scenario in condition["scenario"]
    if "all" in condition:
        return False not in [holds(part, given, scenario) for part in condition["all"]]
    if "any" in condition:
        return True in [holds(part, given, scenario) for part in condition["any"]]
    if "not" in condition:
        return not holds(condition["not"], given, scenario)
    if condition["item"] not in given:
        return False
    item, value = given[condition["item"]]
    return is_named(condition, item, value) and is_in_range(condition, value)


def is_named(condition, item, value):
    if "in" not in condition:
        return True
    ticked = value if isinstance(value, list) else [value]
    if is_number(item):
        return any(Fraction(code) == Fraction(each) for code in condition["in"] for each in ticked)
    return any(code == each for code in condition["in"] for each in ticked)


def is_number(item):
    if item["type"] == "observe":
        return item.get("answer") in ("number", "duration")
    return item["type"] in ("rating", "numeric_bands", "numeric_linear", "count_deduct")


def is_in_range(condition, value):
    if "lt" in condition and not Fraction(value) < Fraction(condition["lt"]):
        return False
    if "le" in condition and not Fraction(value) <= Fraction(condition["le"]):
        return False
    if "gt" in condition and not Fraction(value) > Fraction(condition["gt"]):
        return False
    return not ("ge" in condition and not Fraction(value) >= Fraction(condition["ge"]))


def row_of(document, section, item, answer, applies):
    scored = item["type"] in EIGHT
    row = {
        "item": item,
        "section": section["code"],
        "answer": answer,
        "scored": scored,
        "counts": False,
        "e": None,
        "m": Fraction(item["max"]) if scored else None,
        "w": Fraction(item.get("weight", "1")),
        "points": Fraction(0),
    }
    row["state"] = state_of(item, answer, applies)
    if row["state"] == "answered" and not scored and answer["v"] == "yes":
        row["points"] = Fraction(item["points"])  # R14
    if scored:
        row["e"] = points_or_none(document, item, answer, row["state"])
        row["counts"] = row["e"] is not None
    return row


def state_of(item, answer, applies):
    """R3, and `observed` for what is only noted (R13); a bonus nobody answered is as N/A (R14)."""
    if not applies:
        return "inapplicable"
    if answer is not None and answer.get("na"):
        return "not_applicable"
    if item["type"] == "observe":
        return "observed"
    if answer is None:
        return "not_applicable" if item["type"] in ("bonus", "penalty") else "missing"
    return "never_happened" if answer.get("none") else "answered"


def points_or_none(document, item, answer, state):
    """R15 around R5 to R12; None for what does not count (R3, R4)."""
    if state in ("inapplicable", "not_applicable"):
        return None
    if state == "missing":
        is_zero = document["scoring"].get("missing", "reject") == "zero"
        return Fraction(0) if is_zero and item.get("required", True) else None
    if state == "never_happened":
        return Fraction(0)
    points = EARN[item["type"]](item, answer["v"])
    return min(max(points, Fraction(0)), Fraction(item["max"]))


def binary(item, value):
    return Fraction(item["max"]) if value == item.get("positive", "yes") else Fraction(0)


def option(item, value):
    return listed(item["options"][value])


def rating(item, value):
    low, high = Fraction(item["low"]), Fraction(item["high"])
    if item.get("map", "linear") == "proportional":
        return Fraction(item["max"]) * Fraction(value) / high
    return Fraction(item["max"]) * (Fraction(value) - low) / (high - low)


def numeric_bands(item, value):
    for band in item["bands"]:
        if is_in_range(band, value):
            return Fraction(band["points"])
    raise AssertionError("the last band is open")


def numeric_linear(item, value):
    limit, target = Fraction(item["limit"]), Fraction(item["target"])
    share = (limit - Fraction(value)) / (limit - target)
    if share < 0:
        share = Fraction(0)
    if share > 1:
        share = Fraction(1)
    return Fraction(item["max"]) * share


def multi_deduct(item, value):
    return Fraction(item["max"]) - distinct(item["faults"], value)


def multi_earn(item, value):
    return distinct(item["elements"], value)


def count_deduct(item, value):
    return Fraction(item["max"]) - min(
        Fraction(item["max"]), Fraction(item["per"]) * Fraction(value)
    )


def distinct(choices, ticked):
    """A code ticked twice counts once."""
    return sum([listed(choice) for code, choice in choices.items() if code in ticked], Fraction(0))


def listed(choice):
    """The points of a choice, bare or with its label."""
    return Fraction(choice["points"] if isinstance(choice, dict) else choice)


EARN = {
    "binary": binary,
    "option": option,
    "rating": rating,
    "numeric_bands": numeric_bands,
    "numeric_linear": numeric_linear,
    "multi_deduct": multi_deduct,
    "multi_earn": multi_earn,
    "count_deduct": count_deduct,
}


def average(pairs):
    """The weighted mean of (weight, value); None when there is no weight."""
    weights = sum([weight for weight, _ in pairs], Fraction(0))
    if weights == 0:
        return None
    return sum([weight * value for weight, value in pairs], Fraction(0)) / weights
