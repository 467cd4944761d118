"""A small whole tenant to act in: one person a role, two regions, three dealers, one wave.

Promise: made through the services, a tenant of its own for each test, so tests need no cleaning and
may run in any order. Only passwords are left out: people come with open sessions.
"""

import hashlib
import io
import itertools
import json
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask
from PIL import Image
from werkzeug.test import TestResponse

from audit.checklists import service as checklists
from audit.checklists.shelf import shipped_frameworks
from audit.infra.clock import local_day, now
from audit.infra.db import db, tenant, unit_of_work
from audit.infra.outside import Outside
from audit.jobs.handlers import Workshop
from audit.jobs.worker import run_verb
from audit.kpi.queries import frameworks
from audit.people import service as people
from audit.people.actor import ROLES, Actor, Membership
from audit.people.models import MembershipRow, Person, SessionRow, Tenant
from audit.reports.press import Press
from audit.visits import assign
from audit.visits.models import Publication, Visit
from tests.tiny import CALLBACK, ONSITE, checklist_document

Json = dict[str, Any]
HASH = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$not-a-real-hash"
TODAY = local_day(now(), "Asia/Shanghai")  # fixed days would be over one day
NOT_YET = uuid.UUID(int=0)
DUE = """
SELECT id, task_name, args ->> 'subject' FROM queue.procrastinate_jobs
 WHERE status = 'todo' AND args ->> 'tenant' = %s AND coalesce(scheduled_at, now()) <= now()
 ORDER BY id
"""
_numbers = itertools.count(1)


def jpeg(seed: int = 0, size: tuple[int, int] = (640, 480)) -> bytes:
    """A small honest photo; other seeds, other bytes."""
    image = Image.effect_noise(size, 30 + seed % 50).convert("RGB")
    image.putpixel((0, 0), (seed % 256, seed // 256 % 256, 7))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


@dataclass
class World:
    """A tenant with everything a visit needs. `actors` and `tokens` by role."""

    app: Flask
    tenant_id: uuid.UUID
    actors: dict[str, Actor] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    dealers: list[uuid.UUID] = field(default_factory=list)
    regions: list[uuid.UUID] = field(default_factory=list)
    visitor_id: uuid.UUID = NOT_YET
    wave_id: uuid.UUID = NOT_YET
    checklist_id: uuid.UUID = NOT_YET
    version_hash: str = ""

    @property
    def code(self) -> str:
        """The tenant's code."""
        return f"t{self.tenant_id.hex[:12]}"

    @property
    def outside(self) -> Outside:
        """Store, signer and settings of the program."""
        found: Outside = self.app.extensions["outside"]
        return found

    def call(
        self, role: str | None, method: str, path: str, body: Any = None, **headers: str
    ) -> TestResponse:
        """One request as the person of `role` (None: nobody); `body` is JSON, or exact bytes."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if role is not None:
            named["Authorization"] = f"Bearer {self.tokens.get(role, role)}"
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        kind = named.pop("Content-Type", "application/json") if body is not None else None
        return self.app.test_client().open(
            path, method=method, data=data, headers=named, content_type=kind, buffered=True
        )

    def act(self, role: str, visit_id: uuid.UUID, verb: str, body: Any = None) -> TestResponse:
        """A desk verb on a visit with the ETag it has now."""
        tag = str(self.visit(visit_id).row_version)
        path = f"/api/v1/desk/visits/{visit_id}/{verb}"
        return self.call(role, "POST", path, body, If_Match=f'"{tag}"')

    def visit(self, visit_id: uuid.UUID) -> Visit:
        """The row as it is now."""
        with unit_of_work(self.tenant_id):
            return db.session.get_one(Visit, (self.tenant_id, visit_id))

    def plan(self, dealer: int = 0, scenario: str = "paid", **facts: Any) -> uuid.UUID:
        """A visit assigned to the visitor."""
        new = assign.NewVisit(
            wave_id=self.wave_id,
            dealer_id=self.dealers[dealer],
            kind=facts.get("kind", "covert"),
            scenario=scenario,
            window_opens=TODAY,
            window_closes=TODAY + timedelta(days=5),
            visitor_id=facts.get("visitor_id", self.visitor_id),
        )
        with unit_of_work(self.tenant_id):
            return assign.plan_visit(self.actors["planner"], new).id

    def photo(self, visit_id: uuid.UUID, item: str, data: bytes) -> uuid.UUID:
        """A photo announced, uploaded and verified."""
        evidence_id = uuid.uuid4()
        told = self.call(
            "visitor",
            "PUT",
            f"/api/v1/field/evidence/{evidence_id}",
            announce(visit_id, item, data),
        )
        self.upload(told.json["upload"], data)
        self.call("visitor", "POST", f"/api/v1/field/evidence/{evidence_id}/verify")
        return evidence_id

    def upload(self, upload: Json, data: bytes) -> TestResponse:
        """Send bytes to the address we were given."""
        path = upload["url"].removeprefix(self.outside.config.public_url)
        return self.app.test_client().put(path, data=data, headers=upload["headers"])

    def submit(
        self, visit_id: uuid.UUID, body: Any, submission_id: uuid.UUID | None = None
    ) -> TestResponse:
        """Send a submission as the visitor."""
        path = f"/api/v1/field/visits/{visit_id}/submissions/{submission_id or uuid.uuid4()}"
        return self.call("visitor", "PUT", path, body)

    def body(self, photo: tuple[uuid.UUID, bytes] | None = None, **changes: Any) -> Json:
        """The on-site part of the tiny checklist, right in every respect but for `changes`."""
        answers = json.loads(json.dumps(changes.pop("answers", ONSITE)))
        manifest = []
        if photo is not None:
            answers["R1"]["photos"] = [str(photo[0])]
            manifest = [{"id": str(photo[0]), "item": "R1"} | content(photo[1])]
        base = {"part": "onsite", "base": None, "checklist_hash": self.version_hash}
        return base | {"answers": answers, "evidence": manifest} | changes

    def callback(self, **changes: Any) -> Json:
        """The callback part."""
        return self.body(answers=CALLBACK) | {"part": "callback", "base": 1} | changes

    def submitted(self, dealer: int = 0, **facts: Any) -> uuid.UUID:
        """A visit that has come to `submitted` the whole way, with one photo."""
        visit_id = self.plan(dealer, **facts)
        data = jpeg(next(_numbers))
        evidence_id = self.photo(visit_id, "R1", data)
        self.submit(visit_id, self.body((evidence_id, data)))
        self.submit(visit_id, self.callback())
        assert self.visit(visit_id).state == "submitted"
        return visit_id

    def published(self, dealer: int = 0, **facts: Any) -> uuid.UUID:
        """A visit that has come to `published`; answers the id of its publication."""
        visit_id = self.submitted(dealer, **facts)
        assert self.act("reviewer", visit_id, "approve").status_code == 200
        assert self.act("publisher", visit_id, "publish").status_code == 200
        of_visit = sa.select(Publication.id).where(Publication.visit_id == visit_id)
        with unit_of_work(self.tenant_id):
            return db.session.scalars(of_visit).one()

    def work_off(self, press: Press) -> int:
        """Do every queued job of this tenant that is due, as a worker would; how many."""
        done = 0
        while jobs := self._due():
            for job_id, verb, subject in jobs:
                run_verb(Workshop.of(self.outside, press), verb, self.tenant_id, subject)
                self._finish(job_id)
                done += 1
        return done

    def _due(self) -> list[tuple[int, str, uuid.UUID]]:
        with db.engine.begin() as link:
            rows = link.exec_driver_sql(DUE, (str(self.tenant_id),)).all()
        return [(row[0], row[1], uuid.UUID(row[2])) for row in rows]

    def _finish(self, job_id: int) -> None:
        with db.engine.begin() as link:
            link.exec_driver_sql("DELETE FROM queue.procrastinate_jobs WHERE id = %s", (job_id,))


def content(data: bytes) -> Json:
    """How bytes are announced."""
    sha256 = hashlib.sha256(data).hexdigest()
    return {"sha256": sha256, "size_bytes": len(data), "type": "image/jpeg"}


def announce(visit_id: uuid.UUID, item: str, data: bytes, **changes: Any) -> Json:
    """The body that announces a photo by itself."""
    return {"visit": str(visit_id), "item": item} | content(data) | changes


def make_world(app: Flask) -> World:
    """A new tenant with a person for every role, all of them signed in."""
    number = next(_numbers)
    world = World(app, uuid.uuid4())
    with unit_of_work(world.tenant_id):
        names = {"zh-CN": f"品牌{number}", "en": f"Brand {number}"}
        db.session.add(Tenant(id=world.tenant_id, code=world.code, names=names))
        db.session.flush()
        world.actors["planner"] = _sign_in(world, "planner")
        _network(world)
        for role in ROLES:
            if role != "planner":
                world.actors[role] = _sign_in(world, role)
        visitor = world.actors["visitor"].person_id
        world.visitor_id = people.add_visitor(world.actors["planner"], "V1", visitor).id
        _publish_checklist(world)
        open_wave(world, "2026Q4")
    return world


def _network(world: World) -> None:
    planner = world.actors["planner"]
    for code, zh in (("EAST", "东区"), ("WEST", "西区")):
        region = people.add_region(planner, code, {"zh-CN": zh, "en": code.title()}, None)
        world.regions.append(region.id)
    for code, region in (("D1", 0), ("D2", 0), ("D3", 1)):
        new = people.NewDealer(
            code=code,
            names={"zh-CN": f"经销商{code}", "en": f"Dealer {code}"},
            region_id=world.regions[region],
            province="浙江",
            city="杭州",
        )
        world.dealers.append(people.add_dealer(planner, new).id)


def scope_of(world: World, role: str) -> tuple[str, list[uuid.UUID]]:
    """A regional manager has EAST, a dealer manager D1, everybody else the tenant."""
    if role == "regional_manager":
        return "region", world.regions[:1]
    if role == "dealer_manager":
        return "dealers", world.dealers[:1]
    return "tenant", []


def _sign_in(world: World, role: str) -> Actor:
    """A person of that role with an open session, as `log_in` would leave them."""
    kind, ids = scope_of(world, role)
    person, session, token = uuid.uuid4(), uuid.uuid4(), f"token-{role}-{world.tenant_id}"
    db.session.add(Person(id=person, name=f"{role}", email=f"{person}@example.com", password=HASH))
    db.session.flush()
    db.session.add(MembershipRow(person_id=person, role=role, scope_kind=kind, scope_ids=ids))
    db.session.add(
        SessionRow(
            id=session,
            person_id=person,
            device="test",
            token_hash=hashlib.sha256(token.encode()).digest(),
            created_at=now(),
            expires_at=now() + timedelta(days=1),
        )
    )
    db.session.flush()
    world.tokens[role] = token
    return Actor(person, tenant(), session, (Membership(role, kind, tuple(ids)),))


def _publish_checklist(world: World) -> None:
    for document in shipped_frameworks()["frameworks"]:
        checklists.add_framework("system", document)
    draft = checklists.draft_version("system", checklist_document())
    version = checklists.publish("system", draft.id, frameworks(), draft.row_version)
    world.version_hash, world.checklist_id = version.hash, version.id


def open_wave(world: World, code: str) -> None:
    """A programme of its own with one wave under `world.version_hash`: where visits go from now."""
    planner, title = world.actors["planner"], {"zh-CN": "第四季度", "en": "Fourth quarter"}
    programme = assign.add_programme(planner, assign.NewProgramme(code, title))
    new = assign.NewWave(
        programme_id=programme.id,
        code=code,
        title=title,
        opens_on=TODAY - timedelta(days=30),
        onsite_deadline=TODAY + timedelta(days=30),
        callback_deadline=TODAY + timedelta(days=35),
        version_hash=world.version_hash,
    )
    world.wave_id = assign.open_wave(planner, new).id
