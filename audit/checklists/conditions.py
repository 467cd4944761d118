"""When an item applies: the `applies_if` conditions.

Promise: a condition looks at the scenario and at earlier items only, so one walk in document order
settles every item. A leaf on anything but a given value (missing, N/A, inapplicable, never
happened) is false; `not` negates plainly. Read `holds`, then `read_condition`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from operator import ge, gt, le, lt

from audit.checklists.decimals import decimal
from audit.checklists.reader import Reader
from audit.problems import pointer

OPERATORS: Mapping[str, Callable[[Fraction, Fraction], bool]] = {
    "lt": lt,
    "le": le,
    "gt": gt,
    "ge": ge,
}

_KINDS = ("scenario", "item", "all", "any", "not")
_DEEPEST = 8  # nobody reads deeper, and a recursion without bottom must not be sent to us


@dataclass(frozen=True, slots=True)
class ScenarioIs:
    """The visitor acts one of these scenarios."""

    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemIs:
    """An earlier item's value is one of `codes` (when there are any) and passes every test."""

    item: str
    codes: tuple[str, ...]
    tests: tuple[tuple[str, Fraction], ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: "Condition"


Condition = ScenarioIs | ItemIs | AllOf | AnyOf | Not


@dataclass(frozen=True, slots=True)
class Known:
    """What is known so far: the scenario, and the ticked codes or the number of answered items."""

    scenario: str | None
    codes: Mapping[str, tuple[str, ...]]
    numbers: Mapping[str, Fraction]


def holds(condition: Condition | None, known: Known) -> bool:
    """Whether the condition is met; no condition always is."""
    match condition:
        case None:
            return True
        case ScenarioIs(codes):
            return known.scenario in codes
        case ItemIs():
            return _item_holds(condition, known)
        case AllOf(parts):
            return all(holds(part, known) for part in parts)
        case AnyOf(parts):
            return any(holds(part, known) for part in parts)
        case Not(part):
            return not holds(part, known)


def _item_holds(leaf: ItemIs, known: Known) -> bool:
    number = known.numbers.get(leaf.item)
    if leaf.item not in known.codes and number is None:
        return False
    if leaf.codes and not _among(leaf, known, number):
        return False
    return all(number is not None and OPERATORS[name](number, by) for name, by in leaf.tests)


def _among(leaf: ItemIs, known: Known, number: Fraction | None) -> bool:
    """`in`: any ticked code, or the same number however it is written ("5" and "5.0")."""
    if number is not None:
        return any(decimal(code) == number for code in leaf.codes)
    return any(code in leaf.codes for code in known.codes[leaf.item])


def leaves(condition: Condition | None, place: str) -> Iterator[tuple[str, ScenarioIs | ItemIs]]:
    """Every leaf with the pointer where it stands."""
    match condition:
        case None:
            return
        case ScenarioIs() | ItemIs():
            yield place, condition
        case AllOf(parts) | AnyOf(parts):
            key = "all" if isinstance(condition, AllOf) else "any"
            for index, part in enumerate(parts):
                yield from leaves(part, place + pointer(key, index))
        case Not(part):
            yield from leaves(part, place + "/not")


def read_condition(reader: Reader, depth: int = 1) -> Condition | None:
    """A condition from its JSON form; None when it is faulty (the faults are with the reader)."""
    kinds = [kind for kind in _KINDS if reader.has(kind)]
    if len(kinds) != 1:
        reader.fault("checklist.condition_unclear")
        return None
    if depth > _DEEPEST:
        reader.fault("checklist.condition_deep", most=_DEEPEST)
        return None
    condition = _READERS[kinds[0]](reader, depth)
    reader.close()
    return condition


def _read_scenario(reader: Reader, _depth: int) -> Condition | None:
    return ScenarioIs(reader.codes("scenario"))


def _read_item(reader: Reader, _depth: int) -> Condition | None:
    code = reader.code("item")
    within = reader.codes("in")
    tests = [(name, reader.number(name)) for name in OPERATORS]
    if not reader.has("in") and not any(reader.has(name) for name in OPERATORS):
        reader.fault("checklist.condition_no_operator")
    read = tuple((name, number) for name, number in tests if number is not None)
    return ItemIs(code, within, read) if code else None


def _read_all(reader: Reader, depth: int) -> Condition | None:
    return AllOf(_read_parts(reader, "all", depth))


def _read_any(reader: Reader, depth: int) -> Condition | None:
    return AnyOf(_read_parts(reader, "any", depth))


def _read_not(reader: Reader, depth: int) -> Condition | None:
    part = read_condition(reader.child("not"), depth + 1)
    return Not(part) if part else None


def _read_parts(reader: Reader, key: str, depth: int) -> tuple[Condition, ...]:
    parts = [read_condition(child, depth + 1) for child in reader.children(key)]
    if reader.raw[key] == []:
        reader.fault("document.empty", key, key=key)
    return tuple(part for part in parts if part is not None)


_READERS: Mapping[str, Callable[[Reader, int], Condition | None]] = {
    "scenario": _read_scenario,
    "item": _read_item,
    "all": _read_all,
    "any": _read_any,
    "not": _read_not,
}
