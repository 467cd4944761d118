"""From answers to ledger lines: the state of every item and what it earned (R3, R4, R14).

Promise: one line an item, in document order, losses still open. Nothing here looks at two items.
"""

from collections.abc import Iterable, Mapping

from audit.checklists.answers import Answer
from audit.checklists.document import Definition
from audit.checklists.items import Item
from audit.scoring.earning import RULES, ZERO, earned
from audit.scoring.scorecard import LedgerLine

# "unanswered" is an unanswered bonus or penalty: worth 0 and never called missing (R14).
UNANSWERED = "unanswered"


def draw_lines(
    definition: Definition, answers: Mapping[str, Answer], applies: Mapping[str, bool]
) -> list[LedgerLine]:
    """The lines of all items under the missing policy of the definition."""
    policy = definition.scoring.missing
    return [
        _line(item, section.code, answers.get(item.code), policy)
        if applies[item.code]
        else _inapplicable(item, section.code, answers.get(item.code))
        for section in definition.sections
        for item in section.items
    ]


def missing_items(definition: Definition, lines: Iterable[LedgerLine]) -> tuple[str, ...]:
    """Required scored items without an answer, whatever the policy makes of them (R4)."""
    return tuple(
        line.item
        for line in lines
        if line.state == "missing" and definition.item(line.item).required
    )


def _line(item: Item, section: str, answer: Answer | None, policy: str) -> LedgerLine:
    if not item.is_scored:
        return _unscored(item, section, answer)
    if answer is None:
        return _missing(item, section, policy)
    if answer.na:
        return _left_out(item, section, "not_applicable", answer, answer.reason)
    state, rule = ("never_happened", "R3") if answer.none else ("answered", RULES[item.type])
    return _scored(item, section, answer, state, rule)


def _scored(item: Item, section: str, answer: Answer | None, state: str, rule: str) -> LedgerLine:
    points, rate = earned(item, answer or Answer(none=True))
    return LedgerLine(
        item=item.code,
        section=section,
        type=item.type,
        state=state,
        answer=answer,
        earned=points,
        possible=item.max or ZERO,
        weight=item.weight,
        rate=rate,
        loss=None,
        rule=rule,
        reason=None,
        points=None,
    )


def _missing(item: Item, section: str, policy: str) -> LedgerLine:
    """Policy zero scores it 0; otherwise it stays out. What is not required never counts (R4)."""
    if item.required and policy == "zero":
        return _scored(item, section, None, "missing", "R4")
    return _left_out(item, section, "missing", None, policy if item.required else "not_required")


def _inapplicable(item: Item, section: str, answer: Answer | None) -> LedgerLine:
    return _left_out(item, section, "inapplicable", answer, "not_applicable")


def _unscored(item: Item, section: str, answer: Answer | None) -> LedgerLine:
    if answer is not None and answer.na:
        return _left_out(item, section, "not_applicable", answer, answer.reason)
    if item.type == "observe":
        return _left_out(item, section, "observed", answer, None)
    if answer is None:
        return _left_out(item, section, "not_applicable", None, UNANSWERED)
    points = item.points if answer.value == "yes" else ZERO
    return _left_out(item, section, "answered", answer, None)._replace(points=points)


def _left_out(
    item: Item, section: str, state: str, answer: Answer | None, reason: str | None
) -> LedgerLine:
    rules = {"missing": "R4", "inapplicable": "R3", "not_applicable": "R3"}
    return LedgerLine(
        item=item.code,
        section=section,
        type=item.type,
        state=state,
        answer=answer,
        earned=None,
        possible=None,
        weight=item.weight,
        rate=None,
        loss=None,
        rule=rules.get(state, RULES[item.type]),
        reason=reason,
        points=None,
    )
