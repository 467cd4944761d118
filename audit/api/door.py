"""What a route declares about itself, and what the API's description says of it.

Promise: whatever `endpoint` answers by itself (who may not come in, what is malformed, what is
stale) is described for every route by its kind, so that no status is undocumented (T-D4).
"""

import http
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import marshmallow as ma

from audit.api.schemas import PageIn, ProblemOut, listed
from audit.people.actor import CAPABILITIES

ANYONE = "anyone"  # no token asked for; the function opens what it needs itself
SIGNED_IN = "signed_in"  # any role
ENTERING = "entering"  # any role, even before the second factor was given
OPEN_TO_ALL = (SIGNED_IN, ENTERING)
EITHER: list[dict[str, list[str]]] = [{"bearer": []}, {"cookie": [], "csrf": []}]
ANY_BYTES = "application/octet-stream"  # of a raw body: its type is not looked at
ETAG = {"schema": {"type": "string"}, "description": "goes into If-Match or If-None-Match"}


@dataclass(frozen=True, slots=True)
class Door:
    """What one route declares about itself."""

    rule: str
    who: str
    takes: ma.Schema | None = None
    asks: ma.Schema | None = None
    gives: ma.Schema | None = None
    lists: type[ma.Schema] | None = None  # of what: the answer is a page of them
    sends: str | None = None  # media type, for a File
    status: int = 200
    match: bool = False
    raw: str | None = None  # media type of a body that is not JSON
    most: int | None = None  # bytes of such a body; a photo's when not said
    cache: str = "no-store"  # what is said of a person or a visit stays in no cache
    problems: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.who not in (ANYONE, *OPEN_TO_ALL):
            CAPABILITIES[self.who]  # a misspelt capability must fail at start, not let nobody in
        if self.lists:
            object.__setattr__(self, "gives", listed(self.lists))
            object.__setattr__(self, "asks", self.asks or PageIn())

    @property
    def method(self) -> str:
        """GET, PUT or POST."""
        return self.rule.split()[0]

    @property
    def path(self) -> str:
        """The path below the blueprint's prefix."""
        return self.rule.split()[1]


def described(door: Door, function: Callable[..., Any]) -> dict[str, Any]:
    """The OpenAPI operation of a route."""
    doc: dict[str, Any] = {
        "operationId": function.__name__,
        "summary": (function.__doc__ or function.__name__).strip().split("\n")[0],
        "security": [] if door.who == ANYONE else EITHER,
        "responses": {door.status: _right(door)} | {code: _wrong(code) for code in _codes(door)},
        "parameters": [],
    }
    if door.method == "GET":
        doc["responses"][304] = {"description": http.HTTPStatus(304).phrase}
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
    codes |= set() if door.who == ANYONE else {401, 403, 503}
    codes |= {400, 413, 415, 422} if door.takes else set()
    codes |= {413, 415} if door.raw and door.raw != ANY_BYTES else set()
    codes |= {422} if door.asks else set()
    codes |= {409, 412, 428} if door.match else set()
    codes |= {404} if "<" in door.path else set()
    return sorted(codes)


def _right(door: Door) -> dict[str, Any]:
    right: dict[str, Any] = {"description": http.HTTPStatus(door.status).phrase}
    if door.gives:
        right["content"] = {"application/json": {"schema": door.gives}}
    if door.sends:
        is_json = door.sends == "application/json"  # a document kept and sent byte for byte
        binary = {"type": "string", "format": "binary"}
        right["content"] = {door.sends: {"schema": {"type": "object"} if is_json else binary}}
    if door.match or door.method == "GET":
        right["headers"] = {"ETag": ETAG}
    return right


def _wrong(code: int) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": ProblemOut}}
    return {"description": http.HTTPStatus(code).phrase, "content": content}
