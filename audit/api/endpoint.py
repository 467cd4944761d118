"""The one pipeline every request goes through.

admit the actor -> load the schema -> open the unit of work -> one call -> dump -> commit -> reply.

Promise: who may come in is said beside the route and decided before the body is read or a row is
looked at; a reply is sent after the commit and only then; whatever refuses, rolls back. Read
`endpoint` first. Tests walk `view._endpoint`.
"""

import functools
import hashlib
import http
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, TypeVar

import marshmallow as ma
import orjson
from flask import Response, g, jsonify, request
from flask_smorest import Blueprint

from audit.api.field_faults import field_fault
from audit.api.outside import outside
from audit.api.schemas import ProblemOut
from audit.infra.db import unit_of_work
from audit.people.actor import CAPABILITIES, Actor
from audit.people.sessions import who_is
from audit.problems import Fault, Problem, pointer, refuse

ANYONE = "anyone"  # no token asked for; the function opens what it needs itself
SIGNED_IN = "signed_in"  # any role

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class File:
    """Bytes to send as they are. `name` makes it a download; `fresh` means never to be cached."""

    data: bytes
    media_type: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Door:
    """What one route declares about itself."""

    rule: str
    who: str
    takes: ma.Schema | None = None
    asks: ma.Schema | None = None
    gives: ma.Schema | None = None
    sends: str | None = None  # media type, for a File
    status: int = 200
    match: bool = False
    raw: str | None = None  # media type of a body that is not JSON
    problems: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.who not in (ANYONE, SIGNED_IN):
            CAPABILITIES[self.who]  # a misspelt capability must fail at start, not let nobody in

    @property
    def method(self) -> str:
        """GET, PUT or POST."""
        return self.rule.split()[0]

    @property
    def path(self) -> str:
        """The path below the blueprint's prefix."""
        return self.rule.split()[1]


def endpoint(blueprint: Blueprint, rule: str, **declared: Any) -> Callable[[Function], Function]:
    """Open a door: `rule` is `"PUT /visits/<uuid:visit_id>"`, the rest as in `Door`.

    The function gets `actor` (unless who=ANYONE), its path arguments, and, where declared, `body`
    (loaded), `query` (loaded), `sent` (exact bytes, with `raw` or a schema that keeps them) and
    `expected` (If-Match). It returns what `gives` dumps, a `File`, or None.
    """
    door = Door(rule, **declared)

    def open_door(function: Function) -> Function:
        @functools.wraps(function)
        def view(**arguments: Any) -> Response:
            actor = _admit(door.who)
            arguments |= _load(door)
            with _work(actor):
                result = function(*([actor] if actor else []), **arguments)
                body = door.gives.dump(result) if door.gives else result
                tag = getattr(result, "row_version", None)
            return _reply(door, body, tag)

        view._endpoint = {"method": door.method, "path": door.path, "who": door.who}  # type: ignore[attr-defined] # noqa: SLF001 -- tests walk it
        described = blueprint.doc(**_describe(door, function))(view)
        blueprint.route(door.path, methods=[door.method])(described)
        return function

    return open_door


def _admit(who: str) -> Actor | None:
    if who == ANYONE:
        return None
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Problem("auth.required")
    actor = who_is(token.strip())
    g.actor = actor
    if who != SIGNED_IN and not actor.can(who):
        raise Problem("auth.forbidden")
    return actor


def _work(actor: Actor | None) -> AbstractContextManager[None]:
    return unit_of_work(actor.tenant_id) if actor else nullcontext()


def _load(door: Door) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if [*_zero_letters(request.view_args)]:
        raise Problem("request.no_such_door")
    if door.match:
        if not request.if_match:
            raise Problem("request.if_match_needed")
        found["expected"] = request.if_match
    if door.asks:
        asked = {name: text for name, text in request.args.items() if name != "lang"}
        refuse(_zero_letters(asked))
        found["query"] = _checked(door.asks, asked)
    if door.raw:
        # before the stream is opened: it keeps the limit it was opened with, that of JSON
        request.max_content_length = outside().config.photo_bytes
        found["sent"] = request.stream
    if door.takes:
        sent = request.get_data(cache=False)
        found["body"] = _checked(door.takes, _parse(sent))
        if getattr(door.takes, "keeps_bytes", False):
            found["sent"] = sent
    return found


def _parse(sent: bytes) -> object:
    if request.mimetype != "application/json":
        raise Problem("request.media_type")
    try:
        parsed: object = orjson.loads(sent)
    except orjson.JSONDecodeError as error:
        raise Problem("request.unreadable") from error
    if b"\\u0000" in sent:
        refuse(_zero_letters(parsed))
    return parsed


def _zero_letters(data: object) -> Iterator[Fault]:
    """Every text with U+0000 in it: JSON may hold one, PostgreSQL keeps none. Without recursion:
    how deep the nesting goes is the sender's choice."""
    todo: list[tuple[str, object]] = [("", data)]
    while todo:
        at, value = todo.pop()
        if isinstance(value, str) and "\x00" in value:
            yield Fault("request.zero_letter", at)
        elif isinstance(value, Mapping):
            todo += [(at, key) for key in value]
            todo += [(at + pointer(key), inner) for key, inner in value.items()]
        elif isinstance(value, list):
            todo += [(at + pointer(number), inner) for number, inner in enumerate(value)]


def _checked(schema: ma.Schema, data: object) -> Any:
    try:
        return schema.load(data)  # type: ignore[arg-type] # a non-object is one of the faults it says
    except ma.ValidationError as error:
        refuse(_faults(error.normalized_messages(), ""))  # type: ignore[no-untyped-call] # marshmallow's gap
        raise


def _faults(messages: Mapping[Any, Any], at: str) -> list[Fault]:
    faults: list[Fault] = []
    for key, value in messages.items():
        here = at if key == "_schema" else at + pointer(key)
        if isinstance(value, Mapping):
            faults += _faults(value, here)
        else:
            faults += [field_fault(why, here) for why in value]
    return faults


def _reply(door: Door, body: Any, tag: int | None) -> Response:
    response = _file(body) if isinstance(body, File) else _json(body)
    response.status_code = door.status
    if tag is not None:
        response.set_etag(str(tag))
    elif door.method == "GET" and not isinstance(body, File):
        response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:32])
    if door.method == "GET":
        response.headers.setdefault("Cache-Control", "private, no-cache")
    if door.method == "GET" and request.if_none_match:
        response.make_conditional(request)
    return response


def _json(body: Any) -> Response:
    return jsonify(body) if body is not None else Response(status=204)


def _file(file: File) -> Response:
    response = Response(file.data, mimetype=file.media_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-cache"
    if file.name is not None:
        response.headers.set("Content-Disposition", "attachment", filename=file.name)
    response.set_etag(hashlib.sha256(file.data).hexdigest()[:32])
    return response


def _describe(door: Door, function: Callable[..., Any]) -> dict[str, Any]:
    doc: dict[str, Any] = {
        "operationId": function.__name__,
        "summary": (function.__doc__ or function.__name__).strip().split("\n")[0],
        "security": [] if door.who == ANYONE else [{"bearer": []}],
        "responses": {door.status: _right(door)} | {code: _wrong(code) for code in _codes(door)},
        "parameters": [],
    }
    if door.takes:
        content = {"application/json": {"schema": door.takes}}
        doc["requestBody"] = {"required": True, "content": content}
    if door.raw:
        binary = {"schema": {"type": "string", "format": "binary"}}
        doc["requestBody"] = {"required": True, "content": {door.raw: binary}}
    if door.asks:
        doc["parameters"].append({"in": "query", "schema": door.asks})
    if door.match:
        header = {"in": "header", "name": "If-Match", "required": True}
        doc["parameters"].append(header | {"schema": {"type": "string"}})
    return doc


def _codes(door: Door) -> list[int]:
    codes = {*door.problems}
    codes |= set() if door.who == ANYONE else {401, 503}
    codes |= set() if door.who in (ANYONE, SIGNED_IN) else {403}
    codes |= {400, 413, 415, 422} if door.takes else set()
    codes |= {422} if door.asks else set()
    codes |= {409, 412, 428} if door.match else set()
    codes |= {404} if "<" in door.path else set()
    return sorted(codes)


def _right(door: Door) -> dict[str, Any]:
    right: dict[str, Any] = {"description": http.HTTPStatus(door.status).phrase}
    if door.gives:
        right["content"] = {"application/json": {"schema": door.gives}}
    if door.sends:
        right["content"] = {door.sends: {"schema": {"type": "string", "format": "binary"}}}
    return right


def _wrong(code: int) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": ProblemOut}}
    return {"description": http.HTTPStatus(code).phrase, "content": content}
