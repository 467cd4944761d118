"""The acting person's own account: password, sessions and devices."""

import uuid
from typing import Any

from flask_smorest import Blueprint

from audit.api.auth import schemas
from audit.api.endpoint import SIGNED_IN, endpoint
from audit.api.outside import outside
from audit.people import devices, passwords
from audit.people.actor import Actor
from audit.people.limits import PER_PERSON, take
from audit.people.models import SessionRow

blueprint = Blueprint("auth_account", __name__, url_prefix="/api/v1/auth")


@endpoint(
    blueprint,
    "POST /password",
    who=SIGNED_IN,
    takes=schemas.ChangeIn(),
    status=204,
    problems=(429,),
)
def change_password(actor: Actor, body: dict[str, Any]) -> None:
    """Change my password; every other session of mine ends."""
    take(outside().sealer, (PER_PERSON, str(actor.person_id)))
    passwords.change_password(actor, body["old"], body["new"])


@endpoint(blueprint, "GET /sessions", who=SIGNED_IN, gives=schemas.SessionsOut())
def list_my_sessions(actor: Actor) -> dict[str, Any]:
    """My sessions and devices in this brand."""
    return {"items": [_session(actor, row) for row in devices.list_sessions(actor)]}


def _session(actor: Actor, row: SessionRow) -> dict[str, Any]:
    told = schemas.SessionOut().fields.keys() - {"current"}
    return {name: getattr(row, name) for name in told} | {"current": row.id == actor.session_id}


@endpoint(blueprint, "POST /sessions/<uuid:session_id>/revoke", who=SIGNED_IN, status=204)
def revoke_session(actor: Actor, session_id: uuid.UUID) -> None:
    """End one of my sessions."""
    devices.revoke(actor, session_id)


@endpoint(blueprint, "POST /sessions/revoke-others", who=SIGNED_IN, status=204)
def revoke_other_sessions(actor: Actor) -> None:
    """End all my sessions but this one, in every brand."""
    passwords.end_others(actor)
