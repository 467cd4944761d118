"""Coming in by a message: reset links and codes, invitations. Nobody is signed in yet."""

from typing import Any

from flask_smorest import Blueprint

from audit.api import credentials
from audit.api.auth import schemas
from audit.api.endpoint import ANYONE, endpoint
from audit.api.outside import outside
from audit.people import invitations, resets

blueprint = Blueprint("auth_links", __name__, url_prefix="/api/v1/auth")


def _proof(proof: str) -> dict[str, str]:
    credentials.give_proof(proof)
    return {"proof": proof}


@endpoint(
    blueprint,
    "POST /reset",
    who=ANYONE,
    takes=schemas.AskResetIn(),
    status=202,
    problems=(429, 503),
)
def ask_reset(body: dict[str, Any]) -> None:
    """Have a link (mail) or a code (short message) sent; the same answer for every login."""
    arrival = credentials.arrival({})
    resets.ask(outside().sealer, outside().post, body["login"], arrival)


@endpoint(
    blueprint,
    "POST /reset/confirm",
    who=ANYONE,
    takes=schemas.ResetIn(),
    gives=schemas.ProofOut(),
    problems=(401, 410, 429, 503),
)
def confirm_reset(body: dict[str, Any]) -> dict[str, str]:
    """Set a new password; every session of mine ends."""
    sealer = outside().sealer
    if body["token"]:
        return _proof(resets.confirm_link(sealer, body["token"], body["password"]))
    given = resets.Given(body["login"], body["code"], body["password"])
    return _proof(resets.confirm_code(sealer, given, credentials.arrival({})))


@endpoint(
    blueprint,
    "POST /invitations/look",
    who=ANYONE,
    takes=schemas.LinkIn(),
    gives=schemas.WelcomeOut(),
    problems=(410, 503),
)
def look_at_invitation(body: dict[str, Any]) -> invitations.Welcome:
    """What a link invites to."""
    return invitations.look(body["token"])


@endpoint(
    blueprint,
    "POST /invitations/accept",
    who=ANYONE,
    takes=schemas.AcceptIn(),
    gives=schemas.ProofOut(),
    problems=(401, 409, 410, 429, 503),
)
def accept_invitation(body: dict[str, Any]) -> dict[str, str]:
    """Join with a password of one's own."""
    arrival = credentials.arrival(body)
    return _proof(invitations.accept(outside().sealer, body["token"], body["password"], arrival))
