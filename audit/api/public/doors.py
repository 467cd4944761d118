"""What needs no token: is the server well, what it counts, whose key signs receipts, uploads."""

import hmac
from typing import Any, BinaryIO

import marshmallow as ma
from flask import request
from flask_smorest import Blueprint

from audit.api.endpoint import ANYONE, File, endpoint
from audit.api.outside import outside
from audit.infra.db import before_any_tenant
from audit.infra.metrics import TYPE, exposition, queue_state
from audit.infra.store_folder import FolderStore
from audit.problems import Problem

health = Blueprint("health", __name__, url_prefix="/health")
metrics = Blueprint("metrics", __name__)
public = Blueprint("public", __name__, url_prefix="/api/v1/public")
store = Blueprint("store", __name__, url_prefix="/store")

LOOPBACK = frozenset({"127.0.0.1", "::1"})
FORWARDED = frozenset({"forwarded", "x-forwarded-for", "x-real-ip", "via"})


class AliveOut(ma.Schema):
    """`ok`."""

    status = ma.fields.String(required=True)


class ReadyOut(AliveOut):
    """`ok`, or `degraded` with what is out of order: `store`, `worker`. Submissions are taken."""

    degraded = ma.fields.List(ma.fields.String(), required=True)


class KeyOut(ma.Schema):
    """The public half of the receipt key: Ed25519, 32 raw bytes in base64."""

    algorithm = ma.fields.String(required=True)
    public_key = ma.fields.String(required=True)


@endpoint(health, "GET /live", who=ANYONE, gives=AliveOut())
def is_alive() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@endpoint(health, "GET /ready", who=ANYONE, gives=ReadyOut(), problems=(503,))
def is_ready() -> dict[str, Any]:
    """The database answers as the walled role (503 if not); what else is out of order."""
    out_of_order = outside().readiness.degraded()
    return {"status": "degraded" if out_of_order else "ok", "degraded": out_of_order}


@endpoint(metrics, "GET /metrics", who=ANYONE, sends="text/plain", problems=(404, 503))
def get_metrics() -> File:
    """What the program counts of itself, for Prometheus; with its token, or from this machine."""
    if not _may_read_metrics(outside().config.metrics_token):
        raise Problem("request.no_such_door")
    with before_any_tenant() as link:
        state = queue_state(link)
    data = exposition(state, together=outside().config.metrics_together)
    return File(data, TYPE)


def _may_read_metrics(token: str) -> bool:
    """With a token set, whoever shows it; else this machine itself, not what a proxy lets in."""
    if token:
        shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(shown.encode(), token.encode())
    by_proxy = FORWARDED & {name.lower() for name, _ in request.headers}
    return request.remote_addr in LOOPBACK and not by_proxy


@endpoint(public, "GET /receipt-key", who=ANYONE, gives=KeyOut(), cache="public, max-age=300")
def get_receipt_key() -> dict[str, str]:
    """The key that receipts are verified with."""
    return {"algorithm": "Ed25519", "public_key": outside().signer.public_key()}


@endpoint(
    store,
    "PUT /<path:key>",
    who=ANYONE,
    raw="application/octet-stream",
    status=201,
    problems=(400, 403, 404, 409, 413, 422, 503, 507),
)
def put_upload(key: str, sent: BinaryIO) -> dict[str, Any] | None:
    """Take the bytes that a signed address was given out for (the folder's own S3-like door)."""
    folder = outside().store
    if not isinstance(folder, FolderStore):
        raise Problem("request.no_such_door")
    folder.accept_upload(key, request.args, dict(request.headers), sent)
    return {"status": "stored"}
