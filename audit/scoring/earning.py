"""What one answer earns: the rules of the item types (R5 to R12, R15).

Promise: exact points between 0 and the item's maximum for a value that passed `check_value`.
"""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from audit.checklists.answers import Answer
from audit.checklists.conditions import OPERATORS
from audit.checklists.decimals import decimal
from audit.checklists.items import Choice, Item
from audit.scoring.sums import total

Value = str | tuple[str, ...]

ZERO = Fraction(0)

RULES: Mapping[str, str] = {
    "binary": "R5",
    "option": "R6",
    "rating": "R7",
    "numeric_bands": "R8",
    "numeric_linear": "R9",
    "multi_deduct": "R10",
    "multi_earn": "R11",
    "count_deduct": "R12",
    "observe": "R13",
    "bonus": "R14",
    "penalty": "R14",
}


class Earned(NamedTuple):
    """Points, and the share of the maximum they are: None where there is nothing to earn."""

    points: Fraction
    rate: Fraction | None


def earned(item: Item, answer: Answer) -> Earned:
    """What a scored item earns, clamped to 0..max (R15); "never happened" earns nothing (R3)."""
    value = None if answer.none else answer.value
    return _known(item, value) if isinstance(value, str) else _earned(item, value)


# Visitors give the same few values of an item day after day, and exact arithmetic is slow. Kept for
# codes and numbers: they are short, so what is kept is small; ticked lists may be long.
@lru_cache(maxsize=8192)
def _known(item: Item, value: str) -> Earned:
    return _earned(item, value)


def _earned(item: Item, value: Value | None) -> Earned:
    most = item.max or ZERO
    points = ZERO if value is None else _EARN[item.type](item, most, value)
    points = max(ZERO, min(most, points))  # of equals the first, so full marks are `most` itself
    return Earned(points, points / most if most else None)


def is_fail(item: Item, answer: Answer) -> bool:
    """Whether the answer counts as a failure where photos or comments depend on it.

    Less than the maximum for scored items, "yes" for bonus and penalty; never for observe.
    """
    if answer.na or item.type == "observe":
        return False
    if not item.is_scored:
        return answer.value == "yes"
    return earned(item, answer).points < (item.max or ZERO)


def _binary(item: Item, most: Fraction, value: Value) -> Fraction:
    return most if value == item.positive else ZERO


def _option(item: Item, _most: Fraction, value: Value) -> Fraction:
    return _sum(item.options, [str(value)])


def _rating(item: Item, most: Fraction, value: Value) -> Fraction:
    low, high = item.low or ZERO, item.high or ZERO
    if item.map == "proportional":
        return most * _number(value) / high
    return most * (_number(value) - low) / (high - low)


def _numeric_bands(item: Item, _most: Fraction, value: Value) -> Fraction:
    number = _number(value)
    for band in item.bands:
        if all(OPERATORS[name](number, by) for name, by in band.tests):
            return band.points
    return ZERO


def _numeric_linear(item: Item, most: Fraction, value: Value) -> Fraction:
    target, limit = item.target or ZERO, item.limit or ZERO
    share = (limit - _number(value)) / (limit - target)
    return most * max(ZERO, min(Fraction(1), share))


def _multi_deduct(item: Item, most: Fraction, value: Value) -> Fraction:
    return most - _sum(item.faults, value)


def _multi_earn(item: Item, _most: Fraction, value: Value) -> Fraction:
    return _sum(item.elements, value)


def _count_deduct(item: Item, most: Fraction, value: Value) -> Fraction:
    return most - min(most, (item.per or ZERO) * _number(value))


_EARN: Mapping[str, Callable[[Item, Fraction, Value], Fraction]] = {
    "binary": _binary,
    "option": _option,
    "rating": _rating,
    "numeric_bands": _numeric_bands,
    "numeric_linear": _numeric_linear,
    "multi_deduct": _multi_deduct,
    "multi_earn": _multi_earn,
    "count_deduct": _count_deduct,
}


def _sum(choices: Mapping[str, Choice], codes: Iterable[str]) -> Fraction:
    """Points of the distinct codes: a code ticked twice counts once (R10, R11)."""
    return total(choices[code].points or ZERO for code in set(codes))


def _number(value: Value) -> Fraction:
    return decimal(value) or ZERO
