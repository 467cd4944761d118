"""Logging in and out, by token (phones) and by cookie (desk). A wrong login and a wrong password
get the same answer."""

from datetime import timedelta
from typing import Any

from flask_smorest import Blueprint

from audit.api import credentials
from audit.api.auth import schemas
from audit.api.endpoint import ANYONE, ENTERING, SIGNED_IN, endpoint
from audit.api.outside import outside
from audit.people import devices, sessions
from audit.people.actor import Actor
from audit.people.sessions import AT_DESK, DEVICE, Login, Opening, Token

blueprint = Blueprint("auth", __name__, url_prefix="/api/v1/auth")
REFUSED = (401, 429, 503)


def opening(kind: str, *, second_factor: bool = False) -> Opening:
    """A session of this kind for as long as the settings say."""
    config = outside().config
    hours = config.desk_hours if kind == AT_DESK else 24 * config.token_days
    return Opening(kind, timedelta(hours=hours), second_factor)


def seated(token: Token) -> dict[str, str]:
    """Hand a session over to a browser: its token as a cookie, the rest to the page."""
    credentials.give_cookie(credentials.SESSION, token.token, outside().config.desk_hours * 3600)
    if token.proof:
        credentials.give_proof(token.proof)
    csrf = credentials.csrf_token(token.token)
    return {"tenant": token.tenant, "expires_at": token.expires_at, "csrf": csrf}


def _log_in(body: dict[str, Any], kind: str) -> Token:
    login = Login(body["login"], body["password"], body["tenant"], body["code"])
    return sessions.log_in(outside().sealer, login, credentials.arrival(body), opening(kind))


@endpoint(
    blueprint,
    "POST /login",
    who=ANYONE,
    takes=schemas.LoginIn(),
    gives=schemas.TokenOut(),
    problems=REFUSED,
)
def log_in(body: dict[str, Any]) -> Token:
    """Open a session for one device."""
    return _log_in(body, DEVICE)


@endpoint(
    blueprint,
    "POST /desk",
    who=ANYONE,
    takes=schemas.DeskLoginIn(),
    gives=schemas.DeskOut(),
    problems=REFUSED,
)
def log_in_at_desk(body: dict[str, Any]) -> dict[str, str]:
    """Open a session for this browser, in a cookie."""
    return seated(_log_in(body, AT_DESK))


@endpoint(blueprint, "POST /logout", who=ENTERING, status=204)
def log_out(actor: Actor) -> None:
    """End the session this request came with."""
    sessions.log_out(actor)
    if credentials.csrf_here() is not None:
        credentials.take_cookie(credentials.SESSION)


@endpoint(blueprint, "GET /me", who=ENTERING, gives=schemas.MeOut())
def who_am_i(actor: Actor) -> dict[str, Any]:
    """The acting person and their memberships here."""
    told = schemas.MeOut().fields.keys() - {"csrf"}
    return {name: getattr(actor, name) for name in told} | {"csrf": credentials.csrf_here()}


@endpoint(blueprint, "GET /tenants", who=SIGNED_IN, gives=schemas.BrandsOut())
def list_my_tenants(actor: Actor) -> dict[str, Any]:
    """The brands I belong to."""
    token, _ = credentials.presented()
    return {"items": devices.list_brands(actor, token)}


@endpoint(
    blueprint,
    "POST /switch",
    who=SIGNED_IN,
    takes=schemas.SwitchIn(),
    gives=schemas.TokenOut(),
    problems=(404,),
)
def switch_tenant(actor: Actor, body: dict[str, Any]) -> Token:
    """Go on in another brand of mine; the token until now is dead (phones)."""
    return devices.switch(actor, credentials.presented_as(DEVICE), body["tenant"])


@endpoint(
    blueprint,
    "POST /desk/switch",
    who=SIGNED_IN,
    takes=schemas.SwitchIn(),
    gives=schemas.DeskOut(),
    problems=(404,),
)
def switch_tenant_at_desk(actor: Actor, body: dict[str, Any]) -> dict[str, str]:
    """Go on in another brand of mine, in this browser."""
    token = credentials.presented_as(AT_DESK)
    return seated(devices.switch(actor, token, body["tenant"]))
