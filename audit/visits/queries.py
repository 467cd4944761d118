"""Looking at visits from the desk and at publications from the dealer's side.

Every list takes the actor and is scoped here; each is a fixed number of statements.
"""

import uuid
from collections.abc import Sequence

import sqlalchemy as sa

from audit.infra.db import db
from audit.people.actor import Actor
from audit.people.models import Dealer
from audit.people.queries import dealers_within
from audit.problems import Problem
from audit.visits.models import Flag, Programme, Publication, Revision, Visit, Wave


def list_visits(actor: Actor, wave_id: uuid.UUID | None, state: str | None) -> Sequence[Visit]:
    """Visits within reach, newest window first, of one wave or state if asked."""
    statement = (
        sa.select(Visit)
        .join(Dealer, Dealer.id == Visit.dealer_id)
        .where(dealers_within(actor, "visits.read"))
        .order_by(Visit.window_opens.desc(), Visit.id)
    )
    if wave_id is not None:
        statement = statement.where(Visit.wave_id == wave_id)
    if state is not None:
        statement = statement.where(Visit.state == state)
    return db.session.scalars(statement).all()


def list_programmes() -> Sequence[Programme]:
    """Every programme, by code."""
    return db.session.scalars(sa.select(Programme).order_by(Programme.code)).all()


def list_waves() -> Sequence[Wave]:
    """Every wave, newest first."""
    return db.session.scalars(sa.select(Wave).order_by(Wave.opens_on.desc(), Wave.code)).all()


def list_revisions(visit_id: uuid.UUID) -> Sequence[Revision]:
    """The revisions of a visit in order."""
    return db.session.scalars(
        sa.select(Revision).where(Revision.visit_id == visit_id).order_by(Revision.number)
    ).all()


def list_flags(visit_id: uuid.UUID) -> Sequence[Flag]:
    """What a reviewer should look at, oldest first."""
    return db.session.scalars(
        sa.select(Flag).where(Flag.visit_id == visit_id).order_by(Flag.raised_at, Flag.id)
    ).all()


def list_publications(actor: Actor) -> Sequence[Publication]:
    """The publications in force within reach, newest first; not the withdrawn or superseded."""
    newer = sa.select(Publication.supersedes).where(Publication.supersedes.is_not(None))
    return db.session.scalars(
        _reachable(actor)
        .where(Publication.withdrawn_at.is_(None), Publication.id.not_in(newer))
        .order_by(Publication.published_on.desc(), Publication.id)
    ).all()


def get_publication(actor: Actor, publication_id: uuid.UUID) -> Publication:
    """One publication within reach; `publication.unknown` for any other, 410 once withdrawn."""
    found = db.session.scalar(_reachable(actor).where(Publication.id == publication_id))
    if found is None:
        raise Problem("publication.unknown")
    if found.withdrawn_at is not None:
        raise Problem("publication.withdrawn")
    return found


def _reachable(actor: Actor) -> sa.Select[Publication]:
    return (
        sa.select(Publication)
        .join(Dealer, Dealer.id == Publication.dealer_id)
        .where(dealers_within(actor, "publications.read"))
    )
