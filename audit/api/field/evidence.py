"""Photos of own visits: announce, upload elsewhere, verify, look."""

import uuid
from typing import Any

from flask import request
from flask_smorest import Blueprint

from audit.api.endpoint import endpoint
from audit.api.field import schemas
from audit.api.language import reader_language
from audit.api.outside import outside
from audit.evidence.models import Evidence
from audit.evidence.service import Announced, upload_for
from audit.infra.db import Json
from audit.infra.store import Upload
from audit.people.actor import Actor
from audit.problems import say
from audit.visits.photos import own_photo, receipt_facts, register_photo, verify_photo

blueprint = Blueprint("field_evidence", __name__, url_prefix="/api/v1/field/evidence")


@endpoint(
    blueprint,
    "PUT /<uuid:evidence_id>",
    who="visits.work",
    takes=schemas.EvidenceIn(),
    gives=schemas.EvidenceOut(),
    problems=(409, 503),
)
def put_evidence(actor: Actor, evidence_id: uuid.UUID, body: dict[str, Any]) -> dict[str, Any]:
    """Announce a photo and learn where to send its bytes; again is fine."""
    announced = Announced(
        evidence_id, body["item"], body["sha256"], body["size_bytes"], body["type"]
    )
    seconds = outside().config.upload_seconds
    known = register_photo(actor, outside().store, body["visit"], announced, seconds)
    return _evidence(known.evidence, known.upload)


@endpoint(
    blueprint,
    "POST /<uuid:evidence_id>/verify",
    who="visits.work",
    gives=schemas.EvidenceOut(),
    problems=(409, 503),
)
def verify_evidence(actor: Actor, evidence_id: uuid.UUID) -> dict[str, Any]:
    """Check the uploaded bytes now; answers a signed receipt, or why the photo is refused."""
    return _evidence(verify_photo(actor, outside().store, evidence_id), None)


@endpoint(blueprint, "GET /<uuid:evidence_id>", who="visits.work", gives=schemas.EvidenceOut())
def get_evidence(actor: Actor, evidence_id: uuid.UUID) -> dict[str, Any]:
    """A photo as we know it, with a fresh upload address while its bytes are missing."""
    evidence = own_photo(actor, evidence_id)
    upload = upload_for(outside().store, evidence, outside().config.upload_seconds)
    return _evidence(evidence, upload)


def _evidence(evidence: Evidence, upload: Upload | None) -> dict[str, Any]:
    facts = receipt_facts(evidence)
    return {
        "id": evidence.id,
        "item": evidence.item,
        "state": evidence.state,
        "upload": upload,
        "receipt": facts and facts | {"signature": outside().signer.sign(facts)},
        "refusal": evidence.refusal and _refusal(evidence.refusal),
    }


def _refusal(refusal: Json) -> dict[str, str]:
    detail = say(refusal["code"], reader_language(request), refusal["facts"])
    return {"code": refusal["code"], "detail": detail}
