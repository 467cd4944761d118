"""Makes the demo brand, through the services and in the order in which people would.

Promise: told again it goes on where an earlier attempt ended and changes nothing that is done; the
same story gives the same answers and the same photos. Read `make_demo`; `visits.py` leads each
visit to the state its story tells.
"""

import uuid
from datetime import date

import sqlalchemy as sa

from audit.checklists import service as checklists
from audit.checklists.models import ChecklistVersion
from audit.checklists.queries import list_versions
from audit.checklists.shelf import shipped_checklists
from audit.demo.cast import Cast
from audit.demo.story import DATUM, DemoPerson, Role, Story
from audit.infra.db import before_any_tenant, db, unit_of_work
from audit.infra.pages import Asked
from audit.kpi.queries import frameworks
from audit.kpi.service import take_stock
from audit.people import service as people
from audit.people.actor import TENANT_ADMIN, Membership
from audit.people.models import Dealer, Person, Region, Visitor
from audit.visits import assign
from audit.visits.models import Visit, Wave


def make_brand(story: Story) -> Cast:
    """Tenant, network, people, checklists and the wave; what is there already is left alone."""
    cast = Cast(story, _tenant(story))
    with unit_of_work(cast.tenant_id):
        cast.meet()
        _network(cast)
        _everybody(cast)
    with unit_of_work(cast.tenant_id):
        cast.meet()
        _checklists(cast)
        _wave(cast)
    return cast


def _tenant(story: Story) -> uuid.UUID:
    with before_any_tenant() as connection:
        found = connection.execute(
            sa.text("SELECT find_tenant(:code)"), {"code": story.brand.code}
        ).scalar()
    if found is not None:
        return uuid.UUID(str(found))
    first = next(p for p in story.people if p.roles[0].role == TENANT_ADMIN)
    return people.create_tenant(story.brand.code, story.brand.names, _new_person(story, first, {}))


def _network(cast: Cast) -> None:
    regions = {region.code: region.id for region in db.session.scalars(sa.select(Region))}
    dealers = set(db.session.scalars(sa.select(Dealer.code)))
    admin = cast.acting(TENANT_ADMIN)
    for region in cast.story.regions:
        if region.code not in regions:
            made = people.add_region(admin, region.code, region.names, None)
            regions[region.code] = made.id
    for dealer in cast.story.dealers:
        if dealer.code not in dealers:
            people.add_dealer(
                admin,
                people.NewDealer(
                    code=dealer.code,
                    names=dealer.names,
                    region_id=regions[dealer.region],
                    province=dealer.province,
                    city=dealer.city,
                    lat=dealer.lat,
                    lon=dealer.lon,
                    datum=DATUM,
                    group_code=dealer.group,
                    tier=dealer.tier,
                    size=dealer.size,
                ),
            )


def _everybody(cast: Cast) -> None:
    scopes = {row.code: row.id for row in db.session.execute(sa.select(Region.code, Region.id))}
    scopes |= {row.code: row.id for row in db.session.execute(sa.select(Dealer.code, Dealer.id))}
    known = set(db.session.scalars(sa.select(Person.mobile)))
    admin = cast.acting(TENANT_ADMIN)
    for person in cast.story.people:
        if person.mobile not in known:
            made = people.add_person(admin.name, _new_person(cast.story, person, scopes))
            if person.visitor:
                people.add_visitor(admin, person.visitor, made.id)


def _new_person(story: Story, person: DemoPerson, scopes: dict[str, uuid.UUID]) -> people.NewPerson:
    return people.NewPerson(
        name=person.name,
        password=story.password,
        memberships=tuple(_membership(role, scopes) for role in person.roles),
        mobile=person.mobile,
        email=person.email,
    )


def _membership(role: Role, scopes: dict[str, uuid.UUID]) -> Membership:
    return Membership(role.role, role.scope, tuple(scopes[code] for code in role.codes))


def _checklists(cast: Cast) -> None:
    manager = cast.acting("quality_manager").name
    take_stock(manager)
    known = {version.code for version in list_versions(Asked(500)).items}
    for document in shipped_checklists():
        if document["code"] not in known:
            draft = checklists.draft_version(manager, document)
            checklists.publish(manager, draft.id, frameworks(), draft.row_version)


def _wave(cast: Cast) -> None:
    """The wave with all its visits, in one go: either all are planned or none."""
    wave, planner = cast.story.wave, cast.acting("planner")
    if db.session.scalar(sa.select(Wave.id).where(Wave.code == wave.code)):
        return
    title = cast.story.programme
    programme = assign.add_programme(
        planner,
        assign.NewProgramme(title.code, title.title, title.date_precision, title.ranks_from),
    )
    made = assign.open_wave(
        planner,
        assign.NewWave(
            programme_id=programme.id,
            code=wave.code,
            title=wave.title,
            opens_on=wave.opens_on,
            onsite_deadline=wave.onsite_deadline,
            callback_deadline=wave.callback_deadline,
            version_hash=_hash_of(wave.checklist),
        ),
    )
    for number in range(len(cast.story.visits)):
        _plan(cast, made.id, number)


def _hash_of(code: str) -> str:
    return db.session.scalars(
        sa.select(ChecklistVersion.hash).where(ChecklistVersion.code == code)
    ).one()


def _plan(cast: Cast, wave_id: uuid.UUID, number: int) -> None:
    told = cast.story.visits[number]
    dealer = sa.select(Dealer.id).where(Dealer.code == told.dealer)
    visitor = sa.select(Visitor.id).where(Visitor.code == told.visitor)
    assign.plan_visit(
        cast.acting("planner"),
        assign.NewVisit(
            wave_id=wave_id,
            dealer_id=db.session.scalars(dealer).one(),
            kind="covert",
            scenario=told.scenario,
            window_opens=told.window_opens,
            window_closes=told.window_closes,
            visitor_id=db.session.scalars(visitor).one(),
        ),
    )


def find_visits(cast: Cast) -> list[uuid.UUID]:
    """The ids of the story's visits, in its order: dealer, visitor and window tell them apart."""
    with unit_of_work(cast.tenant_id):
        rows = db.session.execute(
            sa.select(Visit.id, Dealer.code, Visitor.code, Visit.window_opens)
            .join(Dealer, Dealer.id == Visit.dealer_id)
            .join(Visitor, Visitor.id == Visit.visitor_id)
        ).tuples()
        known: dict[tuple[str, str, date], uuid.UUID] = {
            (dealer, visitor, opens): visit for visit, dealer, visitor, opens in rows
        }
    return [known[told.dealer, told.visitor, told.window_opens] for told in cast.story.visits]
