"""Judging a checklist and the values it is answered with.

Promise: pure decisions that return every fault. `applicable` says which items an answer set asks
for, `check_value` whether a value suits its item, `check_publishable` what a version still lacks.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, time
from fractions import Fraction
from functools import lru_cache

from audit.checklists.answers import Answer
from audit.checklists.conditions import ItemIs, Known, holds, leaves
from audit.checklists.decimals import decimal, written
from audit.checklists.document import Definition
from audit.checklists.items import ON_TOP, Item
from audit.checklists.publishing import check_publishable, pinned
from audit.problems import Fault

_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile("(?:[01][0-9]|2[0-3]):[0-9]{2}(?::[0-9]{2})?")

__all__ = ["applicable", "check_publishable", "check_value", "pinned"]


def applicable(
    definition: Definition, answers: Mapping[str, Answer], scenario: str | None
) -> Mapping[str, bool]:
    """By item code, whether it applies under the answers so far and the scenario.

    One walk in document order: a condition sees only given values of earlier items that apply
    themselves. Answers to items that do not apply are ignored, so they open nothing further.
    """
    found: dict[str, bool] = {}
    codes: dict[str, tuple[str, ...]] = {}
    numbers: dict[str, Fraction] = {}
    known, asked_about = Known(scenario, codes, numbers), _asked_about(definition)
    for item in definition.items:
        found[item.code] = holds(item.applies_if, known)
        if item.code in asked_about and found[item.code]:
            answer = answers.get(item.code)
            if answer is not None and answer.is_given:
                _learn(item, answer, codes, numbers)
    return found


@lru_cache(maxsize=256)
def _asked_about(definition: Definition) -> frozenset[str]:
    """The items that some condition looks at: of most checklists a few, of many none."""
    asked = (leaf for item in definition.items for _, leaf in leaves(item.applies_if, ""))
    return frozenset(leaf.item for leaf in asked if isinstance(leaf, ItemIs))


def _learn(
    item: Item,
    answer: Answer,
    codes: dict[str, tuple[str, ...]],
    numbers: dict[str, Fraction],
) -> None:
    if item.takes_number:
        number = decimal(answer.value)
        if number is not None:
            numbers[item.code] = number
    else:
        value = answer.value
        codes[item.code] = value if isinstance(value, tuple) else (value or "",)


def check_value(item: Item, answer: Answer) -> list[Fault]:
    """What is wrong with the value for this item; pointers start at the answer (`/v`).

    Only the kind and range of what was said (R3 to R14): whether N/A is allowed, comments and
    photos are the business of `visits.check_answers`.
    """
    if answer.none and not item.is_numeric:
        return [Fault("answer.none_not_numeric", "/none", item=item.code)]
    if answer.none or answer.na:
        return []
    if answer.value is None:
        wants_photo = item.answer in ("photo", "signature")
        return [] if wants_photo else [Fault("answer.value_missing", "/v", item=item.code)]
    return _CHECKS[item.answer or item.type](item, answer.value)


def _code_among(item: Item, value: str | tuple[str, ...]) -> list[Fault]:
    known = ("yes", "no") if item.type in ("binary", *ON_TOP) else tuple(item.labels)
    if isinstance(value, tuple):
        return [Fault("answer.one_value", "/v", item=item.code)]
    return [] if value in known else [_unknown(item, "/v", value)]


def _codes_among(item: Item, value: str | tuple[str, ...]) -> list[Fault]:
    if isinstance(value, str):
        return [Fault("answer.list_needed", "/v", item=item.code)]
    return [
        _unknown(item, f"/v/{index}", code)
        for index, code in enumerate(value)
        if code not in item.labels
    ]


def _unknown(item: Item, place: str, value: str) -> Fault:
    return Fault("answer.unknown_code", place, item=item.code, value=value[:40])


def _number(item: Item, value: str | tuple[str, ...]) -> list[Fault]:
    ok = decimal(value) is not None
    return [] if ok else [Fault("answer.not_number", "/v", item=item.code)]


def _on_scale(item: Item, value: str | tuple[str, ...]) -> list[Fault]:
    number, low, high = decimal(value), item.low, item.high
    if number is None or low is None or high is None:
        return _number(item, value)
    if low <= number <= high:
        return []
    return [Fault("answer.off_scale", "/v", item=item.code, low=written(low), high=written(high))]


def _count(item: Item, value: str | tuple[str, ...]) -> list[Fault]:
    number = decimal(value)
    if number is not None and number >= 0 and number.denominator == 1:
        return []
    return [Fault("answer.not_count", "/v", item=item.code)]


def _duration(item: Item, value: str | tuple[str, ...]) -> list[Fault]:
    number = decimal(value)
    ok = number is not None and number >= 0
    return [] if ok else [Fault("answer.not_number", "/v", item=item.code)]


def _text(item: Item, value: str | tuple[str, ...]) -> list[Fault]:
    ok = isinstance(value, str)
    return [] if ok else [Fault("answer.one_value", "/v", item=item.code)]


def _date(item: Item, value: str | tuple[str, ...]) -> list[Fault]:
    return _iso(item, value, _DAY, date.fromisoformat)


def _time(item: Item, value: str | tuple[str, ...]) -> list[Fault]:
    return _iso(item, value, _TIME, time.fromisoformat)


def _iso(
    item: Item,
    value: str | tuple[str, ...],
    form: re.Pattern[str],
    read: Callable[[str], date | time],
) -> list[Fault]:
    """The one form we print and the phone writes: Python alone also reads week dates, zones and,
    from 3.13 on, an hour 24, which nobody who reads the answer later expects."""
    try:
        read(value if isinstance(value, str) and form.fullmatch(value) else "")
    except ValueError:
        return [Fault("answer.not_date", "/v", item=item.code)]
    return []


def _evidence(_item: Item, _value: str | tuple[str, ...]) -> list[Fault]:
    return []  # evidence ids; `check_answers` compares them with the manifest


_CHECKS: Mapping[str, Callable[[Item, str | tuple[str, ...]], list[Fault]]] = {
    "binary": _code_among,
    "bonus": _code_among,
    "penalty": _code_among,
    "option": _code_among,
    "choice": _code_among,
    "multi_deduct": _codes_among,
    "multi_earn": _codes_among,
    "numeric_bands": _number,
    "numeric_linear": _number,
    "number": _number,
    "rating": _on_scale,
    "count_deduct": _count,
    "duration": _duration,
    "text": _text,
    "date": _date,
    "time": _time,
    "photo": _evidence,
    "signature": _evidence,
}
