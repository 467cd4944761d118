"""What needs no token: is the server well, whose key signs receipts, signed uploads."""

from typing import Any, BinaryIO

import marshmallow as ma
import sqlalchemy as sa
from flask import request
from flask_smorest import Blueprint

from audit.api.endpoint import ANYONE, endpoint
from audit.api.outside import outside
from audit.infra.db import before_any_tenant
from audit.infra.store_folder import FolderStore
from audit.problems import Problem

health = Blueprint("health", __name__, url_prefix="/health")
public = Blueprint("public", __name__, url_prefix="/api/v1/public")
store = Blueprint("store", __name__, url_prefix="/store")


class HealthOut(ma.Schema):
    """`ok`, and for readiness what was asked."""

    status = ma.fields.String(required=True)


class KeyOut(ma.Schema):
    """The public half of the receipt key: Ed25519, 32 raw bytes in base64."""

    algorithm = ma.fields.String(required=True)
    public_key = ma.fields.String(required=True)


@endpoint(health, "GET /live", who=ANYONE, gives=HealthOut())
def is_alive() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@endpoint(health, "GET /ready", who=ANYONE, gives=HealthOut(), problems=(503,))
def is_ready() -> dict[str, str]:
    """The database answers as the walled role and the store can be read; 503 if not."""
    with before_any_tenant() as connection:
        connection.execute(sa.text("SELECT 1 FROM event_log LIMIT 0"))
    outside().store.exists("ready")
    return {"status": "ok"}


@endpoint(public, "GET /receipt-key", who=ANYONE, gives=KeyOut())
def get_receipt_key() -> dict[str, str]:
    """The key that receipts are verified with."""
    return {"algorithm": "Ed25519", "public_key": outside().signer.public_key()}


@endpoint(
    store,
    "PUT /<path:key>",
    who=ANYONE,
    raw="application/octet-stream",
    status=201,
    problems=(403, 404, 409, 413, 422, 507),
)
def put_upload(key: str, sent: BinaryIO) -> dict[str, Any] | None:
    """Take the bytes that a signed address was given out for (the folder's own S3-like door)."""
    folder = outside().store
    if not isinstance(folder, FolderStore):
        raise Problem("request.no_such_door")
    folder.accept_upload(key, request.args, dict(request.headers), sent)
    return {"status": "stored"}
