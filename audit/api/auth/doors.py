"""Logging in and out. A wrong login and a wrong password get the same answer."""

from typing import Any

import marshmallow as ma
from flask_smorest import Blueprint

from audit.api.endpoint import ANYONE, SIGNED_IN, endpoint
from audit.api.outside import outside
from audit.people import sessions
from audit.people.actor import Actor

blueprint = Blueprint("auth", __name__, url_prefix="/api/v1/auth")


class LoginIn(ma.Schema):
    """`login` is a mobile number or an email; `tenant` only for a person of several brands."""

    login = ma.fields.String(required=True, validate=ma.validate.Length(1, 200))
    password = ma.fields.String(required=True, validate=ma.validate.Length(1, 200))
    tenant = ma.fields.String(load_default=None, allow_none=True)
    device = ma.fields.String(load_default="", validate=ma.validate.Length(0, 200))


class TokenOut(ma.Schema):
    """Shown once; sent back as `Authorization: Bearer …`."""

    token = ma.fields.String(required=True)
    expires_at = ma.fields.String(required=True)
    tenant = ma.fields.String(required=True)


class MembershipOut(ma.Schema):
    """A role with its scope."""

    role = ma.fields.String(required=True)
    scope_kind = ma.fields.String(required=True)
    scope_ids = ma.fields.List(ma.fields.UUID(), required=True)


class MeOut(ma.Schema):
    """The person behind the token, in this tenant."""

    person_id = ma.fields.UUID(required=True)
    tenant_id = ma.fields.UUID(required=True)
    language = ma.fields.String(required=True)
    zone = ma.fields.String(required=True)
    memberships = ma.fields.List(ma.fields.Nested(MembershipOut), required=True)


@endpoint(
    blueprint, "POST /login", who=ANYONE, takes=LoginIn(), gives=TokenOut(), problems=(401, 503)
)
def log_in(body: dict[str, Any]) -> sessions.Token:
    """Open a session for one device."""
    days = outside().config.token_days
    return sessions.log_in(
        sessions.Login(body["login"], body["password"], body["tenant"]), body["device"], days
    )


@endpoint(blueprint, "POST /logout", who=SIGNED_IN, status=204)
def log_out(actor: Actor) -> None:
    """Revoke the token this request came with."""
    sessions.log_out(actor)


@endpoint(blueprint, "GET /me", who=SIGNED_IN, gives=MeOut())
def who_am_i(actor: Actor) -> Actor:
    """The acting person and their memberships here."""
    return actor
