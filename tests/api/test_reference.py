"""The API as a page: complete, in both languages, nothing from elsewhere, nothing run."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from audit.api.public.reference import TEXTS
from tests.api.test_openapi import operations

CHINESE = re.compile(r"[\u4e00-\u9fff]")
RUNS = {"script", "iframe", "object", "embed", "link", "img", "base", "form", "meta"}


class Reading(HTMLParser):
    """Every tag with its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.fixture(scope="module")
def document(app: Flask) -> dict[str, Any]:
    """The OpenAPI document."""
    found: dict[str, Any] = app.test_client().get("/api/v1/openapi.json").json
    return found


def page(app: Flask, language: str) -> TestResponse:
    return app.test_client().get(f"/api/v1/reference?lang={language}")


def tags(answer: TestResponse) -> list[tuple[str, dict[str, str | None]]]:
    reading = Reading()
    reading.feed(answer.text)
    return reading.tags


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_operation_and_every_schema_stands_on_the_page(
    app: Flask, document: dict[str, Any], language: str
) -> None:
    ids = {attributes.get("id") for _, attributes in tags(page(app, language))}

    named = {told["operationId"] for _, told in operations(document)}
    assert named - ids == set()
    assert set(document["components"]["schemas"]) - ids == set()


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_link_on_the_page_leads_somewhere(app: Flask, language: str) -> None:
    found = tags(page(app, language))

    ids = {f"#{attributes['id']}" for _, attributes in found if "id" in attributes}
    links = {str(attributes["href"]) for tag, attributes in found if tag == "a"}
    assert {link for link in links if link.startswith("#")} - ids == set()
    assert {link for link in links if not link.startswith(("#", "?lang="))} == {"openapi.json"}


def test_the_page_speaks_the_language_of_its_reader(app: Flask, document: dict[str, Any]) -> None:
    english, chinese = (page(app, language).text for language in ("en", "zh-CN"))

    silent = {told["operationId"] for _, told in operations(document)} - set(TEXTS["operations"])
    idle = set(TEXTS["operations"]) - {told["operationId"] for _, told in operations(document)}
    assert set(CHINESE.findall(english)) == {"中", "文"}
    assert '<html lang="zh-CN">' in chinese
    assert silent == set(), "add their Chinese to audit/api/reference.toml"
    assert idle == set(), "no such operation: take it out of audit/api/reference.toml"
    assert set(TEXTS["page"]["en"]) == set(TEXTS["page"]["zh-CN"])
    assert set(TEXTS["chapters"]["en"]) == set(TEXTS["chapters"]["zh-CN"])


def test_nothing_runs_and_nothing_comes_from_elsewhere(app: Flask) -> None:
    answer = page(app, "en")

    found = [(tag, attributes) for tag, attributes in tags(answer) if tag in RUNS]
    handlers = [name for _, attributes in tags(answer) for name in attributes if name[:2] == "on"]
    assert {tag for tag, _ in found} == {"meta"}
    assert not any("http-equiv" in attributes for _, attributes in found)
    assert handlers == []
    assert "http://" not in answer.text
    assert "https://" not in answer.text


def test_its_styles_carry_the_nonce_of_the_answer_and_each_answer_a_new_one(app: Flask) -> None:
    answers = [page(app, "en") for _ in range(2)]

    nonces = [re.search(r'<style nonce="([^"]+)"', answer.text)[1] for answer in answers]
    assert nonces[0] != nonces[1]
    for nonce, answer in zip(nonces, answers, strict=True):
        assert f"style-src 'nonce-{nonce}'" in answer.headers["Content-Security-Policy"]
        assert 'style="' not in answer.text
