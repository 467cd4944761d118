"""The library: parts that checklists are written from."""

import uuid
from typing import Any

from flask_smorest import Blueprint

from audit.api.desk import library_schemas as schemas
from audit.api.endpoint import endpoint
from audit.checklists import queries, service
from audit.checklists.models import LibraryEntry
from audit.infra.pages import Asked, Page
from audit.people.actor import Actor

blueprint = Blueprint("desk_library", __name__, url_prefix="/api/v1/desk")


@endpoint(
    blueprint,
    "GET /library",
    who="checklists.read",
    asks=schemas.LibraryIn(),
    lists=schemas.EntryOut,
)
def list_library(actor: Actor, asked: Asked, query: dict[str, Any]) -> Page[LibraryEntry]:  # noqa: ARG001 -- the tenant's wall is the scope
    """The parts of the library, newest version first."""
    return queries.list_entries(queries.WantedEntries(**query), asked)


@endpoint(
    blueprint,
    "POST /library",
    who="checklists.manage",
    takes=schemas.EntryIn(),
    gives=schemas.EntryDetailOut(),
    status=201,
    problems=(409,),
)
def add_entry(actor: Actor, body: dict[str, Any]) -> LibraryEntry:
    """Keep a part as the next version of its code; every fault comes with its place."""
    return service.add_entry(actor.name, body["kind"], body["code"], body["document"])


@endpoint(
    blueprint,
    "GET /library/<uuid:entry_id>",
    who="checklists.read",
    gives=schemas.EntryDetailOut(),
)
def get_entry(actor: Actor, entry_id: uuid.UUID) -> LibraryEntry:  # noqa: ARG001 -- as above
    """One part of the library with its document."""
    return queries.get_entry(entry_id)


@endpoint(
    blueprint,
    "POST /library/<uuid:entry_id>/retire",
    who="checklists.manage",
    gives=schemas.EntryDetailOut(),
)
def retire_entry(actor: Actor, entry_id: uuid.UUID) -> LibraryEntry:
    """No new checklist may use this part; those published with it stay as they are."""
    return service.retire_entry(actor.name, entry_id)
