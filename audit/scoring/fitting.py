"""Which answers an item can have: what scoring refuses, and what is left when that is put aside.

Promise: decided item by item, from the item and its answer alone. Somebody who tries a checklist
out, or scores old answers under another version of it, meets answers that no longer fit; these are
told and left out, and the rest is scored.
"""

from collections.abc import Mapping

from audit.checklists.answers import Answer
from audit.checklists.document import Definition
from audit.checklists.items import Item
from audit.checklists.rules import check_value
from audit.problems import Fault


def answer_faults(item: Item, answer: Answer) -> list[Fault]:
    """What is wrong with the answer for this item; pointers start at the answer."""
    faults = check_value(item, answer)
    if answer.na and not _may_be_left_out(item, answer):
        faults = [*faults, Fault("answer.na_not_allowed", "/na", item=item.code)]
    return faults


def fitting(definition: Definition, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """The answers to items that the checklist has, and that these items can have."""
    return {
        code: answer
        for code, answer in answers.items()
        if code in definition.places and not answer_faults(definition.item(code), answer)
    }


def _may_be_left_out(item: Item, answer: Answer) -> bool:
    """R3; what is not scored costs nothing, and the clock may close any open deferred item."""
    closed_by_clock = item.deferred and answer.reason == "no_contact"
    return item.na_allowed or closed_by_clock or not item.is_scored
