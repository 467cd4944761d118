"""Everything the server demands of a submission's answers.

Promise: every fault of every item at once, at its pointer (`/answers/RC2/photos/0`), decided from
the values given and nothing else. The phone demands the same before it sends; this is the same
again. Reading order: `check_answers`, `_asked`, then one demand after the other.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from audit.checklists.answers import NA_REASONS, Answer
from audit.checklists.decimals import decimal
from audit.checklists.definition import Definition
from audit.checklists.items import CommentRule, Item
from audit.checklists.rules import applicable, check_value
from audit.problems import Fault, pointer
from audit.scoring.earning import is_fail

PARTS = ("onsite", "callback", "correction")
NOTHING: Mapping[str, Answer] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class _Asked:
    """One item that applies, with its answer (None when missing) and what may be referred to."""

    item: Item
    answer: Answer | None
    manifest: Mapping[str, str]
    earlier: Answer | None

    @property
    def place(self) -> str:
        """Where its answer stands."""
        return pointer("answers", self.item.code)

    def fault(self, code: str, below: str = "", /, **facts: str | int) -> Fault:
        """A fault of this item at its answer or below it."""
        return Fault(code, self.place + below, item=self.item.code, **facts)


def check_answers(  # noqa: PLR0913 - a submission has these parts; a bag of them would hide which
    definition: Definition,
    answers: Mapping[str, Answer],
    *,
    scenario: str | None,
    part: str,
    manifest: Mapping[str, str],
    earlier: Mapping[str, Answer] = NOTHING,
) -> list[Fault]:
    """Every fault of the answers of one `part`: onsite, callback or correction.

    `manifest` gives the item of every evidence id that the visit has declared, in this submission
    or before it. `earlier` are the answers of the visit so far: conditions of callback items look
    at them, and an N/A that the clock has set stays allowed in a correction. An onsite part needs
    all items that are not deferred and may bring deferred ones; a callback brings deferred ones
    only; a correction needs all. Items that do not apply are not checked (R3).
    """
    known = {**earlier, **answers} if part == "callback" else answers
    applies = applicable(definition, known, scenario)
    faults = list(_strangers(definition, answers, part))
    for item in definition.items:
        if applies[item.code] and (part != "callback" or item.deferred):
            asked = _Asked(item, answers.get(item.code), manifest, earlier.get(item.code))
            faults += _item_faults(asked, part)
    return faults


def _strangers(definition: Definition, answers: Mapping[str, Answer], part: str) -> Iterator[Fault]:
    """Answers to items that the checklist, or this part of it, does not have."""
    for code in answers:
        if code not in definition.places:
            yield Fault("answer.unknown_item", pointer("answers", code), item=code)
        elif part == "callback" and not definition.item(code).deferred:
            yield Fault("answer.other_part", pointer("answers", code), item=code)


def _item_faults(asked: _Asked, part: str) -> Iterator[Fault]:
    if asked.answer is None:
        if asked.item.required and (part != "onsite" or not asked.item.deferred):
            yield asked.fault("answer.missing")
        return
    answer = asked.answer
    yield from _evidence(asked, answer)
    yield from _comment_wanted(asked, answer)
    if answer.na:
        yield from _not_applicable(asked, answer)
        return
    faults = [fault.under(asked.place) for fault in check_value(asked.item, answer)]
    yield from faults
    if not faults:
        yield from _empty(asked, answer)
        is_bad = _asks_more_of_failures(asked.item) and is_fail(asked.item, answer)
        yield from _photo_rule(asked, answer, is_bad=is_bad)
        yield from _comment_rule(asked, answer, is_bad=is_bad)


def _asks_more_of_failures(item: Item) -> bool:
    """Whether it matters here that an answer failed: of most items it does not, and telling costs
    what scoring them costs."""
    by_photo = item.photo is not None and item.photo.when != "always"
    return by_photo or item.comment.when == "on_fail"


def _not_applicable(asked: _Asked, answer: Answer) -> Iterator[Fault]:
    """N/A where the item allows it, with a reason of the list; `other` must be explained (R3)."""
    stands = asked.earlier is not None and asked.earlier.na
    if not asked.item.na_allowed and not (asked.item.deferred and stands):
        yield asked.fault("answer.na_not_allowed", "/na")
    if answer.reason not in NA_REASONS:
        yield asked.fault("answer.reason_unknown", "/reason", allowed=", ".join(NA_REASONS))
    if answer.reason == "other" and _length(answer) == 0:
        yield asked.fault("answer.comment_missing", "/comment", least=1)


def _empty(asked: _Asked, answer: Answer) -> Iterator[Fault]:
    """A required observation may not be blank, nor a required photo absent."""
    if asked.item.type != "observe" or not asked.item.required:
        return
    if asked.item.answer in ("photo", "signature"):
        if not _shown(asked.item, answer):
            yield asked.fault("answer.photos_too_few", "/photos", least=1)
    elif isinstance(answer.value, str) and not answer.value.strip():
        yield asked.fault("answer.missing", "/v")


def _evidence(asked: _Asked, answer: Answer) -> Iterator[Fault]:
    """Every photo referred to must be declared, and for this item."""
    for place, photo in _shown(asked.item, answer):
        owner = asked.manifest.get(photo)
        if owner is None:
            yield asked.fault("answer.photo_undeclared", place, photo=photo)
        elif owner != asked.item.code:
            yield asked.fault("answer.photo_other_item", place, photo=photo, owner=owner)


def _photo_rule(asked: _Asked, answer: Answer, *, is_bad: bool) -> Iterator[Fault]:
    rule = asked.item.photo
    if rule is None:
        return
    shown = {photo for _, photo in _shown(asked.item, answer)}
    if len(shown) < rule.min and (is_bad or rule.when == "always"):
        yield asked.fault("answer.photos_too_few", "/photos", least=rule.min)
    if len(shown) > rule.max:
        yield asked.fault("answer.photos_too_many", "/photos", most=rule.max)


def _comment_wanted(asked: _Asked, answer: Answer) -> Iterator[Fault]:
    """An item that takes no comment takes none, but for the explanation of an N/A."""
    if asked.item.comment.when == "never" and _length(answer) and answer.reason != "other":
        yield asked.fault("answer.comment_not_wanted", "/comment")


def _comment_rule(asked: _Asked, answer: Answer, *, is_bad: bool) -> Iterator[Fault]:
    rule = asked.item.comment
    wanted = (
        rule.when == "always"
        or (rule.when == "on_fail" and is_bad)
        or (rule.when == "below" and _is_below(answer, rule))
    )
    if wanted and _length(answer) < rule.min_length:
        yield asked.fault("answer.comment_missing", "/comment", least=rule.min_length)


def _is_below(answer: Answer, rule: CommentRule) -> bool:
    number = decimal(answer.value)
    return number is not None and rule.value is not None and number < rule.value


def _shown(item: Item, answer: Answer) -> list[tuple[str, str]]:
    """The evidence an answer refers to, each with its place; photo items may name it as value."""
    found = [(pointer("photos", index), photo) for index, photo in enumerate(answer.photos)]
    if item.answer in ("photo", "signature") and answer.value is not None:
        if isinstance(answer.value, str):
            found.append(("/v", answer.value))
        else:
            found += [(pointer("v", index), photo) for index, photo in enumerate(answer.value)]
    return found


def _length(answer: Answer) -> int:
    return len((answer.comment or "").strip())
