"""The one pipeline every request goes through.

admit the actor -> load the schema -> open the unit of work -> one call -> dump -> commit -> reply.

Promise: who may come in is said beside the route and decided before the body is read or a row is
looked at; a reply is sent after the commit and only then; whatever refuses, rolls back. Read
`endpoint` first. Tests walk `view._endpoint`.
"""

import functools
import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import IO, Any, TypeVar

import marshmallow as ma
import orjson
from flask import Response, g, jsonify, request
from flask_smorest import Blueprint

from audit.api.credentials import presented
from audit.api.disposition import attachment
from audit.api.door import ANY_BYTES, ANYONE, ENTERING, OPEN_TO_ALL, SIGNED_IN, Door, described
from audit.api.field_faults import field_fault
from audit.api.outside import outside
from audit.infra.db import retried, unit_of_work
from audit.infra.failpoints import reach
from audit.infra.pages import Asked, Page
from audit.people.actor import CODE_MISSING, ENROLMENT_MISSING, Actor
from audit.people.sessions import who_is
from audit.problems import Fault, Problem, pointer, refuse

__all__ = ("ANYONE", "ENTERING", "SIGNED_IN", "File", "endpoint")

STILL_MISSING = {CODE_MISSING: "auth.factor_code", ENROLMENT_MISSING: "auth.factor_enrol"}
Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class File:
    """Bytes to send as they are. `name` makes it a download."""

    data: bytes
    media_type: str
    name: str | None = None


def endpoint(blueprint: Blueprint, rule: str, **declared: Any) -> Callable[[Function], Function]:
    """Open a door: `rule` is `"PUT /visits/<uuid:visit_id>"`, the rest as in `Door`.

    The function gets `actor` (unless who=ANYONE), its path arguments, and, where declared, `body`
    (loaded), `query` (loaded), `asked` (which page, with `lists`), `sent` (exact bytes, with `raw`
    or a schema that keeps them) and `expected` (If-Match). It returns what `gives` dumps, a `Page`
    of what `lists` says, a `File`, or None.
    """
    door = Door(rule, **declared)

    def open_door(function: Function) -> Function:
        @functools.wraps(function)
        def view(**arguments: Any) -> Response:
            actor = _admit(door.who)
            arguments |= _load(door)

            def once() -> tuple[Any, int | None]:
                with _work(actor):
                    result = function(*([actor] if actor else []), **arguments)
                    return _dump(door, result), getattr(result, "row_version", None)

            body, tag = once() if door.raw else retried(once)  # a stream is read only once
            reach("reply.before")
            return _reply(door, body, tag)

        view._endpoint = {"method": door.method, "path": door.path, "who": door.who, "door": door}  # type: ignore[attr-defined] # noqa: SLF001 -- tests walk it
        told = blueprint.doc(**described(door, function))(view)
        blueprint.route(door.path, methods=[door.method])(told)
        return function

    return open_door


def _admit(who: str) -> Actor | None:
    if who == ANYONE:
        return None
    actor = who_is(*presented())
    g.actor = actor
    if actor.is_entering and who != ENTERING:
        raise Problem(STILL_MISSING[actor.factor])
    if who not in OPEN_TO_ALL and not actor.can(who):
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
        found |= _query(door, _checked(door.asks, asked))
    if door.raw:
        found["sent"] = _stream(door)
    if door.takes:
        sent = request.get_data(cache=False)
        found["body"] = _checked(door.takes, _parse(sent))
        if getattr(door.takes, "keeps_bytes", False):
            found["sent"] = sent
    return found


def _stream(door: Door) -> IO[bytes]:
    if door.raw not in (ANY_BYTES, request.mimetype):
        raise Problem("request.media_type")
    # before the stream is opened: it keeps the limit it was opened with, that of JSON
    request.max_content_length = door.most or outside().config.photo_bytes
    return request.stream


def _query(door: Door, query: dict[str, Any]) -> dict[str, Any]:
    """The arguments that a query becomes; which page is asked for stands apart from the rest."""
    if not door.lists:
        return {"query": query}
    cursor, limit, place = query.pop("after"), query.pop("limit"), None
    if cursor is not None:
        place = outside().cursors.open(cursor, _of_this_list())
        refuse([] if place else [Fault("request.cursor", "/after")])
    return {"asked": Asked(limit, place)} | ({"query": query} if query else {})


def _of_this_list() -> bytes:
    """What a cursor belongs to: this tenant's list with these filters, whatever the page size."""
    asked = sorted(
        each for each in request.args.items() if each[0] not in ("after", "limit", "lang")
    )
    return orjson.dumps([str(g.actor.tenant_id), request.path, asked])


def _dump(door: Door, result: Any) -> Any:
    if not isinstance(result, Page):
        return door.gives.dump(result) if door.gives else result
    place = result.next and outside().cursors.seal(result.next, _of_this_list())
    return door.gives and door.gives.dump({"items": result.items, "next": place})


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
    response.headers["Cache-Control"] = door.cache
    if door.method == "GET" and request.if_none_match:
        response.make_conditional(request)
    return response


def _json(body: Any) -> Response:
    return jsonify(body) if body is not None else Response(status=204)


def _file(file: File) -> Response:
    response = Response(file.data, content_type=file.media_type)
    if file.name is not None:
        response.headers["Content-Disposition"] = attachment(file.name)
    response.set_etag(hashlib.sha256(file.data).hexdigest()[:32])
    return response
