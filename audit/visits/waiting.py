"""What a visit in progress still waits for, read afresh; and finishing it when that is nothing.

For the doors that are not the submission itself: the visitor's page, a verified photo, the quality
manager who completes anyway.
"""

import uuid

import sqlalchemy as sa

from audit.checklists.answers import Answer, dump_answers, parse_answers
from audit.checklists.queries import definition_of
from audit.checklists.rules import applicable
from audit.evidence.queries import declared_of
from audit.evidence.service import count_off
from audit.infra.clock import end_of, now
from audit.infra.db import db
from audit.people.models import Tenant
from audit.problems import Problem
from audit.visits.complete import Answers, complete
from audit.visits.models import Flag, Revision, Submission, Visit, Wave
from audit.visits.own import lock_visit
from audit.visits.receive import ONSITE, Context, Known, Waiting, part_of, waiting_for
from audit.visits.states import IN_PROGRESS, after

NUMERIC = ("numeric_bands", "numeric_linear")


def context_of(visit: Visit) -> Context:
    """What we hold of a visit that is not being submitted to."""
    parts = db.session.scalars(
        sa.select(Submission.part).where(Submission.visit_id == visit.id).distinct()
    )
    return Context(
        state=visit.state,
        revision=visit.current_revision,
        scenario=visit.scenario,
        definition=definition_of(visit.version_hash),
        known=None,
        answers=answers_of(visit.id, visit.current_revision),
        parts=frozenset(parts),
        wave_closed=False,
        evidence=tuple(
            Known(row.id, visit.id, row.item, row.sha256, row.state, row.declared)
            for row in declared_of(visit.id)
        ),
    )


def answers_of(visit_id: uuid.UUID, number: int) -> Answers:
    """The full answers of one revision; none before the first."""
    raw = db.session.scalar(
        sa.select(Revision.answers).where(Revision.visit_id == visit_id, Revision.number == number)
    )
    return parse_answers(raw or {})


def still_waiting(visit: Visit) -> Waiting:
    """What is missing now; nothing for a visit that is past that."""
    if visit.state != IN_PROGRESS:
        return Waiting((), ())
    context = context_of(visit)
    return waiting_for(context, context.answers, context.parts, context.evidence)


def complete_if_ready(visit: Visit, author: str) -> None:
    """Submit the visit if the last thing it waited for has just come. The visit must be locked."""
    if visit.state == IN_PROGRESS and still_waiting(visit).is_over:
        complete(visit, answers_of(visit.id, visit.current_revision), author)


def complete_anyway(by: str, visit: Visit) -> None:
    """Go on without what did not come (model 3); the visit must be locked.

    Open deferred items become `none` or N/A `no_contact`; a flag names the absent or refused
    evidence, which is no longer counted on.
    """
    after(visit.state, "complete")
    context = context_of(visit)
    if ONSITE not in context.parts:
        raise Problem("visit.nothing_on_site")
    waiting = waiting_for(context, context.answers, context.parts, context.evidence)
    closed = {**closing_answers(context), **context.answers}
    _write_revision(by, visit, context.answers, closed)
    if waiting.evidence:
        count_off(waiting.evidence)
        ids = [str(evidence) for evidence in waiting.evidence]
        facts = {"evidence": ids}
        db.session.add(
            Flag(visit_id=visit.id, code="evidence_absent", facts=facts, raised_at=now())
        )
    db.session.flush()
    complete(visit, closed, by)


def complete_at_deadline(visit_id: uuid.UUID) -> None:
    """What the clock does when the callback deadline has passed: go on without what did not come.

    A visit of which nothing has come, or that went on already, is left as it is.
    """
    visit = lock_visit(visit_id)
    if visit.state == IN_PROGRESS and ONSITE in context_of(visit).parts:
        complete_anyway("system", visit)


def complete_if_overdue(visit_id: uuid.UUID) -> None:
    """The same for a visit that began to arrive after its deadline: nobody else would end it."""
    deadline, zone = db.session.execute(
        sa.select(Wave.callback_deadline, Tenant.time_zone)
        .join(Visit, Visit.wave_id == Wave.id)
        .join(Tenant, Tenant.id == Wave.tenant_id)
        .where(Visit.id == visit_id)
    ).one()
    if now() >= end_of(deadline, zone):
        complete_at_deadline(visit_id)


def closing_answers(context: Context) -> dict[str, Answer]:
    """What open deferred items become when nobody waits any longer: a number never happened."""
    shown = applicable(context.definition, context.answers, context.scenario)
    never, no_contact = Answer(none=True), Answer(na=True, reason="no_contact")
    return {
        item.code: never if item.type in NUMERIC else no_contact
        for item in context.definition.items
        if shown[item.code] and part_of(item) != ONSITE and item.code not in context.answers
    }


def _write_revision(by: str, visit: Visit, before: Answers, answers: Answers) -> None:
    visit.current_revision += 1
    visit.row_version += 1
    db.session.add(
        Revision(
            visit_id=visit.id,
            number=visit.current_revision,
            answers=dump_answers(answers),
            cause="deadline",
            author=by,
            changed=[code for code in answers if code not in before],
            created_at=now(),
        )
    )
