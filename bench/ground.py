"""A brand to measure in, with as many equal visits as are wanted.

Promise: made through the services like every tenant; only the visits are copied, by one statement,
from a first one that was planned properly. Needs TEST_DATABASE_URL, migrated (`./dev bench` does).
"""

import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from flask import Flask

from audit.app import create_app
from audit.checklists import service as checklists
from audit.infra.config import Config
from audit.infra.db import db, unit_of_work
from audit.kpi.queries import frameworks
from bench.paperwork import document
from tests.world import World, make_world, open_wave

COPY = sa.text("""
INSERT INTO visit (tenant_id, id, wave_id, dealer_id, visitor_id, kind, scenario, window_opens,
                   window_closes, version_hash, state, row_version, current_revision, late, counted)
SELECT tenant_id, gen_random_uuid(), wave_id, dealer_id, visitor_id, kind, scenario, window_opens,
       window_closes, version_hash, state, row_version, current_revision, late, counted
  FROM visit, generate_series(1, :count) WHERE id = :visit RETURNING id
""")


@contextmanager
def program() -> Iterator[Flask]:
    """The program on the throw-away database with a folder of its own as store."""
    with tempfile.TemporaryDirectory(prefix="audit-bench-") as folder:
        config = Config(
            database_url=os.environ["TEST_DATABASE_URL"],
            store_url=f"folder:{folder}",
            secret_key=b"s" * 32,
            receipt_key=b"r" * 32,
        )
        app = create_app(config)
        with app.app_context():
            yield app
            db.engine.dispose()


def brand(app: Flask) -> World:
    """A new tenant whose open wave asks the 100 items of `paperwork`."""
    world = make_world(app)
    with unit_of_work(world.tenant_id):
        draft = checklists.draft_version("system", document(10, 10))
        version = checklists.publish("system", draft.id, frameworks(), draft.row_version)
        world.version_hash, world.checklist_id = version.hash, version.id
        open_wave(world, "BENCH")
    return world


def visits(world: World, count: int) -> list[uuid.UUID]:
    """So many new visits assigned to the visitor."""
    first = world.plan()
    with unit_of_work(world.tenant_id):
        return list(db.session.scalars(COPY, {"count": count, "visit": first}))
