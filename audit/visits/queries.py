"""Looking at visits from the desk and at publications from the dealer's side.

Every list takes the actor and is scoped here; each is a fixed number of statements.
"""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import sqlalchemy as sa

from audit.infra.db import db
from audit.infra.pages import Asked, Key, Page, down, page, up
from audit.people.actor import Actor
from audit.people.models import Dealer, Person
from audit.people.queries import called_like, dealers_within, within_region
from audit.problems import Problem
from audit.visits.models import Decision, Flag, Programme, Publication, Revision, Visit, Wave

SORTS: Mapping[str, tuple[Key, ...]] = MappingProxyType(
    {
        "window": up(Visit.window_opens, Visit.id),
        "-window": down(Visit.window_opens, Visit.id),
        "dealer": up(Dealer.code, Visit.id),
        "-dealer": down(Dealer.code, Visit.id),
        "state": up(Visit.state, Visit.id),
        "-state": down(Visit.state, Visit.id),
    }
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which visits, and in which order. None means whatever; `text` is of dealer code or name."""

    wave_id: uuid.UUID | None = None
    dealer_id: uuid.UUID | None = None
    region_id: uuid.UUID | None = None
    state: str | None = None
    kind: str | None = None
    late: bool | None = None
    text: str | None = None
    sort: str = "-window"

    def conditions(self) -> Iterator[sa.ColumnElement[bool]]:
        """Each filter that was given."""
        exact = (Visit.wave_id, Visit.dealer_id, Visit.state, Visit.kind, Visit.late)
        for column in exact:
            if (value := getattr(self, column.key)) is not None:
                yield column == value
        if self.region_id is not None:
            yield within_region(self.region_id)
        if self.text is not None:
            yield called_like(self.text)


def list_visits(actor: Actor, wanted: Wanted, asked: Asked) -> Page[Visit]:
    """The visits wanted within reach."""
    statement = (
        sa.select(Visit)
        .join(Dealer, Dealer.id == Visit.dealer_id)
        .where(dealers_within(actor, "visits.read"), *wanted.conditions())
    )
    return page(statement, SORTS[wanted.sort], asked)


def list_programmes(asked: Asked) -> Page[Programme]:
    """Every programme, by code."""
    return page(sa.select(Programme), up(Programme.code), asked)


def list_waves(asked: Asked) -> Page[Wave]:
    """Every wave, newest first."""
    return page(sa.select(Wave), down(Wave.opens_on, Wave.id), asked)


def list_revisions(visit_id: uuid.UUID, asked: Asked) -> Page[Revision]:
    """The revisions of a visit in order."""
    statement = sa.select(Revision).where(Revision.visit_id == visit_id)
    return page(statement, up(Revision.number), asked)


def list_flags(visit_id: uuid.UUID, asked: Asked) -> Page[Flag]:
    """What a reviewer should look at, oldest first."""
    statement = sa.select(Flag).where(Flag.visit_id == visit_id)
    return page(statement, up(Flag.raised_at, Flag.id), asked)


def list_decisions(visit_id: uuid.UUID, asked: Asked) -> Page[tuple[Decision, str | None]]:
    """Who decided what about a visit, oldest first; no name for somebody who has left."""
    statement = (
        sa.select(Decision, Person.name)
        .outerjoin(Person, Person.id == Decision.person_id)
        .where(Decision.visit_id == visit_id)
    )
    return page(statement, up(Decision.decided_at, Decision.id), asked)


def list_publications(actor: Actor, asked: Asked) -> Page[Publication]:
    """The publications in force within reach, newest first; not the withdrawn or superseded."""
    newer = sa.select(Publication.supersedes).where(Publication.supersedes.is_not(None))
    statement = _reachable(actor).where(
        Publication.withdrawn_at.is_(None), Publication.id.not_in(newer)
    )
    return page(statement, down(Publication.published_on, Publication.id), asked)


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
