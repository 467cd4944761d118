"""Receiving what a phone sends (model 4): the promise this platform is named for.

Promise: what is answered with a receipt is committed, whole and once. The same bytes under the same
id get the same receipt for ever; other bytes are refused and kept. A submission is accepted before
its photos. Six statements in the request at most (a test counts): look up the token, raise the
wall, lock the visit, read what is known, write the submission, write the score if nothing is left
to wait for. Read `submit`; what decides stands in `receive`, what scores in `complete`.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.orm.attributes import set_committed_value

from audit.checklists.answers import dump_answers, parse_answers
from audit.checklists.document import Definition
from audit.checklists.queries import definition_of
from audit.infra.clock import iso, now
from audit.infra.db import db, keep_despite_refusal, refusing, tenant
from audit.infra.events import Event, append
from audit.infra.queue import job_args
from audit.people.actor import Actor
from audit.problems import Fault, Problem
from audit.visits.complete import complete
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
from audit.visits.states import DEAD, IN_PROGRESS, receiving

NOTHING = Waiting((), ())

READ_CONTEXT = sa.text("""
SELECT
  (SELECT jsonb_build_object('visit_id', s.visit_id, 'sha256', s.sha256, 'received_at', s.received_at, 'seq', s.seq)
     FROM submission s WHERE s.tenant_id = :tenant AND s.id = :submission) AS submission,
  EXISTS (SELECT FROM submission_conflict c WHERE c.tenant_id = :tenant AND c.submission_id = :submission
     AND c.sha256 = :sha256) AS kept,
  (SELECT r.answers FROM revision r WHERE r.tenant_id = :tenant AND r.visit_id = :visit
     AND r.number = :revision) AS answers,
  (SELECT coalesce(array_agg(DISTINCT s.part), '{}') FROM submission s
     WHERE s.tenant_id = :tenant AND s.visit_id = :visit) AS parts,
  (SELECT w.state FROM wave w WHERE w.tenant_id = :tenant AND w.id = :wave) AS wave,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('id', e.id, 'subject', e.subject_id, 'item', e.item,
            'sha256', e.sha256, 'state', e.state, 'declared', e.declared)), '[]')
     FROM evidence e WHERE e.tenant_id = :tenant AND (e.subject_id = :visit OR e.id = ANY(:manifest))) AS evidence
""")

# Everything selects FROM moved: when the compare-and-set finds another row version, nothing is
# written. The event is appended last, because it holds the tenant's head row until the commit.
RECEIVE = sa.text("""
WITH moved AS (
  UPDATE visit SET state = :state, row_version = row_version + 1, current_revision = :current_revision,
         late = late OR :late, counted = counted AND NOT :late
   WHERE tenant_id = :tenant AND id = :visit AND row_version = :row_version RETURNING id),
sweep AS MATERIALIZED (
  SELECT queue.procrastinate_defer_jobs_v1(ARRAY[ROW('default', 'visit.sweep', 0, NULL, NULL,
         CAST(:job AS jsonb), CAST(:at AS timestamptz) + interval '1 hour')::queue.procrastinate_job_to_defer_v1]) FROM moved),
said AS MATERIALIZED (SELECT append_event(:event) AS seq FROM sweep),
kept AS (
  INSERT INTO submission (tenant_id, id, visit_id, part, base, sha256, body, received_at, seq)
  SELECT :tenant, :submission, :visit, :part, :base, :sha256, :body, :at, seq FROM said RETURNING id),
revised AS (
  INSERT INTO revision (tenant_id, id, visit_id, number, answers, cause, author, changed, submission_id, created_at)
  SELECT :tenant, gen_random_uuid(), :visit, :current_revision, CAST(:answers AS jsonb), :part, :author, :changed, id, :at FROM kept),
counted_on AS (
  UPDATE evidence SET declared = (evidence.id = ANY(:manifest)) FROM kept
   WHERE tenant_id = :tenant AND subject_id = :visit AND (item = ANY(:items) OR evidence.id = ANY(:manifest))),
announced AS (
  INSERT INTO evidence (tenant_id, id, subject_kind, subject_id, item, sha256, size_bytes, media_type, state, declared, registered_at)
  SELECT :tenant, u.id, 'visit', :visit, u.item, u.sha256, u.size_bytes, u.media_type, 'registered', true, :at
    FROM kept, unnest(:manifest, CAST(:m_items AS text[]), CAST(:m_hashes AS text[]), CAST(:m_sizes AS bigint[]), CAST(:m_types AS text[]))
         AS u(id, item, sha256, size_bytes, media_type)
  ON CONFLICT (tenant_id, id) DO NOTHING RETURNING id),
signals AS (
  INSERT INTO visit_signal (tenant_id, id, visit_id, submission_id, kind, signal)
  SELECT :tenant, gen_random_uuid(), :visit, kept.id, u.kind, CAST(u.signal AS jsonb)
    FROM kept, unnest(CAST(:s_kinds AS text[]), CAST(:s_signals AS text[])) AS u(kind, signal)),
drafted AS (DELETE FROM draft USING kept WHERE tenant_id = :tenant AND visit_id = :visit AND part = :part)
SELECT seq, (SELECT count(*) FROM announced) AS announced FROM said
""").bindparams(sa.bindparam("manifest", type_=sa.ARRAY(sa.Uuid)))


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is signed: these four and nothing else, so that the same receipt can be given for ever."""

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
    """Write it all in one statement, then score if nothing is left to wait for."""
    moment = now()
    author = f"visitor:{visit.visitor_id}"
    answers = in_force(context, sent)
    parameters = _parameters(visit, context.definition, sent, author) | {
        "at": moment,
        "late": context.wave_closed,
        "answers": orjson.dumps(dump_answers(answers)).decode(),
        "changed": [code for code in answers if answers[code] != context.answers.get(code)],
    }
    seq = _write(context, sent, parameters)
    for name in ("state", "current_revision"):
        set_committed_value(visit, name, parameters[name])
    set_committed_value(visit, "row_version", visit.row_version + 1)
    waiting = waiting_for(
        context, answers, context.parts | {sent.part}, evidence_after(context, sent)
    )
    if waiting.is_over:
        complete(visit, answers, author)
    return Accepted(Receipt(sent.id, sent.sha256, moment, seq), visit.state, waiting, is_new=True)


def _write(context: Context, sent: Sent, parameters: dict[str, Any]) -> int:
    written = db.session.execute(RECEIVE, parameters).one_or_none()
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
        "current_revision": visit.current_revision + 1,
        "job": job_args(visit.id),
        "event": event.body(),
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
