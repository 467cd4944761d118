"""Publications: everything a dealer can reach, in one file.

Promise: what leaves here is the publication's own frozen document, its dealer edition and the
copies it names; no other table is looked at, and no id but the publication's own is told.
"""

import json
import uuid
from typing import Any

import marshmallow as ma
from flask_smorest import Blueprint

from audit.api.endpoint import File, endpoint
from audit.api.outside import outside
from audit.evidence.service import COPY_TYPE, read_content
from audit.infra.pages import Asked, Page
from audit.people.actor import Actor
from audit.problems import LANGUAGES, Problem
from audit.reports import service
from audit.visits import queries
from audit.visits.models import Publication

blueprint = Blueprint("dealer", __name__, url_prefix="/api/v1/dealer")


class PublicationOut(ma.Schema):
    """A publication in a list. `document` is the hash of its frozen copy."""

    id = ma.fields.UUID(required=True)
    number = ma.fields.Integer(required=True)
    published_on = ma.fields.Date(required=True)
    hash = ma.fields.String(required=True)
    dealer = ma.fields.Dict(required=True)
    wave = ma.fields.Dict(required=True)
    checklist = ma.fields.Dict(required=True)
    final = ma.fields.String(required=True, allow_none=True)
    grade = ma.fields.String(required=True, allow_none=True)


class LanguageIn(ma.Schema):
    """Which language of the PDF."""

    language = ma.fields.String(load_default="zh-CN", validate=ma.validate.OneOf(LANGUAGES))


@endpoint(blueprint, "GET /publications", who="publications.read", lists=PublicationOut)
def list_publications(actor: Actor, asked: Asked) -> Page[dict[str, Any]]:
    """The publications in force within my reach."""
    return queries.list_publications(actor, asked).map(_summary)


@endpoint(
    blueprint,
    "GET /publications/<uuid:publication_id>",
    who="publications.read",
    sends="application/json",
    problems=(410,),
)
def get_publication(actor: Actor, publication_id: uuid.UUID) -> File:
    """The frozen document, byte for byte as hashed."""
    publication = queries.get_publication(actor, publication_id)
    return File(publication.document.encode(), "application/json")


@endpoint(
    blueprint,
    "GET /publications/<uuid:publication_id>/file",
    who="publications.read",
    asks=LanguageIn(),
    sends=service.PDF,
    problems=(410, 503),
)
def get_publication_file(actor: Actor, publication_id: uuid.UUID, query: dict[str, Any]) -> File:
    """The dealer edition as PDF; 503 with Retry-After while it is being printed."""
    publication = queries.get_publication(actor, publication_id)
    data = service.dealer_file(outside().store, publication, query["language"])
    return File(data, service.PDF, f"{publication.hash[:12]}-{query['language']}.pdf")


@endpoint(
    blueprint,
    "GET /publications/<uuid:publication_id>/photos/<int:number>",
    who="publications.read",
    sends=COPY_TYPE,
    problems=(410, 503),
)
def get_publication_photo(actor: Actor, publication_id: uuid.UUID, number: int) -> File:
    """A photo of the publication by its caption number: a copy, never the bytes received."""
    document = json.loads(queries.get_publication(actor, publication_id).document)
    hashes = {
        photo["number"]: photo["sha256"] for item in document["items"] for photo in item["photos"]
    }
    if number not in hashes:
        raise Problem("publication.no_photo")
    return File(read_content(outside().store, hashes[number]), COPY_TYPE)


def _summary(publication: Publication) -> dict[str, Any]:
    document = json.loads(publication.document)
    return {
        "id": publication.id,
        "number": publication.number,
        "published_on": publication.published_on,
        "hash": publication.hash,
        "dealer": document["dealer"],
        "wave": document["wave"],
        "checklist": document["checklist"],
        "final": document["result"].get("final"),
        "grade": document["result"].get("grade"),
    }
