"""What happened, for ever: the event log, append-only and hash-chained per tenant (rel 4.10).

Promise: a change and its log row are in one transaction; the row is written last, because it holds
the tenant's head row; no row can be changed, removed from the middle or forged without `broken_at`
finding it. `record` logs; `announce` logs and queues the job of the same name (model 10).
"""

import contextlib
import hashlib
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from audit.infra import queue
from audit.infra.clock import iso, now
from audit.infra.db import Base, db, tenant
from audit.infra.failpoints import reach
from audit.infra.pages import Asked, Page, page, up

APPEND = sa.text("SELECT append_event(:body)")

Facts = Mapping[str, str | int]


class EventRow(Base):
    """One link of the chain. `body` is canonical JSON, hashed exactly as stored."""

    __tablename__ = "event_log"

    tenant_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    prev: Mapped[bytes]
    hash: Mapped[bytes]
    body: Mapped[str]


@dataclass(frozen=True, slots=True)
class Event:
    """Who did what to what. `actor` is `person:…`, `visitor:…` or `system`, never a name."""

    actor: str
    verb: str
    subject: uuid.UUID
    facts: Facts

    def body(self) -> str:
        """Canonical JSON: sorted keys, UTC microseconds, no floats."""
        return orjson.dumps(
            {
                "at": iso(now()),
                "actor": self.actor,
                "verb": self.verb,
                "subject": str(self.subject),
                "facts": dict(self.facts),
            },
            option=orjson.OPT_SORT_KEYS,
        ).decode()


def record(actor: str, verb: str, subject: uuid.UUID, **facts: str | int) -> None:
    """Log `verb`; the row is written just before the commit."""
    db.session.info.setdefault("events", []).append(Event(actor, verb, subject, facts))


def append(actor: str, verb: str, subject: uuid.UUID, **facts: str | int) -> int:
    """Log `verb` now and return its seq, for what is signed with it. Call it last: it holds the
    tenant's head row until the commit."""
    body = Event(actor, verb, subject, facts).body()
    return int(db.session.execute(APPEND, {"body": body}).scalar_one())


def announce(
    actor: str, verb: str, subject: uuid.UUID, *, urgent: bool = False, **facts: str | int
) -> None:
    """Log `verb` and queue the job named after it; `audit.jobs.handlers` says what it does."""
    queue.defer(verb, subject, urgent=urgent)
    record(actor, verb, subject, **facts)


@sa.event.listens_for(db.session, "before_commit")
def _write_log(session: Session) -> None:
    session.flush()  # the log row comes after the change it tells of
    reach("log.append")
    for event in session.info.pop("events", ()):
        session.execute(APPEND, {"body": event.body()})


def link(prev: bytes, seq: int, body: str) -> bytes:
    """The hash of one row, as `append_event` computes it in the database."""
    return hashlib.sha256(prev + f"{seq}{body}".encode()).digest()


def broken_at(rows: Iterable[EventRow], head_seq: int, head: bytes) -> int | None:
    """The first seq at which the chain does not hold, None when it is whole.

    `rows` in order of seq; `head_seq` and `head` as the tenant row states them, so that a chain cut
    short at its end is found too.
    """
    seq, prev = 0, b""
    for row in rows:
        if (row.seq, row.prev) != (seq + 1, prev) or row.hash != link(prev, row.seq, row.body):
            return seq + 1
        seq, prev = row.seq, row.hash
    return None if (seq, prev) == (head_seq, head) else seq + 1


def list_events(asked: Asked) -> Page[EventRow]:
    """The event log, oldest first."""
    return page(sa.select(EventRow), up(EventRow.seq), asked)


def verify_log() -> tuple[int, int | None]:
    """Number of rows of this tenant's log, and where it is broken (None: whole)."""
    head = db.session.execute(
        sa.text("SELECT event_seq, event_head FROM tenant WHERE id = :id"), {"id": tenant()}
    ).one()
    rows = db.session.scalars(
        sa.select(EventRow).order_by(EventRow.seq).execution_options(yield_per=500)
    )
    with contextlib.closing(rows):  # a broken chain is not read to its end
        return head.event_seq, broken_at(rows, head.event_seq, head.event_head)
