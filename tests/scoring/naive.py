"""A second scorer, written from the rules alone (domain.md section 3, R1 to R32 and R40).

Promise: nothing of `audit` is imported, no step is shortened and nothing is remembered: every sum
is built anew with Fractions from the raw JSON. Slow on purpose. Where the rules are silent the
reading is said in a comment. Takes documents that are in order; it refuses nothing.
Reading order: `visit`, then the steps in the order it takes them; KPIs are in `naive_kpi`.
"""

from fractions import Fraction

from tests.scoring.naive_rows import average, rows_of
from tests.scoring.naive_text import as_text, with_decimals


def visit(document, answers, scenario=None):
    """What one visit comes to: the printed `result`, and every step of it exactly."""
    scoring = document["scoring"]
    rows = rows_of(document, answers, scenario)
    missing = [row["item"]["code"] for row in rows if is_missing(row)]
    found = {"rows": rows, "missing": missing}
    if document.get("kind") == "factor_index":
        return found | factor_index(document, rows, missing)
    found["fails"] = [row for row in rows if strikes(row)]
    found["sections"] = [section(each, rows, found["fails"]) for each in document["sections"]]
    if missing and scoring.get("missing", "reject") == "reject":
        return found | without_score("incomplete", missing)
    base = base_of(document, rows, found["sections"])
    if base is None:
        return found | without_score("no_score", missing)
    found |= finish(scoring, rows, found["fails"], base)
    found["chain"] = chain(document, found["sections"])
    found["losses"] = losses(document, rows, found["sections"])
    return found | {"status": "final", "result": printed(found, scoring.get("dp", 2))}


def is_missing(row):
    """R4: only a required item is ever missing; R14: a bonus or a penalty never is."""
    return row["state"] == "missing" and row["item"].get("required", True)


def without_score(status, missing):
    return {
        "status": status,
        "result": {"status": status, "missing": missing, "final": None, "grade": None},
    }


def strikes(row):
    """The critical trigger, before R21. `below` 0.5 means: fewer than half of the points."""
    critical = row["item"].get("critical")
    if critical is None:
        return False
    if row["item"]["type"] == "penalty":
        return row["state"] == "answered" and row["answer"]["v"] == "yes"
    if not row["counts"]:
        return False  # N/A, inapplicable and left out never trigger
    if "below" in critical:
        return row["e"] < Fraction(critical["below"]) * row["m"]
    return row["e"] == 0


def section(raw, rows, fails):
    """R16, R17, R20: points, rate and rate after section knock-outs of one section."""
    own = [row for row in rows if row["section"] == raw["code"] and row["counts"]]
    earned = sum([row["w"] * row["e"] for row in own], Fraction(0))
    most = sum([row["w"] * row["m"] for row in own], Fraction(0))
    rate = None if most == 0 else earned / most
    effective = rate
    for row in fails:
        critical = row["item"]["critical"]
        if row["section"] != raw["code"] or rate is None:
            continue
        if critical["effect"] == "zero_section":
            effective = min(effective, Fraction(0))
        if critical["effect"] == "cap_section":
            effective = min(effective, Fraction(critical["value"]) / 100)
    found = {
        "code": raw["code"],
        "weight": Fraction(raw.get("weight", "1")),
        "e": earned,
        "m": most,
    }
    return found | {"rate": rate, "effective": effective}


def base_of(document, rows, sections):
    """R18, R19, R26; None where R27 has no score."""
    scoring = document["scoring"]
    # R27 speaks of everything N/A; nothing to earn in all that applies is read the same way.
    if sum([each["m"] for each in sections], Fraction(0)) == 0:
        return None
    if scoring.get("mode", "earn") == "deduct":
        return deducted(document, rows)
    live = [each for each in sections if each["rate"] is not None]
    if scoring.get("overall", "pooled") == "section_weighted":
        mean = average([(each["weight"], each["effective"]) for each in live])
        return None if mean is None else 100 * mean
    points = sum([each["effective"] * each["m"] for each in live], Fraction(0))
    return points / sum([each["m"] for each in live], Fraction(0)) * 100


def deducted(document, rows):
    """R26: what was lost comes off the base; `rescale` stretches it over what was N/A."""
    scoring = document["scoring"]
    base = Fraction(scoring.get("base", "100"))
    applicable = sum([row["w"] * row["m"] for row in rows if row["counts"]], Fraction(0))
    lost = sum([row["w"] * (row["m"] - row["e"]) for row in rows if row["counts"]], Fraction(0))
    if scoring.get("na_in_deduct", "none") == "rescale":
        all_there_is = sum([row["w"] * row["m"] for row in rows if row["scored"]], Fraction(0))
        lost = lost * (all_there_is / applicable)
    return max(Fraction(0), base - lost) * 100 / base


def finish(scoring, rows, fails, base):
    """R21, R22, R23, in that order."""
    bonus = sum([row["points"] for row in rows if row["item"]["type"] == "bonus"], Fraction(0))
    penalty = sum([row["points"] for row in rows if row["item"]["type"] == "penalty"], Fraction(0))
    if scoring.get("bonus_cap") is not None:
        bonus = min(bonus, Fraction(scoring["bonus_cap"]))
    score = base + bonus - penalty
    score = min(score, Fraction(scoring.get("cap_max", "100")))
    score = max(score, Fraction(0))
    for row in fails:
        if row["item"]["critical"]["effect"] == "cap_overall":
            score = min(score, Fraction(row["item"]["critical"]["value"]))
        if row["item"]["critical"]["effect"] == "zero_overall":
            score = Fraction(0)
    grade = grade_of(scoring, score, fails)
    return {"base": base, "bonus": bonus, "penalty": penalty, "final": score, "grade": grade}


def grade_of(scoring, score, fails):
    """R23: the highest band whose lower bound the printed score reaches; cap_grade worsens it."""
    bands = sorted(scoring.get("grade_bands", []), key=lambda band: -Fraction(band["min"]))
    printed_score = Fraction(with_decimals(score, scoring.get("dp", 2)))
    order = [band["grade"] for band in bands]
    reached = [band["grade"] for band in bands if printed_score >= Fraction(band["min"])]
    if not reached:
        return None
    grade = reached[0]
    for row in fails:
        critical = row["item"]["critical"]
        if critical["effect"] == "cap_grade" and order.index(critical["value"]) > order.index(
            grade
        ):
            grade = critical["value"]
    return grade


def chain(document, sections):
    """R25: None when no section of the chain has a rate."""
    named = [raw["code"] for raw in document["sections"] if raw.get("chain", False)]
    rates = [each["effective"] for each in sections if each["code"] in named]
    product = None
    for rate in rates:
        if rate is not None:
            product = rate if product is None else product * rate
    return None if product is None else product * 100


def losses(document, rows, sections):
    """R24, by item code; deduct mode has none. They are of the base before knock-outs."""
    if document["scoring"].get("mode", "earn") == "deduct":
        return {}
    pooled = document["scoring"].get("overall", "pooled") == "pooled"
    live = sum([each["weight"] for each in sections if each["rate"] is not None], Fraction(0))
    most = sum([each["m"] for each in sections], Fraction(0))
    found = {}
    for row in rows:
        if row["counts"]:
            own = next(each for each in sections if each["code"] == row["section"])
            lost = row["w"] * (row["m"] - row["e"])
            if lost == 0:
                loss = Fraction(0)
            elif pooled:
                loss = lost / most * 100
            else:
                loss = (own["weight"] / live) * lost / own["m"] * 100
            found[row["item"]["code"]] = loss
    return found


def printed(found, dp):
    """The result in the shape of checklist-format.md; what does not apply is left out."""
    shown = {
        "status": "final",
        "sections": {
            each["code"]: {
                "earned": as_text(each["e"]),
                "max": as_text(each["m"]),
                "rate_pct": percent(each["rate"], dp),
                "effective_pct": percent(each["effective"], dp),
            }
            for each in found["sections"]
        },
        "base": with_decimals(found["base"], dp),
        "bonus": as_text(found["bonus"]),
        "penalty": as_text(found["penalty"]),
        "knockouts": [row["item"]["code"] for row in found["fails"]],
        "final": with_decimals(found["final"], dp),
        "final_exact": as_text(found["final"]),
        "grade": found["grade"],
    }
    if found["chain"] is not None:
        shown["chain"] = with_decimals(found["chain"], dp)
    if found["losses"]:
        shown["loss_points"] = {
            code: with_decimals(loss, dp) for code, loss in found["losses"].items()
        }
    return shown | ({"missing": found["missing"]} if found["missing"] else {})


def percent(rate, dp):
    return None if rate is None else with_decimals(rate * 100, dp)


def factor_index(document, rows, missing):
    """R40: raw answers from 1 to 10, ten times a hundred is the most."""
    factors = {}
    for raw in document["sections"]:
        own = [row for row in rows if row["section"] == raw["code"] and row["counts"]]
        mean = average([(row["w"], out_of_ten(row)) for row in own])
        factors[raw["code"]] = None if mean is None else mean * 100
    weights = [
        (Fraction(raw.get("weight", "1")), factors[raw["code"]]) for raw in document["sections"]
    ]
    index = average([(weight, value) for weight, value in weights if value is not None])
    is_open = bool(missing) and document["scoring"].get("missing", "reject") == "reject"
    status = "incomplete" if is_open else "no_score" if index is None else "final"
    found = {"status": status, "factors": factors, "index": None if is_open else index}
    if status != "final":
        return found | {"result": {"status": status, "missing": missing, "index": None}}
    result = {
        "status": "final",
        "factors": {
            code: None if value is None else with_decimals(value, 0)
            for code, value in factors.items()
        },
        "index": with_decimals(index, 0),
        "index_exact": as_text(index),
    }
    return found | {"result": result | ({"missing": missing} if missing else {})}


def out_of_ten(row):
    if row["item"]["type"] == "binary":
        return (
            Fraction(10)
            if row["answer"]["v"] == row["item"].get("positive", "yes")
            else Fraction(1)
        )
    return Fraction(row["answer"]["v"])
