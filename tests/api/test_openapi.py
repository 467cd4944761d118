"""The API's own description: valid, complete, and true of what the matrix expects (T-D4)."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from openapi_spec_validator import OpenAPIV31SpecValidator

from audit.api.endpoint import ANYONE
from tests.world import World

MATRIX = tomllib.loads((Path(__file__).parent / "matrix.toml").read_text("utf-8"))
DECIMALS = {"lat", "lon", "accuracy_m"}
PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemOut"}}}
EITHER = [{"bearer": []}, {"cookie": [], "csrf": []}]
Operation = dict[str, Any]


@pytest.fixture(scope="module")
def document(app: Flask) -> dict[str, Any]:
    """The document as anybody gets it."""
    found: dict[str, Any] = app.test_client().get("/api/v1/openapi.json").json
    return found


def operations(document: dict[str, Any]) -> Iterator[tuple[str, Operation]]:
    for path, verbs in document["paths"].items():
        for method, operation in verbs.items():
            if method != "parameters":
                yield f"{method.upper()} {path}", operation


def is_page(route: str) -> bool:
    """Whether a route is a page of the front end, or the description itself: no operation."""
    path = route.split()[1]
    outside = ("/api/", "/store/", "/health/", "/metrics")
    return path == "/api/v1/openapi.json" or not path.startswith(outside)


def documented(app: Flask, document: dict[str, Any]) -> dict[str, tuple[str, Operation]]:
    """Every route as the matrix writes it, with who may use it and its operation."""
    found, known = {}, dict(operations(document))
    for rule in app.url_map.iter_rules():
        about = getattr(app.view_functions[rule.endpoint], "_endpoint", None)
        if about:
            named = re.sub(r"<\w+:(\w+)>", r"{\1}", rule.rule)
            route = f"{about['method']} {rule.rule}"
            found[route] = about["who"], known[f"{about['method']} {named}"]
    return found


def test_the_document_is_valid_openapi_3_1(document: dict[str, Any]) -> None:
    faults = list(OpenAPIV31SpecValidator(document).iter_errors())

    assert document["openapi"].startswith("3.1")
    assert faults == []


def test_every_route_is_described_once_and_by_a_name_of_its_own(
    app: Flask, document: dict[str, Any]
) -> None:
    described = documented(app, document)

    names = [operation["operationId"] for _, operation in described.values()]
    assert len(described) == len([route for route in MATRIX if not is_page(route)])
    assert len(names) == len(set(names))
    assert all(operation["summary"] for _, operation in described.values())


def test_every_operation_documents_the_errors_that_its_kind_has(
    app: Flask, document: dict[str, Any]
) -> None:
    lacking = []
    for route, (who, operation) in documented(app, document).items():
        wanted = set() if who == ANYONE else {"401", "503"}
        wanted |= set() if who == ANYONE else {"403"}
        wanted |= {"404"} if "<" in route else set()
        takes_json = "application/json" in operation.get("requestBody", {}).get("content", {})
        wanted |= {"400", "413", "415", "422"} if takes_json else set()
        asked = [each["name"] for each in operation.get("parameters", [])]
        wanted |= {"409", "412", "428"} if "If-Match" in asked else set()
        lacking += [f"{route} {code}" for code in wanted - set(operation["responses"])]

    assert lacking == []


def test_every_status_that_the_matrix_expects_is_documented(
    app: Flask, document: dict[str, Any]
) -> None:
    silent = []
    for route, (_, operation) in documented(app, document).items():
        row = MATRIX[route]
        expected = {row["nobody"], *row["own"], *row.get("other", ()), *row.get("foreign", ())}
        silent += [
            f"{route} {code}" for code in expected if str(code) not in operation["responses"]
        ]

    assert silent == []


def test_every_error_is_documented_as_a_problem(document: dict[str, Any]) -> None:
    others = [
        f"{route} {code}"
        for route, operation in operations(document)
        for code, response in operation["responses"].items()
        if code >= "400" and response["content"] != PROBLEM
    ]

    assert others == []


def test_doors_that_ask_for_a_token_say_so(app: Flask, document: dict[str, Any]) -> None:
    described = documented(app, document)

    wrong = [
        route
        for route, (who, operation) in described.items()
        if operation["security"] != ([] if who == ANYONE else EITHER)
    ]

    assert wrong == []
    assert document["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"


def test_decimals_are_documented_as_the_strings_they_are(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    found = {
        f"{name}.{key}": field
        for name, schema in schemas.items()
        for key, field in schema.get("properties", {}).items()
        if key in DECIMALS
    }

    kinds = {key: field["type"] for key, field in found.items()}
    assert {"DealerIn.lat", "DealerOut.lat", "PlaceIn.lat", "PlaceIn.accuracy_m"} <= set(kinds)
    assert all(kind in ("string", ["string", "null"]) for kind in kinds.values()), kinds
    assert all(field["format"] == "decimal" for field in found.values())


def test_a_decimal_is_sent_as_the_string_it_was(world: World) -> None:
    body = {"code": "EXACT", "names": {"zh-CN": "甲", "en": "A"}, "province": "x", "city": "y",
            "region_id": str(world.regions[0]), "lat": "30.10", "lon": "120.123456789012345",
            "datum": "gcj02"}  # fmt: skip

    answer = world.call("planner", "POST", "/api/v1/desk/dealers", body).json
    listed = world.call("planner", "GET", "/api/v1/desk/dealers").json["items"]

    (kept,) = [each for each in listed if each["code"] == "EXACT"]
    assert (answer["lat"], answer["lon"]) == ("30.10", "120.123456789012345")
    assert (kept["lat"], kept["lon"]) == ("30.10", "120.123456789012345")


def test_no_score_and_no_visitor_is_described_where_it_must_not_be(
    document: dict[str, Any],
) -> None:
    def words(prefix: str) -> str:
        return str([operation for route, operation in operations(document) if prefix in route])

    schemas = document["components"]["schemas"]
    own = set(schemas["OwnVisitDetailOut"]["properties"]) | set(
        schemas["AcceptedOut"]["properties"]
    )
    dealer = set(schemas["PublicationOut"]["properties"])

    assert not own & {"score", "final", "grade", "result", "counted", "visitor_id"}
    assert not dealer & {"visit_id", "visitor_id", "visitor", "revision", "visit"}
    assert "visitor_id" not in schemas["VisitOut"]["properties"]
    assert "Ledger" not in words("/field/")
