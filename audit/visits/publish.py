"""From an approved visit to the frozen copy a dealer may see (model 3, 10; rel 4.13).

Promise: a publication is built for its audience, canonical, hashed and never changed; its id is
random and new; who approved does not publish. Dealer queries touch nothing else.
"""

import json
import uuid
from datetime import date, datetime

import sqlalchemy as sa

from audit.checklists.queries import definition_of
from audit.evidence.queries import verified_of
from audit.evidence.service import ensure_copies
from audit.infra.clock import local_day, now
from audit.infra.db import db
from audit.infra.events import announce
from audit.infra.store import Store
from audit.kpi.rollup import restored_kpis
from audit.people.actor import Actor
from audit.people.models import Dealer, Tenant
from audit.people.queries import region_path
from audit.problems import Problem
from audit.scoring.result import restored
from audit.visits import snapshot as documents
from audit.visits.models import Programme, Publication, ScorecardRow, Submission, Visit, Wave
from audit.visits.receive import ONSITE
from audit.visits.review import check_expected, decide, decided_by, get_visit, move
from audit.visits.snapshot import Photo, VisitFacts, Work, canonical, digest, snapshot

PRINT = "print"


def publish_visit(actor: Actor, store: Store, visit_id: uuid.UUID, expected: int) -> Visit:
    """Give the dealer their copy; the dealer edition follows by job."""
    visit = get_visit(actor, visit_id, "visits.publish")
    check_expected(visit, "publish", expected)
    if decided_by(visit, "approve") == actor.person_id:
        raise Problem("visit.approved_by_you")
    move(visit, "publish")
    today = local_day(now(), actor.zone)
    document = snapshot(visit_facts(store, visit, today), "dealer")
    publication = Publication(
        id=uuid.uuid4(),
        visit_id=visit.id,
        dealer_id=visit.dealer_id,
        revision=visit.current_revision,
        number=_next_number(visit.id),
        document=canonical(document).decode(),
        hash=digest(document),
        published_on=today,
    )
    db.session.add(publication)
    decide(actor, visit, "publish")
    announce(actor.name, "visit.published", publication.id, urgent=True, visit=str(visit.id))
    return visit


def _next_number(visit_id: uuid.UUID) -> int:
    highest = db.session.scalar(
        sa.select(sa.func.max(Publication.number)).where(Publication.visit_id == visit_id)
    )
    return (highest or 0) + 1


def visit_facts(store: Store, visit: Visit, issued_on: date) -> VisitFacts:
    """All that is known of a scored visit, for a document of either edition issued on that day."""
    tenant = db.session.scalars(sa.select(Tenant)).one()
    wave, programme = db.session.execute(
        sa.select(Wave, Programme)
        .join(Programme, Programme.id == Wave.programme_id)
        .where(Wave.id == visit.wave_id)
    ).one()
    return VisitFacts(
        visit=str(visit.id),
        revision=visit.current_revision,
        brand=tenant.names,
        programme=programme.title,
        dealer=_dealer(visit.dealer_id),
        wave=documents.Wave(wave.code, wave.title),
        kind=visit.kind,
        visited_on=_visited_on(visit, tenant.time_zone),
        dealer_sees_date=programme.date_precision == "day",
        issued_on=issued_on,
        work=_work(store, visit),
    )


def _dealer(dealer_id: uuid.UUID) -> documents.Dealer:
    dealer = db.session.scalars(sa.select(Dealer).where(Dealer.id == dealer_id)).one()
    path = [region.names for region in region_path(dealer)]
    region = {key: " · ".join(names[key] for names in path) for key in path[0]}
    return documents.Dealer(dealer.code, dealer.names, region, dealer.city)


def _visited_on(visit: Visit, zone: str) -> date | None:
    """The local day of the visit: as the phone claims, where that lies between the window's opening
    and the moment the part reached us; else the day it reached us (rel 4.17)."""
    row = db.session.execute(
        sa.select(Submission.received_at, Submission.body)
        .where(Submission.visit_id == visit.id, Submission.part == ONSITE)
        .order_by(Submission.received_at)
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    received = local_day(row.received_at, zone)
    claimed = json.loads(row.body or b"{}").get("device", {}).get("started_at")
    day = local_day(datetime.fromisoformat(claimed), zone) if claimed else received
    return day if visit.window_opens <= day <= received else received


def _work(store: Store, visit: Visit) -> Work:
    row = scorecard_row(visit.id, visit.current_revision)
    return Work(
        definition=definition_of(visit.version_hash),
        scenario=visit.scenario,
        scorecard=restored(row.document),
        kpis=restored_kpis(row.document["kpi"]),
        photos=_photos(store, visit),
    )


def _photos(store: Store, visit: Visit) -> tuple[Photo, ...]:
    """The verified photos in the order of the items, each by its print copy."""
    definition = definition_of(visit.version_hash)
    order = {item.code: number for number, item in enumerate(definition.items)}
    found = sorted(verified_of(visit.id), key=lambda row: order[row.item])
    copies = ensure_copies(store, [row.sha256 for row in found])
    return tuple(
        Photo(
            id=str(row.id),
            item=row.item,
            audience=definition.item(row.item).evidence_audience,
            print_sha256=copies[row.sha256, PRINT].sha256,
            width=copies[row.sha256, PRINT].width,
            height=copies[row.sha256, PRINT].height,
            number=number,
        )
        for number, row in enumerate(found, start=1)
    )


def scorecard_row(visit_id: uuid.UUID, revision: int) -> ScorecardRow:
    """The official scorecard of a revision; `visit.no_score` before there is one."""
    row = db.session.scalar(
        sa.select(ScorecardRow)
        .where(
            ScorecardRow.visit_id == visit_id,
            ScorecardRow.revision == revision,
            ScorecardRow.purpose == "official",
        )
        .order_by(ScorecardRow.scoring_version.desc())
        .limit(1)
    )
    if row is None:
        raise Problem("visit.no_score")
    return row
