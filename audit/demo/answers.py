"""What a visitor would have answered.

Promise: full, valid, believable answers to every item of the after-sales checklist, the same for
the same visit, with comments that fit what was answered and are never said twice in a visit. Times
and photos are added in `parts`. Reading order: `tell`, `_answer`, then a function per item type.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from random import Random

from audit.checklists.answers import Answer
from audit.checklists.decimals import decimal
from audit.checklists.definition import Definition
from audit.checklists.items import Item
from audit.checklists.rules import applicable
from audit.demo.dice import dice
from audit.demo.stock import Stock, stock
from audit.demo.story import PlannedVisit
from audit.scoring.earning import is_fail

_BONUS_ITEMS = ("HL1", "HL2", "HL3")
_SPOKEN = {True: 0.55, False: 0.18}  # how often a comment is made that nobody demands, by failure
_SLIP = 9  # points by which a section may be better or worse than the dealer
_LOW, _HIGH = 6, 9  # ratings below and from which the visitor says why


@dataclass(slots=True)
class _Telling:
    """The visit while it is being told: answers so far, sentences used."""

    definition: Definition
    visit: PlannedVisit
    dice: Random
    answers: dict[str, Answer] = field(default_factory=dict)
    said: set[str] = field(default_factory=set)
    quality: float = 1

    def applies(self, item: Item) -> bool:
        return applicable(self.definition, self.answers, self.visit.scenario)[item.code]

    def variant(self, item: Item) -> Stock:
        """The stock for this item in this visit: by brief, or by the highlight that happened."""
        shelf, known = stock(), {self.visit.brief}
        known |= {code for code in _BONUS_ITEMS if _said_yes(self.answers.get(code))}
        for key in sorted(known):
            if f"{item.code}.{key}" in shelf:
                return shelf[f"{item.code}.{key}"]
        return shelf.get(item.code, Stock())


def tell(definition: Definition, visit: PlannedVisit) -> Mapping[str, Answer]:
    """Answers to every item that applies, on site and callback, without photos and times."""
    telling = _Telling(definition, visit, dice("answers", visit.number))
    for section in definition.sections:
        slip = telling.dice.uniform(-_SLIP, _SLIP)
        telling.quality = min(max((visit.quality + slip) / 100, 0.05), 0.995)
        earlier: list[Item] = []
        for item in section.items:
            if telling.applies(item):
                answer = _answer(telling, item, earlier)
                telling.answers[item.code] = _with_comment(telling, item, answer)
                earlier.append(item)
    return telling.answers


def _answer(telling: _Telling, item: Item, earlier: list[Item]) -> Answer:
    fixed = telling.visit.fixed.get(item.code)
    if fixed is not None:
        return Answer(value=fixed)
    kept = stock().get(item.code, Stock())
    if item.na_allowed and _is_out(telling, kept):
        return Answer(na=True, reason=kept.na)
    if item.type == "bonus":
        return Answer(value="yes" if telling.dice.random() < kept.odds else "no")
    if item.type == "rating":
        return _rating(telling, item, earlier)
    if item.type == "observe":
        return _observation(telling, item)
    is_good = telling.dice.random() < telling.quality**kept.hard
    return _VALUES[item.type](item, telling.dice, is_good)


def _is_out(telling: _Telling, kept: Stock) -> bool:
    if kept.na == "other":  # symptoms are asked for where there is one
        return not telling.visit.symptom
    return telling.dice.random() < kept.na_odds


def _rating(telling: _Telling, item: Item, earlier: list[Item]) -> Answer:
    """A feeling that follows the facts of its section."""
    fine = sum(not is_fail(each, telling.answers[each.code]) for each in earlier)
    low, high = int(item.low or 1), int(item.high or 10)
    value = low + (high - low) * fine / max(len(earlier), 1) + telling.dice.uniform(-0.8, 1.6)
    return Answer(value=str(min(max(round(value), low), high)))


def _observation(telling: _Telling, item: Item) -> Answer:
    if item.choices:
        codes = list(item.choices)
        weights = (94, 6) if len(codes) == 2 else (5, 3, 2)
        return Answer(value=telling.dice.choices(codes, weights)[0])
    return Answer(value=_pick(telling, telling.variant(item).lines["texts"]))


def _binary(item: Item, _chance: Random, is_good: bool) -> Answer:
    other = {"yes": "no", "no": "yes"}[item.positive]
    return Answer(value=item.positive if is_good else other)


def _option(item: Item, chance: Random, is_good: bool) -> Answer:
    best, *rest = sorted(item.options, key=lambda code: -(item.options[code].points or 0))
    return Answer(value=best if is_good else chance.choices(rest, (7, 3)[: len(rest)])[0])


def _elements(item: Item, chance: Random, is_good: bool) -> Answer:
    missing = () if is_good else _some(list(item.elements), chance)
    return Answer(value=tuple(code for code in item.elements if code not in missing))


def _faults(item: Item, chance: Random, is_good: bool) -> Answer:
    ticked = () if is_good else _some(list(item.faults), chance)
    return Answer(value=tuple(code for code in item.faults if code in ticked))


def _some(codes: list[str], chance: Random) -> list[str]:
    count = chance.choices((1, 2, len(codes)), (11, 7, 2))[0]
    return chance.sample(codes, min(count, len(codes)))


def _bands(item: Item, chance: Random, is_good: bool) -> Answer:
    """A number inside the first band, or inside one of the worse ones."""
    edges = [float(limit) for band in item.bands for _, limit in band.tests]
    if is_good:
        return Answer(value=_number(chance, (edges[0] * 0.3, edges[0]), item.unit))
    if item.deferred and chance.random() < 0.4:
        return Answer(none=True)
    number = chance.choices(range(1, len(item.bands)), range(len(item.bands) - 1, 0, -1))[0]
    top = edges[number] if number < len(edges) else edges[-1] * 1.5
    return Answer(value=_number(chance, (edges[number - 1], top), item.unit))


def _number(chance: Random, span: tuple[float, float], unit: str | None) -> str:
    """Above the lower end, up to the upper; minutes to the tenth (six seconds), else whole."""
    step = 10 if unit == "min" else 1
    low, high = int(span[0] * step) + 1, max(int(span[1] * step), int(span[0] * step) + 1)
    found = Fraction(chance.randint(low, high), step)
    return str(found.numerator) if found.denominator == 1 else str(float(found))


def _linear(item: Item, chance: Random, is_good: bool) -> Answer:
    """On target, or late by minutes that people remember: fives more often than others."""
    if is_good:
        return Answer(value=str(int(item.target or 0)))
    late = chance.choice((5, 8, 10, 10, 12, 15, 15, 18, 20, 25, 35))
    return Answer(value=str(late))


_VALUES: Mapping[str, Callable[[Item, Random, bool], Answer]] = {
    "binary": _binary,
    "option": _option,
    "multi_earn": _elements,
    "multi_deduct": _faults,
    "numeric_bands": _bands,
    "numeric_linear": _linear,
}


def _with_comment(telling: _Telling, item: Item, answer: Answer) -> Answer:
    rule, is_bad = item.comment, not answer.na and is_fail(item, answer)
    must = answer.reason == "other" or rule.when == "always" or (rule.when == "on_fail" and is_bad)
    if rule.when == "below":
        must = (decimal(answer.value) or Fraction(0)) < (rule.value or 0)
    may = rule.when != "never" and telling.dice.random() < _SPOKEN[is_bad]
    lines = _fresh(telling, telling.variant(item).lines.get(_outcome(item, answer), ()))
    if not must and not (may and lines):
        return answer
    return replace(answer, comment=_pick(telling, lines).format_map(_words(telling, item, answer)))


def _outcome(item: Item, answer: Answer) -> str:
    """The key of the stock under which comments on this answer stand."""
    if answer.na or answer.none:
        return "na_other" if answer.na else "never"
    if item.elements or item.faults:
        return _ticked(item, answer)
    if item.is_numeric:
        return "off" if is_fail(item, answer) else "fine"
    if item.type == "rating":
        value = decimal(answer.value) or 0
        return "low" if value < _LOW else "high" if value >= _HIGH else "middling"
    return str(answer.value)


def _ticked(item: Item, answer: Answer) -> str:
    if item.faults:
        return "faults" if answer.value else "clean"
    count = len(answer.value or ())
    return "nothing" if count == 0 else "all" if count == len(item.elements) else "some"


def _words(telling: _Telling, item: Item, answer: Answer) -> Mapping[str, str]:
    """What the braces of a sentence stand for."""
    ticked = answer.value if isinstance(answer.value, tuple) else ()
    labels = {code: choice.text.get("zh-CN", code) for code, choice in item.labels.items()}
    return {
        "v": str(answer.value),
        "symptom": telling.visit.symptom,
        "got": "、".join(label for code, label in labels.items() if code in ticked),
        "missing": "、".join(label for code, label in labels.items() if code not in ticked),
        "faults": "、".join(label for code, label in labels.items() if code in ticked),
    }


def _fresh(telling: _Telling, lines: tuple[str, ...]) -> tuple[str, ...]:
    """The sentences that this visit has not used and can say."""
    symptom = telling.visit.symptom
    return tuple(
        line for line in lines if line not in telling.said and (symptom or "{symptom}" not in line)
    )


def _pick(telling: _Telling, lines: tuple[str, ...]) -> str:
    chosen = telling.dice.choice(lines)
    telling.said.add(chosen)
    return chosen


def _said_yes(answer: Answer | None) -> bool:
    return answer is not None and answer.value == "yes"
