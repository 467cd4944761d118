"""Why the same answers score otherwise under another version: every difference, item by item.

Promise: the effects are exact and sum to the difference of the two scores, so nothing is left
unexplained and nothing is told twice. Scores are compared before rounding. Read `reasons`.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple

from audit.checklists.document import Definition
from audit.scoring.contributions import contributions, start
from audit.scoring.earning import ZERO
from audit.scoring.scorecard import LedgerLine, Scorecard
from audit.scoring.sums import total


class Reason(NamedTuple):
    """One cause of a difference and what it moves, in points of 100 (of 1000 for an index).

    `kind` is item, knockout or on_top (bonus, penalty and the clamp after them); `item` the item it
    is about, None where several have a part. `why` names what is different there: added, removed,
    applies, not_applies, not_asked, answer_gone, points, weight, share (the item is worth another
    part of the whole because of others), knockout, bonus, penalty.
    """

    kind: str
    item: str | None
    why: tuple[str, ...]
    effect: Fraction


class Scored(NamedTuple):
    """A scorecard with the version it was made under."""

    definition: Definition
    card: Scorecard

    @property
    def value(self) -> Fraction | None:
        """Its score: the final one, or the index of a survey."""
        return self.card.index if self.card.is_factor_index else self.card.final

    @property
    def lines(self) -> Mapping[str, LedgerLine]:
        """Its ledger by item."""
        return {line.item: line for line in self.card.lines}


def reasons(frozen: Scored, other: Scored, unanswered: Mapping[str, str]) -> list[Reason]:
    """Everything that makes `other` differ from `frozen`, largest effect first.

    `unanswered` says of items that have no answer in the other version why: `not_asked` (it is
    new), or `answer_gone` (what was answered does not exist there any more). Empty where one of the
    two has no score: then there is no difference to explain.
    """
    if frozen.value is None or other.value is None:
        return []
    found = [*_of_items(frozen, other, unanswered), *_of_the_rest(frozen, other)]
    return sorted(found, key=lambda reason: abs(reason.effect), reverse=True)


def _of_items(frozen: Scored, other: Scored, unanswered: Mapping[str, str]) -> Iterator[Reason]:
    was, now = (contributions(each.definition, each.card) for each in (frozen, other))
    old, new = frozen.lines, other.lines
    for item in dict.fromkeys([*was, *now]):
        effect = now.get(item, ZERO) - was.get(item, ZERO)
        if effect:
            why = tuple(_why(old.get(item), new.get(item), unanswered.get(item)))
            yield Reason("item", item, why, effect)
    shift = start(other.definition) - start(frozen.definition)
    if shift:
        yield Reason("item", None, ("points",), shift)


def _why(old: LedgerLine | None, new: LedgerLine | None, unanswered: str | None) -> Iterator[str]:
    if old is None or new is None:
        yield "added" if old is None else "removed"
        return
    if unanswered is not None and not new.counts:
        yield unanswered
    elif old.counts != new.counts:
        yield "applies" if new.counts else "not_applies"
    elif (old.earned, old.possible) != (new.earned, new.possible):
        yield "points"
    if old.weight != new.weight:
        yield "weight"
    if old.counts and new.counts and (old.rate, old.weight) == (new.rate, new.weight):
        yield "share"


def _of_the_rest(frozen: Scored, other: Scored) -> Iterator[Reason]:
    """What came after the items: section knock-outs, bonus and penalty, overall knock-outs."""
    was, now = _after_items(frozen), _after_items(other)
    top = now.on_top - was.on_top
    if top:
        yield Reason("on_top", _only(_moved_on_top(frozen, other)), _on_top(frozen, other), top)
    struck = now.knocked - was.knocked
    if struck:
        yield Reason("knockout", _only(_struck_once(frozen, other)), ("knockout",), struck)


class _AfterItems(NamedTuple):
    knocked: Fraction
    on_top: Fraction


def _after_items(scored: Scored) -> _AfterItems:
    card, definition = scored.card, scored.definition
    if card.is_factor_index or card.base is None or card.final is None:
        return _AfterItems(ZERO, ZERO)
    raw = start(definition) + total(contributions(definition, card).values())
    top = definition.scoring.cap_max
    lifted = max(ZERO, min(top, card.base + card.bonus - card.penalty))
    return _AfterItems(card.base - raw + card.final - lifted, lifted - card.base)


def _on_top(frozen: Scored, other: Scored) -> tuple[str, ...]:
    pairs = {"bonus": (frozen.card.bonus, other.card.bonus),
             "penalty": (frozen.card.penalty, other.card.penalty)}  # fmt: skip
    return tuple(name for name, (was, now) in pairs.items() if was != now) or ("share",)


def _moved_on_top(frozen: Scored, other: Scored) -> list[str]:
    old, new = frozen.lines, other.lines
    both = dict.fromkeys([*old, *new])
    return [item for item in both if _points(old.get(item)) != _points(new.get(item))]


def _points(line: LedgerLine | None) -> Fraction:
    return ZERO if line is None or line.points is None else line.points


def _struck_once(frozen: Scored, other: Scored) -> list[str]:
    old, new = ({k.item for k in each.card.knockouts} for each in (frozen, other))
    return sorted(old ^ new)


def _only(items: list[str]) -> str | None:
    return items[0] if len(items) == 1 else None
