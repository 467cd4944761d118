"""Receiving what a phone sends (model 4): the promise this platform is named for.

Promise: what is answered with a receipt is committed, whole and once. The same bytes under the same
id get the same receipt for ever; other bytes are refused and kept. A submission is accepted before
its photos. Five statements in the request (a test counts): look up the token, raise the wall, lock
the visit, read what is known, write it all, the score too if nothing is left to wait for. Read
`submit`; what decides stands in `receive`, what scores in `complete`.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy.orm.attributes import set_committed_value

from audit.checklists.answers import dump_answers, parse_answers
from audit.checklists.document import Definition
from audit.checklists.queries import definition_of
from audit.infra.clock import iso, now
from audit.infra.db import db, keep_despite_refusal, refusing, tenant
from audit.infra.events import Event, append
from audit.infra.queue import job_args
from audit.kpi.yardstick import read_yardstick
from audit.people.actor import Actor
from audit.problems import Fault, Problem
from audit.visits.complete import completion
from audit.visits.models import Flag, Submission, SubmissionConflict, Visit
from audit.visits.own import lock_own
from audit.visits.receive import (
    Context,
    Known,
    KnownSubmission,
    Sent,
    Waiting,
    check,
    evidence_after,
    in_force,
    items_of,
    waiting_for,
)
from audit.visits.statements import READ_CONTEXT, RECEIVE, RECEIVE_AND_COMPLETE
from audit.visits.states import DEAD, IN_PROGRESS, after, receiving

NOTHING = Waiting((), ())


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is signed: these four and nothing else, so that the same receipt is given for ever."""

    submission: uuid.UUID
    sha256: str
    received_at: datetime
    seq: int

    def facts(self) -> dict[str, str | int]:
        """The signed facts in their JSON form."""
        return {
            "submission": str(self.submission),
            "sha256": self.sha256,
            "received_at": iso(self.received_at),
            "seq": self.seq,
        }


@dataclass(frozen=True, slots=True)
class Accepted:
    """The answer to a submission: the receipt, and beside it where the visit stands now."""

    receipt: Receipt
    state: str
    waiting_for: Waiting
    is_new: bool


def submit(actor: Actor, sent: Sent) -> Accepted:
    """Take a submission of an own visit; see `receive.check` for what is refused and how."""
    visit = lock_own(actor, sent.visit_id)
    context = _context(visit, sent)
    try:
        # another visit's submission may take the id at this very moment
        with refusing({"submission_pk": "submission.other_content"}):
            return _take(visit, context, sent)
    except Problem as problem:
        if problem.status == 409 and not context.is_kept:
            _keep(visit, sent, problem.code)
        raise


def _take(visit: Visit, context: Context, sent: Sent) -> Accepted:
    if context.known is not None:
        return _again(visit, context, sent)
    if visit.state in DEAD:
        return _store_only(visit, sent)
    check(context, sent)
    return _receive(visit, context, sent)


def _context(visit: Visit, sent: Sent) -> Context:
    row = db.session.execute(
        READ_CONTEXT,
        {
            "tenant": tenant(),
            "submission": sent.id,
            "sha256": sent.sha256,
            "visit": visit.id,
            "wave": visit.wave_id,
            "revision": visit.current_revision,
            "manifest": [photo.id for photo in sent.manifest],
        },
    ).one()
    return Context(
        state=visit.state,
        revision=visit.current_revision,
        scenario=visit.scenario,
        definition=definition_of(visit.version_hash),
        known=_known(row.submission),
        answers=parse_answers(row.answers or {}),
        parts=frozenset(row.parts),
        wave_closed=row.wave == "closed",
        evidence=tuple(_known_evidence(raw) for raw in row.evidence),
        is_kept=row.kept,
        yardstick=read_yardstick(row.yardstick),
    )


def _known_evidence(raw: dict[str, Any]) -> Known:
    ids = uuid.UUID(raw["id"]), uuid.UUID(raw["subject"])
    return Known(*ids, raw["item"], raw["sha256"], raw["state"], raw["declared"])


def _known(raw: dict[str, Any] | None) -> KnownSubmission | None:
    if raw is None:
        return None
    received_at = datetime.fromisoformat(raw["received_at"])
    return KnownSubmission(uuid.UUID(raw["visit_id"]), raw["sha256"], received_at, raw["seq"])


def _again(visit: Visit, context: Context, sent: Sent) -> Accepted:
    """The id is known: the same receipt for the same bytes, a refusal of all others."""
    known = context.known
    if known is None or (known.visit_id, known.sha256) != (visit.id, sent.sha256):
        raise Problem("submission.other_content")
    receipt = Receipt(sent.id, known.sha256, known.received_at, known.seq)
    waiting = NOTHING
    if visit.state == IN_PROGRESS:
        waiting = waiting_for(context, context.answers, context.parts, context.evidence)
    return Accepted(receipt, visit.state, waiting, is_new=False)


def _keep(visit: Visit, sent: Sent, code: str) -> None:
    keep_despite_refusal(
        SubmissionConflict(
            visit_id=visit.id,
            submission_id=sent.id,
            code=code,
            sha256=sent.sha256,
            body=sent.body,
            received_at=now(),
        )
    )


def _store_only(visit: Visit, sent: Sent) -> Accepted:
    """For a cancelled or void visit: stored, receipted, moves nothing, raises a flag (model 3)."""
    moment = now()
    facts = {"submission": str(sent.id), "state": visit.state}
    db.session.add(
        Flag(visit_id=visit.id, code="received_after_end", facts=facts, raised_at=moment)
    )
    seq = append(f"visitor:{visit.visitor_id}", "submission.received", visit.id, **facts)
    db.session.add(
        Submission(
            id=sent.id,
            visit_id=visit.id,
            part=sent.part,
            base=sent.base,
            sha256=sent.sha256,
            body=sent.body,
            received_at=moment,
            seq=seq,
        )
    )
    receipt = Receipt(sent.id, sent.sha256, moment, seq)
    return Accepted(receipt, visit.state, NOTHING, is_new=True)


def _receive(visit: Visit, context: Context, sent: Sent) -> Accepted:
    """Write it all in one statement, the score with it if nothing is left to wait for."""
    moment = now()
    author = f"visitor:{visit.visitor_id}"
    answers = in_force(context, sent)
    parameters = _parameters(visit, context.definition, sent, author) | {
        "at": moment,
        "late": context.wave_closed,
        "answers": orjson.dumps(dump_answers(answers)).decode(),
        "changed": [code for code in answers if answers[code] != context.answers.get(code)],
    }
    waiting = waiting_for(
        context, answers, context.parts | {sent.part}, evidence_after(context, sent)
    )
    if waiting.is_over:
        revision, yardstick = parameters["revision"], context.yardstick
        parameters |= completion(visit, revision, answers, author, yardstick)
        parameters |= {"state": after(parameters["state"], "complete"), "steps": 2}
    seq = _write(context, sent, parameters)
    set_committed_value(visit, "state", parameters["state"])
    set_committed_value(visit, "current_revision", parameters["revision"])
    set_committed_value(visit, "row_version", visit.row_version + parameters["steps"])
    return Accepted(Receipt(sent.id, sent.sha256, moment, seq), visit.state, waiting, is_new=True)


def _write(context: Context, sent: Sent, parameters: dict[str, Any]) -> int:
    statement = RECEIVE_AND_COMPLETE if "scorecard" in parameters else RECEIVE
    written = db.session.execute(statement, parameters).one_or_none()
    if written is None:
        raise Problem("visit.changed_meanwhile")
    if written.announced != len({photo.id for photo in sent.manifest} - context.known_evidence):
        # another visit announced one of these ids since we looked
        raise Problem("evidence.other_content", [Fault("evidence.id_taken", "/evidence")])
    return int(written.seq)


def _parameters(visit: Visit, definition: Definition, sent: Sent, author: str) -> dict[str, Any]:
    event = Event(
        author, "submission.received", visit.id, {"submission": str(sent.id), "sha256": sent.sha256}
    )
    return {
        "tenant": tenant(),
        "visit": visit.id,
        "row_version": visit.row_version,
        "state": receiving(visit.state),
        "steps": 1,
        "revision": visit.current_revision + 1,
        "job": job_args(visit.id),
        "received": event.body(),
        "submission": sent.id,
        "part": sent.part,
        "base": sent.base,
        "sha256": sent.sha256,
        "body": sent.body,
        "author": author,
        "items": sorted(items_of(definition, sent.part)),
        "manifest": [photo.id for photo in sent.manifest],
        "m_items": [photo.item for photo in sent.manifest],
        "m_hashes": [photo.sha256 for photo in sent.manifest],
        "m_sizes": [photo.size_bytes for photo in sent.manifest],
        "m_types": [photo.media_type for photo in sent.manifest],
        "s_kinds": list(sent.signals),
        "s_signals": [orjson.dumps(signal).decode() for signal in sent.signals.values()],
    }
