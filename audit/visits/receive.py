"""What to make of a submission, decided without touching anything (model 4).

Promise: every fault of a submission is told at once with its place; what contradicts something we
already hold is a 409, what is wrong in itself a 422. Read `check`, `in_force`, `waiting_for`.
"""

import hashlib
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from audit.checklists.answers import Answer
from audit.checklists.document import Definition
from audit.checklists.items import Item
from audit.checklists.rules import applicable
from audit.kpi.yardstick import NOTHING_SET, Yardstick
from audit.problems import Fault, Problem, pointer, refuse
from audit.visits.check_answers import check_answers
from audit.visits.states import RETURNED, receiving, wrong_state

Answers = Mapping[str, Answer]
Signal = Mapping[str, str]

REGISTERED, VERIFIED = "registered", "verified"
ONSITE, CALLBACK, CORRECTION = "onsite", "callback", "correction"


@dataclass(frozen=True, slots=True)
class Declared:
    """One line of the manifest: a photo that exists on the phone. `sha256` in hex."""

    id: uuid.UUID
    item: str
    sha256: str
    size_bytes: int
    media_type: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A submission as sent; `body` are its exact bytes, `signals` raw coordinates by kind."""

    id: uuid.UUID
    visit_id: uuid.UUID
    part: str
    base: int | None
    checklist_hash: str
    answers: Answers
    manifest: tuple[Declared, ...]
    signals: Mapping[str, Signal]
    body: bytes

    @property
    def sha256(self) -> str:
        """Hex digest of the exact bytes: what makes two submissions the same."""
        return hashlib.sha256(self.body).hexdigest()


@dataclass(frozen=True, slots=True)
class Known:
    """An evidence id we hold already."""

    id: uuid.UUID
    subject_id: uuid.UUID
    item: str
    sha256: str
    state: str
    declared: bool


@dataclass(frozen=True, slots=True)
class KnownSubmission:
    """A submission id we hold already: what its receipt is made of."""

    visit_id: uuid.UUID
    sha256: str
    received_at: datetime
    seq: int


@dataclass(frozen=True, slots=True)
class Context:
    """What we hold of the visit when a submission arrives."""

    state: str
    revision: int
    scenario: str | None
    definition: Definition
    known: KnownSubmission | None
    answers: Answers
    parts: frozenset[str]
    wave_closed: bool
    evidence: tuple[Known, ...]
    is_kept: bool = False  # refused before, with the same bytes, and kept then
    yardstick: Yardstick = NOTHING_SET  # what it is judged by, should this be the last part

    @property
    def known_evidence(self) -> frozenset[uuid.UUID]:
        """The ids among `evidence`."""
        return frozenset(row.id for row in self.evidence)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a visit in progress still waits for: evidence not yet verified, parts not yet come."""

    evidence: tuple[uuid.UUID, ...]
    parts: tuple[str, ...]

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to wait for."""
        return not self.evidence and not self.parts


def part_of(item: Item) -> str:
    """The part that an item is answered in (domain 0.4)."""
    return CALLBACK if item.deferred else ONSITE


@lru_cache(maxsize=256)  # asked four times by each submission
def items_of(definition: Definition, part: str) -> frozenset[str]:
    """The items that a submission of `part` speaks for; a correction speaks for all."""
    return frozenset(item.code for item in definition.items if part in (CORRECTION, part_of(item)))


def check(context: Context, sent: Sent) -> None:
    """Raise the one problem that tells all that is wrong; return quietly when nothing is."""
    receiving(context.state)
    if sent.part == CORRECTION and context.state != RETURNED:
        raise wrong_state("correct", context.state)
    if sent.base != (context.revision or None):
        raise Problem("visit.stale_base", base=sent.base or 0, current=context.revision)
    if taken := _taken(context, sent):
        raise Problem("evidence.other_content", taken)
    refuse([*_faults(context, sent)])


def _taken(context: Context, sent: Sent) -> list[Fault]:
    """Manifest lines whose id stands for another photo already: 409, with every place."""
    known = {row.id: row for row in context.evidence}
    return [
        Fault("evidence.id_taken", pointer("evidence", number, "id"))
        for number, photo in enumerate(sent.manifest)
        if (row := known.get(photo.id)) is not None
        and (row.subject_id, row.item, row.sha256) != (sent.visit_id, photo.item, photo.sha256)
    ]


def _faults(context: Context, sent: Sent) -> list[Fault]:
    if sent.checklist_hash != context.definition.version_hash:
        # answers to another version cannot be judged by this one: nothing more to say about them
        return [Fault("visit.other_checklist", "/checklist_hash")]
    return [
        *_manifest_faults(context, sent),
        *check_answers(
            context.definition,
            sent.answers,
            scenario=context.scenario,
            part=sent.part,
            manifest=_declared(context, sent),
            earlier=context.answers,
        ),
    ]


def _declared(context: Context, sent: Sent) -> dict[str, str]:
    """The item of every photo this submission may refer to: those it lists, and those declared
    before for items that it does not speak for. Its own part is replaced whole."""
    replaced = items_of(context.definition, sent.part)
    before = {
        str(row.id): row.item
        for row in context.evidence
        if row.declared and row.item not in replaced
    }
    return before | {str(photo.id): photo.item for photo in sent.manifest}


def _manifest_faults(context: Context, sent: Sent) -> list[Fault]:
    faults, seen = [], set()
    for number, photo in enumerate(sent.manifest):
        if photo.item not in context.definition.places:
            place = pointer("evidence", number, "item")
            faults.append(Fault("answer.unknown_item", place, item=photo.item))
        if photo.id in seen:
            faults.append(Fault("evidence.listed_twice", pointer("evidence", number, "id")))
        seen.add(photo.id)
    return faults


def in_force(context: Context, sent: Sent) -> Answers:
    """The full answers once `sent` is taken: its part replaced whole, the rest as it was."""
    replaced = items_of(context.definition, sent.part)
    kept = {code: answer for code, answer in context.answers.items() if code not in replaced}
    return kept | dict(sent.answers)


def evidence_after(context: Context, sent: Sent) -> tuple[Known, ...]:
    """The evidence once `sent` is taken; what its part no longer lists is no longer counted on."""
    listed = {photo.id: photo for photo in sent.manifest}
    replaced = items_of(context.definition, sent.part)
    before = tuple(
        replace(row, declared=row.id in listed or (row.declared and row.item not in replaced))
        for row in context.evidence
    )
    known = {row.id for row in before}
    return before + tuple(
        Known(photo.id, sent.visit_id, photo.item, photo.sha256, REGISTERED, declared=True)
        for photo in listed.values()
        if photo.id not in known
    )


def waiting_for(
    context: Context, answers: Answers, parts: Collection[str], evidence: Collection[Known]
) -> Waiting:
    """What is still to come before the visit is complete (model 3).

    A callback that came before the on-site part may lack required items that apply only since then:
    another is waited for.
    """
    shown = applicable(context.definition, answers, context.scenario)
    open_parts = {ONSITE} - {*parts} | {
        CALLBACK
        for item in context.definition.items
        if item.deferred and shown[item.code] and item.code not in answers
        if item.required or CALLBACK not in parts
    }
    return Waiting(
        evidence=tuple(row.id for row in evidence if row.declared and row.state != VERIFIED),
        parts=tuple(part for part in (ONSITE, CALLBACK) if part in open_parts),
    )
