"""Row `scoring`: 150 answers under three frameworks, exact and with a ledger.

Measured: `score` and `kpi_results` of a checklist of 15 sections and 150 items that map to a leaf
of core4, csi16 and det8 each, in Fractions, with one explained line an item. Baseline: the same
sums with floats, straight from parsed answers, without ledger, losses, rounding or checks: the
least that any program could do. Both answer the same total (compared before the clock starts).
"""

import statistics
import time
from collections.abc import Callable, Mapping

from audit.checklists.answers import Answer, parse_answers
from audit.checklists.definition import parse
from audit.checklists.document import Definition
from audit.checklists.items import Item
from audit.kpi.frameworks import Framework
from audit.kpi.rollup import FrameworkResult, kpi_results
from audit.scoring.score import score
from audit.scoring.scorecard import Scorecard
from bench.paperwork import answers, document, frameworks
from bench.rounds import paired
from bench.table import Line, absolute, compared

SECTIONS, ITEMS, TIMES = 15, 10, 20


def measure() -> list[Line]:
    """The ratio to floats, and our milliseconds."""
    definition = parse(document(SECTIONS, ITEMS))
    given = parse_answers(answers(SECTIONS * ITEMS))
    named = frameworks()
    exact, _ = _exact(definition, given, named)
    if exact.base is None or abs(float(exact.base) - _floats(definition, given, named)) > 1e-9:
        raise AssertionError("the two sides do not score the same")
    pair = paired(
        lambda: [_exact(definition, given, named) for _ in range(TIMES)],
        lambda: [_floats(definition, given, named) for _ in range(TIMES)],
        rounds=30,
        seconds=25,
    )
    work = "150 items, 3 frameworks"
    spent = [_processor(lambda: _exact(definition, given, named)) for _ in range(TIMES)]
    return [
        compared("scoring", f"{work}, {TIMES} times", pair, None),
        absolute("scoring", f"{work}, processor time", statistics.median(spent) * 1000, "ms", 5),
    ]


def _processor(work: Callable[[], object]) -> float:
    """Seconds of processor time, which a neighbour on this machine does not take."""
    began = time.process_time()
    work()
    return time.process_time() - began


def _exact(
    definition: Definition, given: Mapping[str, Answer], named: list[Framework]
) -> tuple[Scorecard, tuple[FrameworkResult, ...]]:
    card = score(definition, given, "paid")
    return card, kpi_results(definition, card, named)


def _floats(definition: Definition, given: Mapping[str, Answer], named: list[Framework]) -> float:
    rates = {}
    total = weights = 0.0
    for section in definition.sections:
        got = most = 0.0
        for item in section.items:
            answer = given[item.code]
            if not answer.na:
                rates[item.code] = _rate(item, str(answer.value))
                got += float(item.weight) * rates[item.code] * float(item.max or 0)
                most += float(item.weight) * float(item.max or 0)
        total += float(section.weight) * got / most
        weights += float(section.weight)
    for framework in named:
        _roll_up(framework, definition, rates)
    return 100 * total / weights


def _rate(item: Item, value: str) -> float:
    if item.type == "binary":
        return float(value == item.positive)
    number = float(value)
    if item.type == "rating":
        return (number - float(item.low or 0)) / (float(item.high or 0) - float(item.low or 0))
    if item.type == "numeric_linear":
        target, limit = float(item.target or 0), float(item.limit or 0)
        return max(0.0, min(1.0, (limit - number) / (limit - target)))
    points = next(
        band.points for band in item.bands if all(number <= float(by) for _, by in band.tests)
    )
    return float(points) / float(item.max or 1)


def _roll_up(
    framework: Framework, definition: Definition, rates: Mapping[str, float]
) -> dict[str, float]:
    sums: dict[str, tuple[float, float]] = {}
    for item in definition.items:
        rate = rates.get(item.code)
        if rate is not None:
            for leaf, weight in item.kpi[framework.code].items():
                num, den = sums.get(leaf, (0.0, 0.0))
                sums[leaf] = num + float(weight) * rate, den + float(weight)
    values = {leaf: 100 * num / den for leaf, (num, den) in sums.items()}
    for node in reversed(framework.nodes):
        children = [each for each in framework.nodes if each.parent == node.code]
        live = [
            (float(each.weight or 0), values[each.code]) for each in children if each.code in values
        ]
        if live:
            values[node.code] = sum(w * v for w, v in live) / sum(w for w, _ in live)
    return values
