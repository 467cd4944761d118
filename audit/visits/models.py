"""What we remember of visits. The words and states are model 1 and 3; constraints repeat them."""

import uuid
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from audit.infra.db import Base, Json, Owned


class Programme(Owned, Base):
    """A standing plan. `date_precision` says whether a dealer may see the day of a covert visit,
    `ranks_from` how many visits of a wave a dealer needs to be ranked (R37)."""

    __tablename__ = "programme"

    code: Mapped[str]
    title: Mapped[Json]
    date_precision: Mapped[str] = mapped_column(default="wave")
    ranks_from: Mapped[int] = mapped_column(default=2)


class Wave(Owned, Base):
    """One round of a programme; its days are local days of the tenant (model 9)."""

    __tablename__ = "wave"

    programme_id: Mapped[uuid.UUID]
    code: Mapped[str]
    title: Mapped[Json]
    opens_on: Mapped[date]
    onsite_deadline: Mapped[date]
    callback_deadline: Mapped[date]
    version_hash: Mapped[str]
    state: Mapped[str] = mapped_column(default="open")


class Visit(Owned, Base):
    """One look at one dealer. State moves only through `states.py` and a compare-and-set."""

    __tablename__ = "visit"

    wave_id: Mapped[uuid.UUID]
    dealer_id: Mapped[uuid.UUID]
    visitor_id: Mapped[uuid.UUID | None]
    kind: Mapped[str]
    scenario: Mapped[str | None]
    window_opens: Mapped[date]
    window_closes: Mapped[date]
    version_hash: Mapped[str]
    state: Mapped[str]
    row_version: Mapped[int] = mapped_column(default=1)
    current_revision: Mapped[int] = mapped_column(default=0)
    late: Mapped[bool] = mapped_column(default=False)
    counted: Mapped[bool] = mapped_column(default=True)


class Draft(Base):
    """What the phone saved last of a part; not yet a promise of anything."""

    __tablename__ = "draft"

    tenant_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    visit_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    part: Mapped[str] = mapped_column(primary_key=True)
    answers: Mapped[Json]
    saved_at: Mapped[datetime]


class Submission(Owned, Base):
    """What the phone sent, for ever. The receipt is signed again from these columns (model 4)."""

    __tablename__ = "submission"

    visit_id: Mapped[uuid.UUID]
    part: Mapped[str]
    base: Mapped[int | None]
    sha256: Mapped[str]
    body: Mapped[bytes | None]
    received_at: Mapped[datetime]
    seq: Mapped[int]


class SubmissionConflict(Owned, Base):
    """A body we refused but keep: other content under a known id, a stale base, a moved visit."""

    __tablename__ = "submission_conflict"

    visit_id: Mapped[uuid.UUID]
    submission_id: Mapped[uuid.UUID]
    code: Mapped[str]
    sha256: Mapped[str]
    body: Mapped[bytes]
    received_at: Mapped[datetime]


class Revision(Owned, Base):
    """The full answers in force, numbered per visit."""

    __tablename__ = "revision"

    visit_id: Mapped[uuid.UUID]
    number: Mapped[int]
    answers: Mapped[Json]
    cause: Mapped[str]
    author: Mapped[str]
    reason: Mapped[str | None]
    changed: Mapped[list[str]]
    submission_id: Mapped[uuid.UUID | None]
    created_at: Mapped[datetime]


class ScorecardRow(Owned, Base):
    """One score of one revision; never updated."""

    __tablename__ = "scorecard"

    visit_id: Mapped[uuid.UUID]
    revision: Mapped[int]
    checklist_hash: Mapped[str]
    frameworks: Mapped[str]
    scoring_version: Mapped[int]
    purpose: Mapped[str]
    document: Mapped[Json]


class VisitKpi(Base):
    """A leaf's numerator and denominator for aggregates, 12 decimals; not read to print a visit."""

    __tablename__ = "visit_kpi"

    tenant_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    visit_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    framework: Mapped[str] = mapped_column(primary_key=True)
    leaf: Mapped[str] = mapped_column(primary_key=True)
    num: Mapped[Decimal]
    den: Mapped[Decimal]


class Flag(Owned, Base):
    """Something a reviewer should look at; it never changes a score."""

    __tablename__ = "flag"

    visit_id: Mapped[uuid.UUID]
    code: Mapped[str]
    facts: Mapped[Json]
    raised_at: Mapped[datetime]


class Decision(Owned, Base):
    """Who decided what about which revision: what four-eyes rules compare."""

    __tablename__ = "decision"

    visit_id: Mapped[uuid.UUID]
    verb: Mapped[str]
    revision: Mapped[int]
    person_id: Mapped[uuid.UUID]
    reason: Mapped[str | None]
    decided_at: Mapped[datetime]


class Publication(Owned, Base):
    """The frozen copy a dealer may see. `document` is canonical JSON, byte for byte as hashed."""

    __tablename__ = "publication"

    visit_id: Mapped[uuid.UUID]
    dealer_id: Mapped[uuid.UUID]
    revision: Mapped[int]
    number: Mapped[int]
    document: Mapped[str]
    hash: Mapped[str]
    supersedes: Mapped[uuid.UUID | None]
    published_on: Mapped[date]
    withdrawn_at: Mapped[datetime | None]


class Rescoring(Owned, Base):
    """A wave scored again under another version: `impact` of a draft, or `shadow` of a published
    one. `document` is the version as it was when this was ordered; a draft may go on changing."""

    __tablename__ = "rescoring"

    wave_id: Mapped[uuid.UUID]
    version_id: Mapped[uuid.UUID]
    version_hash: Mapped[str]
    document: Mapped[str]
    purpose: Mapped[str]
    state: Mapped[str] = mapped_column(default="queued")
    failure: Mapped[str | None]
    summary: Mapped[Json | None]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class RescoredVisit(Base):
    """One visit of a rescoring: the frozen score, the other one, and why they differ. Until
    `done_at` the four are empty."""

    __tablename__ = "rescored_visit"

    tenant_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    rescoring_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    visit_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    dealer_id: Mapped[uuid.UUID]
    revision: Mapped[int]
    counted: Mapped[bool]
    frozen: Mapped[Json | None]
    other: Mapped[Json | None]
    reasons: Mapped[list[Json] | None] = mapped_column(JSONB)
    not_asked: Mapped[list[str] | None]
    done_at: Mapped[datetime | None]
