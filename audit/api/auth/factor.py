"""The second factor of the acting person: enrol, give, remove."""

from typing import Any

from flask_smorest import Blueprint

from audit.api.auth import schemas
from audit.api.credentials import PROOF, cookie, give_proof
from audit.api.endpoint import ENTERING, SIGNED_IN, endpoint
from audit.api.outside import outside
from audit.people import passwords, second_factor
from audit.people.actor import Actor
from audit.people.limits import PER_PERSON, TOTP_CODES, strengthened, take
from audit.people.queries import logins_of
from audit.people.second_factor import Enrolment

blueprint = Blueprint("auth_factor", __name__, url_prefix="/api/v1/auth")


def _count_password(actor: Actor) -> None:
    take(outside().sealer, (PER_PERSON, str(actor.person_id)))


def _count_code(actor: Actor) -> None:
    # per person, not per session: a new one must not bring new tries
    take(outside().sealer, (TOTP_CODES, f"in {actor.person_id}"))


def _know_again(actor: Actor) -> None:
    """This browser gave a code: strangers who guess do not keep it out later."""
    logins = logins_of(actor.person_id)
    if (proof := strengthened(outside().sealer, cookie(PROOF), logins)) is not None:
        give_proof(proof)


@endpoint(
    blueprint,
    "POST /totp",
    who=ENTERING,
    takes=schemas.PasswordIn(),
    gives=schemas.EnrolmentOut(),
    problems=(409, 429),
)
def start_totp(actor: Actor, body: dict[str, Any]) -> Enrolment:
    """A new secret to show to an authenticator; kept only once its first code is confirmed."""
    _count_password(actor)
    passwords.prove(actor, body["password"], "/password")
    return second_factor.start(outside().sealer, actor)


@endpoint(
    blueprint,
    "POST /totp/confirm",
    who=ENTERING,
    takes=schemas.ConfirmIn(),
    gives=schemas.RecoveryOut(),
    problems=(409, 429),
)
def confirm_totp(actor: Actor, body: dict[str, Any]) -> dict[str, list[str]]:
    """Keep it; every other session of mine ends."""
    _count_code(actor)
    codes = second_factor.confirm(outside().sealer, actor, body["enrolment"], body["code"])
    _know_again(actor)
    return {"recovery_codes": codes}


@endpoint(
    blueprint,
    "POST /totp/remove",
    who=SIGNED_IN,
    takes=schemas.RemoveIn(),
    status=204,
    problems=(401, 429),
)
def remove_totp(actor: Actor, body: dict[str, Any]) -> None:
    """Take my second factor away; every other session of mine ends."""
    _count_password(actor)
    _count_code(actor)
    passwords.prove(actor, body["password"], "/password")
    second_factor.remove(outside().sealer, actor, body["code"])


@endpoint(
    blueprint,
    "POST /second-factor",
    who=ENTERING,
    takes=schemas.CodeIn(),
    status=204,
    problems=(401, 429),
)
def give_code(actor: Actor, body: dict[str, Any]) -> None:
    """The code that my session still lacks."""
    _count_code(actor)
    second_factor.give(outside().sealer, actor, body["code"])
    _know_again(actor)
