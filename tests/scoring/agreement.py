"""The program beside the second scorer: where they differ, and the smallest document that shows it.

`python -m tests.scoring.agreement FIRST LAST STEP` compares the seeds of that range and prints one
line of JSON: how many, which differ, how often each feature was met.
"""

import copy
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from audit.checklists.answers import parse_answers
from audit.checklists.definition import parse
from audit.checklists.rules import applicable
from audit.kpi.frameworks import parse_framework
from audit.kpi.rollup import kpi_results, stored_kpis
from audit.problems import Problem
from audit.scoring.appeal import rescore
from audit.scoring.result import restored, stored
from audit.scoring.score import score
from tests.scoring.features import features
from tests.scoring.naive import visit
from tests.scoring.naive_kpi import kpis
from tests.scoring.naive_rows import which_apply
from tests.scoring.random_visits import Visit, visit_of

Json = dict[str, Any]

_STATES = ("item", "state", "earned", "possible", "points", "loss")


def differences(given: Visit) -> list[str]:
    """What the two say differently; a refusal or a crash of the program is a difference too."""
    try:
        ours = _program(given)
    except (ArithmeticError, LookupError, Problem, TypeError, ValueError) as error:
        return [f"the program fails: {error!r} {getattr(error, 'faults', '')}"]
    theirs = _reference(given)
    return [
        f"{key}: the program {ours.get(key)!r}, by the rules {theirs[key]!r}"
        for key in theirs
        if ours.get(key) != theirs[key]
    ]


def _program(given: Visit) -> Json:
    """What the program says, flat, exact numbers as Fractions."""
    definition, answers = parse(given.document), parse_answers(given.answers)
    card = score(definition, answers, given.scenario)
    if restored(json.loads(json.dumps(stored(card)))) != card:
        return {"status": "stored and restored it is another"}
    found = kpi_results(definition, card, map(parse_framework, given.frameworks))
    flat = {
        "applies": dict(applicable(definition, answers, given.scenario)),
        "status": card.status,
        "result": stored(card)["result"],
        "missing": list(card.missing),
        "lines": [_line(each) for each in stored(card)["lines"]],
        **{key: getattr(card, key) for key in ("base", "final", "grade", "chain", "index")},
        **{key: getattr(card, key) for key in ("bonus", "penalty")},
        "factors": {each.code: each.value for each in card.factors},
        "knockouts": [each.item for each in card.knockouts],
    }
    for each in card.sections:
        flat[f"section {each.code}"] = (each.earned, each.max, each.rate, each.effective)
    if given.upheld:
        again = rescore(definition, answers, parse_answers(given.upheld), given.scenario)
        flat |= {"after": stored(again.after)["result"], "delta": again.delta}
    for tree in stored_kpis(found, card.dp):
        for value in tree["values"]:
            flat[f"kpi {tree['code']} {value['code']}"] = _kpi(value)
    return flat


def _line(raw: Json) -> tuple[Any, ...]:
    numbers = (None if raw[key] is None else Fraction(raw[key]) for key in _STATES[2:])
    return (raw["item"], raw["state"], *numbers)


def _kpi(raw: Json) -> tuple[Any, ...]:
    exact = None if raw["value_exact"] is None else Fraction(raw["value_exact"])
    ratio = Fraction(raw["num"]) / Fraction(raw["den"]) * 100 if Fraction(raw["den"]) else None
    if ratio != exact:
        return ("num and den do not give the value",)
    coverage = Fraction(raw["coverage_exact"])
    return exact, coverage, raw["low_coverage"], raw["status"], set(raw["items"])


def _reference(given: Visit) -> Json:
    """What follows from the rules, in the same flat shape; only what the rules speak of."""
    document = given.document
    found = visit(document, given.answers, given.scenario)
    flat = {
        "applies": which_apply(document, given.answers, given.scenario),
        "status": found["status"],
        "result": found["result"],
        "missing": found["missing"],
        "lines": [_expected_line(row, found.get("losses", {})) for row in found["rows"]],
    }
    keys = ("base", "final", "grade", "chain", "index", "bonus", "penalty", "factors")
    flat |= {key: found[key] for key in keys if key in found}
    if found["status"] == "final" and "fails" in found:
        flat["knockouts"] = [row["item"]["code"] for row in found["fails"]]
        for each in found["sections"]:
            sums = (each["e"], each["m"], each["rate"], each["effective"])
            flat[f"section {each['code']}"] = sums
    if given.upheld:
        again = visit(document, given.answers | given.upheld, given.scenario)
        flat |= {"after": again["result"], "delta": _delta(found, again)}
    for code, nodes in kpis(document, found, given.frameworks).items():
        for node, value in nodes.items():
            flat[f"kpi {code} {node}"] = tuple(value.values())
    return flat


def _delta(before: Json, after: Json) -> Fraction | None:
    """R39: how far the score moved, where there is one before and after."""
    if "final" not in before or "final" not in after:
        return None
    return after["final"] - before["final"]


def _expected_line(row: Json, losses: Json) -> tuple[Any, ...]:
    """Points stand on lines of bonus and penalty that were answered, and on no other."""
    on_top = row["item"]["type"] in ("bonus", "penalty") and row["state"] == "answered"
    code = row["item"]["code"]
    most = row["m"] if row["counts"] else None
    return (code, row["state"], row["e"], most, row["points"] if on_top else None, losses.get(code))


def smallest(given: Visit) -> Visit:
    """Ever smaller visits that still differ, until no single thing can be left out."""
    for smaller in _smaller(given):
        if _is_in_order(smaller) and differences(smaller):
            return smallest(smaller)
    return given


def _is_in_order(given: Visit) -> bool:
    try:
        parse(given.document)
        [parse_framework(each) for each in given.frameworks]
    except Problem:
        return False
    applies = which_apply(given.document, given.answers, given.scenario)
    return set(given.answers) <= set(applies)


def _smaller(given: Visit) -> Iterator[Visit]:
    """Without a section, an item, an answer, a node, or a key of an item or of the scoring."""
    for place in _places(given):
        copied = copy.deepcopy(given)
        holder: Any = copied
        for step in place[:-1]:
            holder = getattr(holder, step) if isinstance(holder, Visit) else holder[step]
        del holder[place[-1]]
        known = {item["code"] for each in copied.document["sections"] for item in each["items"]}
        for answers in (copied.answers, copied.upheld):
            for code in set(answers) - known:
                del answers[code]
        yield copied


def _places(given: Visit) -> Iterator[tuple[Any, ...]]:
    sections = given.document["sections"]
    yield from (("document", "sections", index) for index in range(len(sections)))
    for index, section in enumerate(sections):
        items = ("document", "sections", index, "items")
        yield from ((*items, number) for number in range(len(section["items"])))
    yield from (("answers", code) for code in given.answers)
    yield from (("upheld", code) for code in given.upheld)
    for index, tree in enumerate(given.frameworks):
        yield from (("frameworks", index, "nodes", number) for number in range(len(tree["nodes"])))
    yield from (("document", "scoring", key) for key in given.document["scoring"])
    for index, section in enumerate(sections):
        keys = set(section) - {"code", "items"}
        yield from (("document", "sections", index, key) for key in sorted(keys))
        for number, item in enumerate(section["items"]):
            keys = set(item) - {"code", "type", "max"}
            place = ("document", "sections", index, "items", number)
            yield from ((*place, key) for key in sorted(keys))


def report(seed: int, found: list[str]) -> str:
    """What a person needs to see it again."""
    least = smallest(visit_of(seed))
    shown = json.dumps(least._asdict(), ensure_ascii=False, indent=1)
    return "\n".join([f"seed {seed}:", *found, "smallest:", *differences(least), shown])


def compared(seeds: Iterable[int]) -> Json:
    """Those of the seeds that differ, with their reports, and how often each feature was met."""
    met: Counter[str] = Counter()
    wrong, count = {}, 0
    for seed in seeds:
        given = visit_of(seed)
        found = differences(given)
        if found:
            wrong[seed] = report(seed, found)
        met.update(features(given))
        count += 1
    return {"compared": count, "differ": wrong, "met": dict(met)}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(compared(range(*map(int, sys.argv[1:])))) + "\n")
