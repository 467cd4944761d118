"""One of everything in a tenant, and how each route is asked for it: what the matrix calls with.

Promise: a route's path and body are built from named ids only, so the same call can be made at
one's own object, at somebody else's and at none.
"""

import hashlib
import itertools
import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from audit.checklists import service as checklists
from audit.checklists.models import ChecklistVersion, LibraryEntry
from audit.evidence.models import Evidence
from audit.infra.clock import now
from audit.infra.db import db, unit_of_work
from audit.kpi.queries import frameworks
from audit.kpi.service import take_stock
from audit.people import invitations
from audit.people import service as people
from audit.people.actor import Actor, Membership
from audit.people.models import MembershipRow, Person, SessionRow
from audit.reports.models import Report
from audit.reports.press import Press
from audit.visits.models import Programme, Publication
from tests.versions import other_version, rescored
from tests.world import HASH, World, announce, checklist_document, jpeg

Ids = Mapping[str, str]
Row = Mapping[str, Any]
TITLE = {"zh-CN": "某", "en": "Some"}
SCRIPT = {"title": TITLE, "text": TITLE, "post": "advisor", "stage": "reception"}
PHOTO = jpeg(9)
_codes = itertools.count(1)


def code() -> str:
    """A code that nobody has used yet."""
    return f"c{next(_codes)}"


class Nothing(dict[str, str]):
    """Ids that stand for nothing anywhere; the same name keeps its id."""

    def __missing__(self, name: str) -> str:
        made = {"version_hash": "0" * 64, "pinned": "0" * 64, "number": "1", "tag": "1"}
        self[name] = made.get(name) or str(uuid.uuid4())
        return self[name]


class Used(dict[str, str]):
    """Notes which ids a call is built from."""

    def __init__(self, ids: Ids) -> None:
        super().__init__(ids)
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.names.add(name)
        return super().__getitem__(name)


def join(world: World, role: str, name: str, scope: Membership | None = None) -> Actor:
    """One more person of `role`, signed in; their token stands in `world.tokens[name]`."""
    held = scope or Membership(role, "tenant")
    token = f"token-{name}-{world.tenant_id}"
    with unit_of_work(world.tenant_id):
        person = Person(id=uuid.uuid4(), name=name, email=f"{uuid.uuid4()}@x.cn", password=HASH)
        db.session.add(person)
        db.session.flush()
        grant(person.id, held)
        session = open_session(person.id, token)
    world.tokens[name] = token
    world.actors[name] = Actor(person.id, world.tenant_id, session.id, (held,))
    return world.actors[name]


def grant(person_id: uuid.UUID, held: Membership) -> None:
    """A membership, added to the unit of work that is open."""
    db.session.add(
        MembershipRow(
            person_id=person_id,
            role=held.role,
            scope_kind=held.scope_kind,
            scope_ids=list(held.scope_ids),
        )
    )


def open_session(person_id: uuid.UUID, token: str, days: int = 1) -> SessionRow:
    """A session for `token`, added to the unit of work that is open."""
    row = SessionRow(
        id=uuid.uuid4(),
        person_id=person_id,
        device="test",
        token_hash=hashlib.sha256(token.encode()).digest(),
        created_at=now() - timedelta(days=2),
        expires_at=now() + timedelta(days=days),
    )
    db.session.add(row)
    db.session.flush()
    return row


@dataclass
class Stock:
    """A tenant with one of everything. `ids` are within everybody's reach, `beyond` are not."""

    world: World
    ids: dict[str, str] = field(default_factory=dict)
    beyond: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, world: World, press: Press) -> "Stock":
        """Fill a fresh world: publications in EAST and WEST, reports, a second visitor."""
        stock = cls(world)
        stock.ids["publication_id"] = str(world.published(0))
        west = world.published(2)
        world.work_off(press)
        stock.ids["rescoring_id"] = str(rescored(world, press))
        stock.ids["other_version_id"] = str(other_version(world))
        second = join(world, "visitor", "second")
        with unit_of_work(world.tenant_id):
            stock._read_ids(uuid.UUID(stock.ids["publication_id"]))
            take_stock("system")
            stock.ids["entry_id"] = str(_one(sa.select(LibraryEntry)).id)
            made = people.add_visitor(world.actors["planner"], "V2", second.person_id)
        stock.ids["session_id"] = str(stock._open_session())
        stock.ids["invitation_id"] = str(stock._invite())
        stock.beyond["publication_id"] = str(west)
        stock.beyond["visitor_id"] = str(made.id)
        return stock

    def _read_ids(self, publication_id: uuid.UUID) -> None:
        world = self.world
        publication = _one(sa.select(Publication).where(Publication.id == publication_id))
        visit_id = publication.visit_id
        evidence = _one(sa.select(Evidence).where(Evidence.subject_id == visit_id))
        quality = sa.select(Report).where(Report.edition == "quality")
        report = _one(quality.where(Report.visit_id == visit_id))
        found = {"visit_id": visit_id, "evidence_id": evidence.id, "report_id": report.id}
        found |= {"wave_id": world.wave_id, "dealer_id": world.dealers[0]}
        found |= {"region_id": world.regions[0], "visitor_id": world.visitor_id}
        found["programme_id"] = _one(sa.select(Programme)).id
        self.ids |= {name: str(value) for name, value in found.items()}
        self.ids |= {"number": "1", "key": "quarantine/none/none", "kind": "view"}
        self.ids |= {"page": "visits", "file": "desk-4f2a91c0.js"}
        only = _version(published=True)
        self.ids |= {"version_hash": only.hash, "version_id": str(only.id)}

    def for_row(self, row: Row) -> dict[str, str]:
        """The ids for one row of the matrix, with a visit and a version in the states it wants."""
        ids = self.ids | {"submission_id": str(uuid.uuid4()), "pinned": self.world.version_hash}
        ids["person_id"] = str(join(self.world, "planner", f"person-{code()}").person_id)
        if "entry" in row:
            ids["entry_id"] = str(self._write_entry())
        if "session" in row:
            ids["session_id"] = str(self._open_session())
        if "invitation" in row:
            ids["invitation_id"] = str(self._invite())
        if "visit" in row:
            ids["visit_id"] = str(visit_in(self.world, row["visit"]))
            ids["evidence_id"] = str(uuid.uuid4())
            ids["tag"] = str(self.world.visit(uuid.UUID(ids["visit_id"])).row_version)
        if "version" in row:
            with unit_of_work(self.world.tenant_id):
                version = _version(published=row["version"] == "published")
            ids |= {"version_id": str(version.id), "version_code": version.code}
            ids["tag"] = str(version.row_version)
        return ids

    def _open_session(self) -> uuid.UUID:
        with unit_of_work(self.world.tenant_id):
            planner = self.world.actors["planner"].person_id
            return open_session(planner, f"token-{uuid.uuid4()}").id

    def _write_entry(self) -> uuid.UUID:
        with unit_of_work(self.world.tenant_id):
            return checklists.add_entry("system", "script", code(), SCRIPT).id

    def _invite(self) -> uuid.UUID:
        new = invitations.NewInvitation(
            "A", f"{uuid.uuid4()}@x.cn", (Membership("planner", "tenant"),)
        )
        with unit_of_work(self.world.tenant_id):
            admin = self.world.actors["tenant_admin"]
            return invitations.invite(admin, self.world.outside.post, new).id

    def out_of_reach(self, row: Row) -> dict[str, str]:
        """The same kind of things, of another visitor and another region."""
        ids = self.for_row({key: value for key, value in row.items() if key != "visit"})
        visit_id = self.world.plan(2, visitor_id=uuid.UUID(self.beyond["visitor_id"]))
        evidence_id = str(uuid.uuid4())
        if "visit" not in row:
            path = f"/api/v1/field/evidence/{evidence_id}"
            self.world.call("second", "PUT", path, announce(visit_id, "R1", PHOTO))
        return ids | self.beyond | {"visit_id": str(visit_id), "evidence_id": evidence_id}


def _one(statement: sa.Select[Any]) -> Any:
    return db.session.scalars(statement.limit(1)).one()


def _version(published: bool) -> ChecklistVersion:
    draft = checklists.draft_version("system", checklist_document(code()))
    if not published:
        return draft
    return checklists.publish("system", draft.id, frameworks(), draft.row_version)


def visit_in(world: World, state: str) -> uuid.UUID:
    """A visit that has come to `state` the way visits do."""
    if state == "planned":
        return world.plan(visitor_id=None)
    if state == "assigned":
        return world.plan()
    if state == "in_progress":
        visit_id, data = world.plan(), jpeg(next(_codes))
        world.submit(visit_id, world.body((world.photo(visit_id, "R1", data), data)))
        return visit_id
    visit_id = world.submitted()
    for verb, role in (("approve", "reviewer"), ("publish", "publisher")):
        if world.visit(visit_id).state == state:
            break
        world.act(role, visit_id, verb)
    return visit_id


# what a route cannot be asked without
QUERIES = {
    "GET /api/v1/desk/checklists/<uuid:version_id>/diff": "?against=<uuid:version_id>",
}


def path_of(route: str, ids: Ids) -> tuple[str, str]:
    """Method and address of a route with its places filled."""
    method, rule = route.split()
    rule += QUERIES.get(route, "")
    return method, re.sub(r"<\w+:(\w+)>", lambda found: str(ids[found[1]]), rule)


# no row stands behind these: the phone makes them, or they only have to fit
FREE = {"submission_id", "version_code", "pinned", "number", "key", "tag", "kind", "page", "file"}


def known(stock: Stock) -> Iterator[str]:
    """What only this tenant may ever be told."""
    yield from (value for name, value in stock.ids.items() if name not in FREE)
    yield str(stock.world.tenant_id)
    yield from (str(actor.person_id) for actor in stock.world.actors.values())
