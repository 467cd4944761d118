"""The built pages: what browsers keep, what may load, and nothing but what was built."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.mark.parametrize("address", ["/", "/desk/", "/desk/visits/5?tab=ledger"])
def test_the_desk_is_one_page_asked_for_each_time(client: FlaskClient, address: str) -> None:
    answer = client.get(address, buffered=True)

    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert (
        client.get(
            address, headers={"If-None-Match": answer.headers["ETag"]}, buffered=True
        ).status_code
        == 304
    )


def test_nothing_of_a_third_party_or_inline_may_load(client: FlaskClient) -> None:
    policy = client.get("/", buffered=True).headers["Content-Security-Policy"]

    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))

    assert rules["default-src"] == rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == "'self'"
    assert not {"http:", "https:", "*", "'unsafe-inline'", "'unsafe-eval'"} & {*policy.split()}


def test_assets_are_kept_for_ever(client: FlaskClient) -> None:
    answer = client.get("/assets/desk-4f2a91c0.js", buffered=True)

    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", ["absent.js", "../desk.html", "..%2f..%2fdesk.html", "%00", "."])
def test_nothing_else_is_served(client: FlaskClient, name: str) -> None:
    answer = client.get(f"/assets/{name}", buffered=True)

    assert (answer.status_code, answer.json["code"]) == (404, "request.no_such_door")
    assert "immutable" not in answer.headers["Cache-Control"]


def test_pages_that_are_not_built_are_said(
    app: Flask, client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = app.extensions["outside"]
    elsewhere = type("Elsewhere", (), {"config": type("C", (), {"pages_folder": str(tmp_path)})})
    monkeypatch.setattr("audit.api.pages.outside", lambda: elsewhere)

    answer = client.get("/", buffered=True)

    assert outside.config.pages_folder != str(tmp_path)
    assert (answer.status_code, answer.json["code"]) == (503, "pages.not_built")
