"""A tenant with at least one row in every table, and plain connections to look at them."""

import os
import uuid
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg import sql

from audit.infra.clock import now
from audit.infra.db import db, unit_of_work
from audit.kpi import service as kpi
from audit.people.models import Invitation, Reset
from audit.reports.press import Press
from tests.versions import rescored
from tests.world import World, jpeg

PHOTO, SAME = jpeg(3), uuid.UUID(int=3)


def connect(variable: str = "TEST_DATABASE_URL") -> psycopg.Connection[tuple[Any, ...]]:
    """A plain connection as the role of that variable's URL: no SQLAlchemy, no program."""
    url = sa.make_url(os.environ[variable]).set(drivername="postgresql")
    return psycopg.connect(url.render_as_string(hide_password=False))


def as_tenant(link: psycopg.Connection[Any], tenant_id: object) -> None:
    """Raise the wall of that tenant for the transaction."""
    link.execute("SELECT set_config('app.tenant', %s, true)", (str(tenant_id),))


def as_owner(statement: str, *values: object, table: str = "event_log") -> None:
    """Do what only the owner of the tables can: the walls are down for this one statement."""
    walls = [sql.Identifier(name) for name in dict.fromkeys((table, "tenant"))]
    with connect("TEST_OWNER_DATABASE_URL") as owner:
        for wall in walls:
            owner.execute(sql.SQL("ALTER TABLE {} NO FORCE ROW LEVEL SECURITY").format(wall))
        owner.execute(statement, values)  # type: ignore[arg-type] # a literal in a test
        for wall in walls:
            owner.execute(sql.SQL("ALTER TABLE {} FORCE ROW LEVEL SECURITY").format(wall))


def fill(world: World, press: Press) -> World:
    """Everything that can happen to visits, so that no table stays empty."""
    world.published()
    world.work_off(press)
    visit_id = world.plan()
    world.call("visitor", "PUT", f"/api/v1/field/visits/{visit_id}/draft",
               {"part": "callback", "answers": {}})  # fmt: skip
    photo = world.photo(visit_id, "R1", PHOTO)
    place = {"lat": "30.1", "lon": "120.1", "accuracy_m": "12"}
    kept = world.submit(visit_id, world.body((photo, PHOTO), check_in=place), SAME)
    refused = world.submit(visit_id, world.callback(), SAME)
    world.act("quality_manager", visit_id, "void", {"reason": "the window was wrong"})
    late = world.submit(visit_id, world.callback())
    assert (kept.status_code, refused.status_code, late.status_code) == (200, 409, 200)
    rescored(world, press)
    _set_yardsticks(world)
    with unit_of_work(world.tenant_id):
        db.session.add(_invitation())
        db.session.add(_reset(world.actors["visitor"].person_id))
    return world


def _set_yardsticks(world: World) -> None:
    manager = world.actors["quality_manager"]
    with unit_of_work(world.tenant_id):
        kpi.take_stock("system")
        kpi.set_target(manager, kpi.NewTarget("core4", "RESP", None, "80", "60"))
        kpi.choose_weights(manager, kpi.NewWeighting("csi16", world.wave_id, "equal"))


def _invitation() -> Invitation:
    login = f"{uuid.uuid4()}@example.com"
    return Invitation(name="A", login=login, locale="en", memberships=[], created_at=now(),
                      expires_at=now())  # fmt: skip


def _reset(person_id: uuid.UUID) -> Reset:
    return Reset(person_id=person_id, token_hash=person_id.bytes, by_code=True, epoch=0,
                 created_at=now(), expires_at=now())  # fmt: skip
