"""T-D1: every route, every role, own and foreign objects; each cell has its expected status.

`matrix.toml` is the table; `stock.py` knows how each route is asked. One test a route, one message
a wrong cell.
"""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from audit.api.endpoint import ANYONE
from audit.infra.excel import MEDIA_TYPE
from audit.people.actor import ROLES
from tests.api.bodies import FILES, body_of
from tests.api.stock import FREE, Ids, Nothing, Stock, Used, known, path_of
from tests.world import World, make_world

MATRIX: dict[str, dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "matrix.toml").read_text("utf-8")
)
LISTS = ("own", "other", "foreign")


def ask(world: World, role: str | None, route: str, ids: Ids) -> TestResponse:
    """One call of the matrix; the request is named so that equal answers are equal bytes."""
    method, path = path_of(route, ids)
    headers = {"If_Match": f'"{ids.get("tag", 1)}"'} if method != "GET" else {}
    body = body_of(route, ids)
    if route in FILES:
        headers["Content_Type"] = MEDIA_TYPE
    return world.call(role, method, path, body, X_Request_Id="the-same-for-all", **headers)


def bare(world: World, role: str | None, route: str) -> TestResponse:
    """The same door with an id of nothing, no body and no If-Match."""
    method, path = path_of(route, Nothing())
    return world.call(role, method, path, X_Request_Id="the-same-for-all")


def seen(response: TestResponse) -> tuple[int, list[tuple[str, str]], bytes]:
    """All that a caller can tell two answers apart by."""
    return response.status_code, sorted(response.headers.items()), response.data


def expected(row: dict[str, Any], line: str) -> dict[str, int]:
    return dict(zip(ROLES, row[line], strict=True))


def routes(app: Flask) -> set[str]:
    return {
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_td1_every_route_has_its_row_and_every_row_its_route(app: Flask) -> None:
    offered, written = routes(app), set(MATRIX)

    missing = [
        f"{route}: add a table to tests/api/matrix.toml and, if it takes a body, a maker to BODIES"
        for route in sorted(offered - written)
    ]
    idle = [f"{route}: no such route, take its table out" for route in sorted(written - offered)]

    assert not missing + idle, "\n".join(missing + idle)


def test_td1_every_cell_is_written(app: Flask) -> None:
    views = {view._endpoint["method"] + " " + rule.rule: view._endpoint["who"]
             for rule in app.url_map.iter_rules()
             if hasattr(view := app.view_functions[rule.endpoint], "_endpoint")}  # fmt: skip

    wrong = [
        f"{route} {line}: one status for each of {', '.join(ROLES)}"
        for route, row in MATRIX.items()
        for line in LISTS
        if len(row.get(line, ROLES)) != len(ROLES)
    ]
    wrong += [f"{route}: nobody and own are needed" for route, row in MATRIX.items()
              if not {"nobody", "own"} <= set(row)]  # fmt: skip
    wrong += [
        f"{route}: foreign is needed, it names an object"
        for route, row in MATRIX.items()
        if "uuid:" in route and "foreign" not in row
    ]
    wrong += [f"{route}: say in `open` why it asks for no token" for route, who in views.items()
              if (who == ANYONE) != ("open" in MATRIX.get(route, {}))]  # fmt: skip

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("route", MATRIX)
def test_td1_own_objects(route: str, stock: Stock, stranger: Stock) -> None:
    row, wrong = MATRIX[route], []
    world = make_world(stock.world.app) if route.endswith("/logout") else stock.world

    nobody = ask(world, None, route, Nothing(stock.for_row({})))
    for role, status in expected(row, "own").items():
        ids = Nothing(stock.for_row(row if status != 403 else {}))
        answer = ask(world, role, route, ids)
        if answer.status_code != status:
            wrong.append(f"{role}: {answer.status_code}, not {status}: {answer.data[:300]!r}")
        wrong += leaks(role, answer, stranger)

    assert nobody.status_code == row["nobody"]
    assert not wrong, "\n".join(wrong)


def leaks(role: str, answer: TestResponse, other: Stock) -> list[str]:
    told = [fact for fact in known(other) if fact.encode() in answer.data]
    return [f"{role}: was told {fact} of another tenant" for fact in told]


def with_objects(line: str) -> list[str]:
    return [route for route, row in MATRIX.items() if line in row]


@pytest.mark.parametrize("route", with_objects("foreign"))
def test_td1_another_tenants_object_is_as_absent(route: str, stock: Stock, stranger: Stock) -> None:
    row, ids, wrong = MATRIX[route], stock.for_row(MATRIX[route]), []

    for role, status in expected(row, "foreign").items():
        found = ask(stranger.world, role, route, ids)
        wrong += told_apart(role, status, found, ask(stranger.world, role, route, none_of(ids)))
        wrong += leaks(role, found, stock)

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("route", with_objects("other"))
def test_td1_an_object_out_of_reach_is_as_absent(route: str, stock: Stock) -> None:
    row, wrong = MATRIX[route], []
    ids = stock.out_of_reach(row)

    for role, status in expected(row, "other").items():
        found = ask(stock.world, role, route, ids)
        absent = ask(stock.world, role, route, none_of(ids))
        wrong += told_apart(role, status, found, absent if status >= 400 else found)

    assert not wrong, "\n".join(wrong)


def none_of(ids: Ids) -> Nothing:
    """Ids of nothing, but what only has to fit is kept."""
    return Nothing({name: value for name, value in ids.items() if name in FREE})


def told_apart(role: str, status: int, found: TestResponse, absent: TestResponse) -> list[str]:
    wrong = []
    if found.status_code != status:
        wrong.append(f"{role}: {found.status_code}, not {status}: {found.data[:300]!r}")
    if seen(found) != seen(absent):
        wrong.append(f"{role}: {seen(found)} is told from {seen(absent)}")
    return wrong


@pytest.mark.parametrize("route", with_objects("foreign"))
def test_td1_one_foreign_id_among_own_ones_is_as_absent(
    route: str, stock: Stock, stranger: Stock
) -> None:
    row, wrong = MATRIX[route], []
    ids = Used(Nothing(stock.for_row(row)))
    path_of(route, ids), body_of(route, ids)
    # the phone makes the ids of new evidence: one used by another tenant is as free as any
    names = ids.names - FREE - ({"evidence_id"} if route.startswith("PUT") else set())
    theirs = stranger.for_row({})

    for role, status in expected(row, "own").items():
        for name in sorted(names) if status < 300 else ():
            foreign = ask(stock.world, role, route, dict(ids) | {name: theirs[name]})
            absent = ask(stock.world, role, route, dict(ids) | {name: Nothing()[name]})
            wrong += told_apart(f"{role} {name}", absent.status_code, foreign, absent)
            if absent.status_code not in (404, 422):
                wrong.append(f"{role} {name}: {absent.status_code} {absent.data[:300]!r}")

    assert names, "no id is asked for: the row needs no `foreign`"
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("route", MATRIX)
def test_td1_who_has_no_such_door_is_told_before_anything_is_read(route: str, stock: Stock) -> None:
    row, wrong = MATRIX[route], []

    for role, status in expected(row, "own").items() if "open" not in row else ():
        if status != 403:
            continue
        answers = {seen(ask(stock.world, role, route, Nothing(stock.for_row({})))).__repr__(),
                   seen(bare(stock.world, role, route)).__repr__()}  # fmt: skip
        wrong += [f"{role}: {sorted(answers)}"] if len(answers) != 1 else []
    nobody = bare(stock.world, None, route)

    assert not wrong, "\n".join(wrong)
    assert "open" in row or (nobody.status_code, nobody.json["code"]) == (401, "auth.required")


def test_td1_ids_that_phones_make_are_free_in_each_tenant(stock: Stock, stranger: Stock) -> None:
    route = "PUT /api/v1/field/visits/<uuid:visit_id>/submissions/<uuid:submission_id>"
    ours, theirs = (each.for_row({"visit": "assigned"}) for each in (stock, stranger))
    same = {name: ours[name] for name in ("submission_id", "evidence_id")}

    first = ask(stock.world, "visitor", route, ours)
    second = ask(stranger.world, "visitor", route, theirs | same)

    assert (first.status_code, second.status_code) == (200, 200)
