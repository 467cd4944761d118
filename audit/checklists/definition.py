"""A checklist version: what is asked and how it scores.

Promise: `parse` accepts a document of checklist format 1 in both text forms, fills the defaults and
refuses everything it does not know, all faults at once with their pointers; what it returns never
changes and carries the hash of its normal form. What it accepts can be scored; whether it may be
published is decided in `rules`. Reading order: `document` and `items` (the values), `parse`, then
the checks across items.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from audit.checklists.conditions import ItemIs, leaves
from audit.checklists.document import Definition, Scoring, Section
from audit.checklists.items import (
    Band,
    Choice,
    CommentRule,
    Critical,
    Item,
    PhotoRule,
    Timer,
)
from audit.checklists.normal import arranged, canonical, hash_of, normal_form
from audit.checklists.read_document import Placed, read_document
from audit.checklists.reader import Reader, Text
from audit.problems import Fault, refuse

__all__ = [
    "Band",
    "Choice",
    "CommentRule",
    "Critical",
    "Definition",
    "Item",
    "PhotoRule",
    "Scoring",
    "Section",
    "Text",
    "Timer",
    "parse",
    "sealed",
]

_INDEX_SCALE = (Fraction(1), Fraction(10))


def parse(document: object) -> Definition:
    """The definition in `document` (parsed JSON), its defaults filled in and its hash taken.

    Raises `request.invalid` carrying every fault with its pointer into the document. Numbers that
    score must be decimal strings (R1).
    """
    faults: list[Fault] = []
    placed: list[Placed] = []
    definition = read_document(Reader(document, "", faults), placed)
    refuse([*faults, *_faults_across(definition, placed)])
    return sealed(definition)


def sealed(definition: Definition) -> Definition:
    """The definition with its normal form and hash taken anew."""
    form = normal_form(definition)
    text = canonical(form)
    return replace(definition, normal=text, arranged=arranged(form), version_hash=hash_of(text))


def _faults_across(definition: Definition, placed: list[Placed]) -> Iterator[Fault]:
    """What only shows when all items are known."""
    codes = {each.item.code for each in placed}
    grades = {grade for grade, _ in definition.scoring.grade_bands}
    earlier: dict[str, Item] = {}
    for each in placed:
        if each.item.code in earlier:
            yield Fault("document.duplicate_code", each.place + "/code", name=each.item.code)
        yield from _condition_faults(each, earlier, codes)
        yield from _critical_faults(each, definition.scoring, grades)
        earlier[each.item.code] = each.item
    if definition.is_factor_index:
        yield from _index_faults(definition.scoring, placed)


def _condition_faults(each: Placed, earlier: dict[str, Item], codes: set[str]) -> Iterator[Fault]:
    for place, leaf in leaves(each.item.applies_if, each.place + "/applies_if"):
        if not isinstance(leaf, ItemIs):
            continue
        if leaf.item not in earlier:
            later = leaf.item in codes
            code = "checklist.condition_later" if later else "checklist.condition_unknown"
            yield Fault(code, place + "/item", item=leaf.item)
        elif leaf.tests and not earlier[leaf.item].takes_number:
            operator = leaf.tests[0][0]
            yield Fault("checklist.condition_no_number", f"{place}/{operator}", item=leaf.item)


def _critical_faults(each: Placed, scoring: Scoring, grades: set[str]) -> Iterator[Fault]:
    critical = each.item.critical
    if critical is None:
        return
    grade = critical.grade
    if grade is not None and grade not in grades:
        yield Fault("checklist.grade_unknown", each.place + "/critical/value", grade=grade)
    if scoring.mode == "deduct" and critical.effect.endswith("_section"):
        yield Fault("checklist.section_knockout_in_deduct", each.place + "/critical/effect")


def _index_faults(scoring: Scoring, placed: list[Placed]) -> Iterator[Fault]:
    """A factor index takes ratings from 1 to 10 and yes/no facts, and no missing=zero (R40)."""
    if scoring.missing == "zero":
        yield Fault("checklist.index_missing_zero", "/scoring/missing")
    for each in placed:
        item = each.item
        if item.type not in ("rating", "binary", "observe"):
            yield Fault("checklist.index_type", each.place + "/type", type=item.type)
        elif item.type == "rating" and (item.low, item.high) != _INDEX_SCALE:
            yield Fault("checklist.index_scale", each.place + "/high")
        if item.critical is not None:
            yield Fault("checklist.index_critical", each.place + "/critical")
