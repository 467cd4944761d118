"""T-D3: every body that is taken, walked; what nobody may set is refused, and nothing changes."""

import copy
from collections.abc import Iterator
from typing import Any

import marshmallow as ma
import pytest
from flask import Flask

from audit.api.door import Door
from tests.api.bodies import BODIES, body_of
from tests.api.stock import Nothing, Stock, path_of
from tests.api.test_matrix import MATRIX
from tests.counting import rows
from tests.world import World

FORBIDDEN = ("tenant_id", "visitor_id", "state", "score", "version", "published_at", "role", "id",
             "row_version", "counted", "hash", "created_at", "person_id", "__proto__")  # fmt: skip
ROUTES = sorted(set(BODIES) - {"POST /api/v1/desk/checklists"})
# what stands in these is keyed by the sender: codes of items, of languages
KEYED = {"answers", "names", "title", "document"}


def doors(app: Flask) -> dict[str, Door]:
    found = {}
    for rule in app.url_map.iter_rules():
        about = getattr(app.view_functions[rule.endpoint], "_endpoint", None)
        if about:
            found[f"{about['method']} {rule.rule}"] = about["door"]
    return found


def nested(schema: ma.Schema) -> Iterator[ma.Schema]:
    """The schema and every one inside it."""
    yield schema
    for field in schema.fields.values():
        inner = field.inner if isinstance(field, ma.fields.List) else field
        if isinstance(inner, ma.fields.Nested):
            yield from nested(inner.schema)


def test_td3_every_schema_that_is_read_refuses_what_it_does_not_name(app: Flask) -> None:
    read = [schema for door in doors(app).values() for schema in (door.takes, door.asks) if schema]

    lax = [
        f"{type(each).__name__}.{each.unknown}"
        for schema in read
        for each in nested(schema)
        if each.unknown != ma.RAISE
    ]

    assert len(read) > 20
    assert lax == []


def test_td3_what_only_we_may_set_is_named_by_no_schema_that_is_read(app: Flask) -> None:
    ours = {"tenant_id", "state", "score", "published_at", "row_version", "counted", "hash", "late",
            "created_at", "current_revision"}  # fmt: skip
    bodies = {route: door.takes for route, door in doors(app).items() if door.takes}

    named = {
        f"{type(each).__name__}.{name}"
        for schema in bodies.values()
        for each in nested(schema)
        for name in set(each.fields) & ours
    }

    # OpenID Connect's own word for what a login began with, no state of anything here
    assert named <= {"FinishIn.state"}


def test_td3_every_route_with_a_body_is_walked(app: Flask) -> None:
    taking = {route for route, door in doors(app).items() if door.takes}

    assert taking - set(BODIES) == set()


def objects(body: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where the objects of a body are, but for those keyed by the sender."""
    if isinstance(body, dict):
        yield at
        for key, value in body.items():
            if key not in KEYED:
                yield from objects(value, (*at, key))
    elif isinstance(body, list):
        for number, value in enumerate(body):
            yield from objects(value, (*at, number))


def with_more(body: Any, at: tuple[Any, ...], name: str) -> Any | None:
    """The body with `name` set in the object at `at`; None where it has one."""
    changed = copy.deepcopy(body)
    place = changed
    for step in at:
        place = place[step]
    if name in place:
        return None
    place[name] = "00000000-0000-0000-0000-000000000000"
    return changed


def role_of(route: str) -> str | None:
    """Whoever may use the route, by the matrix."""
    row = MATRIX[route]
    if "open" in row:
        return None
    roles = ("tenant_admin", "planner", "quality_manager", "reviewer", "publisher", "visitor")
    held = zip(roles, row["own"], strict=False)
    return next((role for role, status in held if status < 400), roles[0])


def ask(world: World, route: str, ids: Nothing, body: Any) -> tuple[int, set[tuple[str, str]]]:
    method, path = path_of(route, ids)
    answer = world.call(role_of(route), method, path, body, If_Match=f'"{ids["tag"]}"')
    told = answer.json.get("problems", ()) if answer.is_json or answer.data else ()
    return answer.status_code, {(each["pointer"], each["code"]) for each in told}


@pytest.mark.parametrize("route", ROUTES)
def test_td3_a_field_nobody_asked_for_is_refused_and_nothing_changes(
    route: str, stock: Stock
) -> None:
    ids = Nothing(stock.for_row(MATRIX[route]))
    body, before, wrong = body_of(route, ids), rows(stock.world), []

    tried = 0
    for at in objects(body):
        for name in FORBIDDEN:
            if (more := with_more(body, at, name)) is None:
                continue
            tried += 1
            pointer = "".join(f"/{step}" for step in (*at, name))
            status, told = ask(stock.world, route, ids, more)
            if status != 422 or (pointer, "request.unknown_field") not in told:
                wrong.append(f"{pointer}: {status} {told}")

    assert tried > 8
    assert wrong == []
    assert rows(stock.world) == before
