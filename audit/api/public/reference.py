"""The API as a page to read: written by us from the OpenAPI document, in Chinese and English.

Promise: every operation of the document stands on the page with who may use it, what it takes and
gives and every status it may answer; no script, nothing from a third party, made for a phone too.
Read `door`, then `chapters`.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from flask import request
from flask_smorest import Blueprint
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from audit.api.endpoint import ANYONE, File, endpoint
from audit.api.guard import nonce
from audit.api.language import reader_language
from audit.infra.db import Json

HERE = Path(__file__).parents[1]
TEXTS: Mapping[str, Any] = tomllib.loads((HERE / "reference.toml").read_text("utf-8"))
_PAGES = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Field:
    """One property of a schema or one parameter: `kind` in words, `of` a schema to look up."""

    name: str
    kind: str
    of: str | None
    required: bool


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can be asked. `takes` and `gives` are a schema's name or a media type."""

    name: str
    method: str
    path: str
    summary: str
    asks: tuple[Field, ...]
    takes: str | None
    gives: str | None
    right: str
    wrong: tuple[str, ...]
    is_open: bool


def door(describe: Callable[[], Json]) -> Blueprint:
    """The blueprint of the page for the document that `describe` makes."""
    blueprint = Blueprint("reference", __name__, url_prefix="/api/v1")

    @cache
    def parts(language: str) -> dict[str, Any]:
        document = describe()
        return {"chapters": [*chapters(document, language)], "schemas": [*schemas(document)]}

    @endpoint(blueprint, "GET /reference", who=ANYONE, sends="text/html", cache="no-cache")
    def get_reference() -> File:
        """This API as a page to read; ?lang=zh-CN or ?lang=en."""
        language = reader_language(request)
        page = _PAGES.get_template("reference.html.jinja")
        facts = {"t": TEXTS["page"][language], "language": language, "nonce": nonce()}
        html = page.render(facts | parts(language))
        return File(html.encode(), "text/html; charset=utf-8")

    return blueprint


def chapters(document: Json, language: str) -> Iterator[tuple[str, list[Operation]]]:
    """The operations by audience, in the order of their addresses."""
    every = [
        _operation(method.upper(), path, told, language)
        for path, verbs in document["paths"].items()
        for method, told in verbs.items()
        if method != "parameters"
    ]
    names = TEXTS["chapters"][language]
    ordered = sorted(every, key=lambda one: (_audience(one.path), one.path, one.method))
    for audience, found in groupby(ordered, key=lambda one: _audience(one.path)):
        yield names.get(audience, audience), list(found)


def _audience(path: str) -> str:
    parts = path.split("/")
    return parts[3] if path.startswith("/api/v1/") and len(parts) > 4 else "server"


def _operation(method: str, path: str, told: Json, language: str) -> Operation:
    name = told["operationId"]
    chinese = TEXTS["operations"].get(name, told["summary"])
    statuses = sorted(told["responses"])
    right = statuses[0]
    body = told.get("requestBody", {}).get("content", {})
    return Operation(
        name=name,
        method=method,
        path=path,
        summary=chinese if language == "zh-CN" else told["summary"],
        asks=tuple(_asked(each) for each in told.get("parameters", ())),
        takes=_content(body),
        gives=_content(told["responses"][right].get("content", {})),
        right=right,
        wrong=tuple(each for each in statuses if each >= "400"),
        is_open=not told.get("security"),
    )


def _asked(parameter: Json) -> Field:
    kind, of = _kind(parameter["schema"])
    return Field(parameter["name"], kind, of, parameter.get("required", False))


def _content(content: Json) -> str | None:
    for media_type, body in content.items():
        reference: str = body["schema"].get("$ref", "")
        return reference.rpartition("/")[2] or media_type
    return None


def schemas(document: Json) -> Iterator[tuple[str, list[Field]]]:
    """Every schema by name with its fields, the required ones as such."""
    for name, schema in sorted(document["components"]["schemas"].items()):
        required = set(schema.get("required", ()))
        fields = schema.get("properties", {}).items()
        yield name, [Field(field, *_kind(told), field in required) for field, told in fields]


def _kind(schema: Json) -> tuple[str, str | None]:
    """A schema in words, and the schema it leads to."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return name, name
    for key in ("anyOf", "oneOf", "allOf"):
        for one in schema.get(key, ()):
            if one != {"type": "null"}:
                return _kind(one)
    if "enum" in schema:
        return " | ".join(str(each) for each in schema["enum"] if each is not None), None
    if "items" in schema:
        words, of = _kind(schema["items"])
        return f"[{words}]", of
    kinds = schema.get("type", "any")
    words = " | ".join(kinds) if isinstance(kinds, list) else kinds
    return f"{words} ({schema['format']})" if "format" in schema else words, None
