"""What the desk shows of a photo: rebuilt pixels, of visits within reach, without a log row."""

import io
import uuid

import pytest
import sqlalchemy as sa
from PIL import Image

from audit.evidence.models import Evidence
from audit.infra.db import db, unit_of_work
from audit.infra.events import EventRow
from audit.reports.press import Press
from tests.world import World


def photo_of(world: World, visit_id: uuid.UUID) -> uuid.UUID:
    with unit_of_work(world.tenant_id):
        wanted = sa.select(Evidence.id).where(Evidence.subject_id == visit_id)
        return db.session.scalars(wanted.limit(1)).one()


def path(visit_id: uuid.UUID, photo_id: uuid.UUID, kind: str) -> str:
    return f"/api/v1/desk/visits/{visit_id}/evidence/{photo_id}/copies/{kind}"


def rows_of_the_log(world: World) -> int:
    with unit_of_work(world.tenant_id):
        return db.session.scalars(sa.select(sa.func.count()).select_from(EventRow)).one()


@pytest.mark.parametrize(("kind", "edge"), [("thumb", 320), ("view", 1600)])
def test_a_copy_is_shown_and_the_look_is_not_logged(
    world: World, press: Press, kind: str, edge: int
) -> None:
    visit_id = world.submitted()
    world.work_off(press)
    before = rows_of_the_log(world)

    answer = world.call("reviewer", "GET", path(visit_id, photo_of(world, visit_id), kind))

    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert max(Image.open(io.BytesIO(answer.data)).size) <= edge
    assert rows_of_the_log(world) == before


def test_a_copy_that_is_not_made_yet_is_to_be_asked_for_again(world: World) -> None:
    visit_id = world.submitted()

    answer = world.call("reviewer", "GET", path(visit_id, photo_of(world, visit_id), "thumb"))

    assert (answer.status_code, answer.json["code"]) == (503, "evidence.copy_not_ready")
    assert answer.headers["Retry-After"]


def test_the_copy_for_paper_is_no_business_of_a_screen(world: World, press: Press) -> None:
    visit_id = world.submitted()
    world.work_off(press)

    answer = world.call("reviewer", "GET", path(visit_id, photo_of(world, visit_id), "print"))

    assert (answer.status_code, answer.json["code"]) == (404, "evidence.unknown")
