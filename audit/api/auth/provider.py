"""Coming in through a provider that vouches for people (OpenID Connect), where it is set up."""

from typing import Any

import orjson
from flask_smorest import Blueprint

from audit.api import credentials
from audit.api.auth import schemas
from audit.api.auth.doors import opening, seated
from audit.api.endpoint import ANYONE, endpoint
from audit.api.outside import outside
from audit.infra.provider import Provider, Started
from audit.people import sessions
from audit.people.limits import PROVIDER, Bucket, give_back, take
from audit.people.sessions import AT_DESK, Login
from audit.problems import Problem

blueprint = Blueprint("auth_provider", __name__, url_prefix="/api/v1/auth")
ATTEMPT_SECONDS = 600


def _provider() -> Provider:
    found = outside().provider
    if found is None:
        raise Problem("oidc.not_set_up")
    return found


def _bucket() -> Bucket:
    # every attempt makes us call the provider and wait: nobody may have that without end
    return PROVIDER, credentials.address()


@endpoint(blueprint, "GET /oidc", who=ANYONE, gives=schemas.OfferOut())
def offer_oidc() -> dict[str, bool]:
    """Whether there is a provider."""
    return {"oidc": outside().provider is not None}


@endpoint(
    blueprint, "POST /oidc/start", who=ANYONE, gives=schemas.StartOut(), problems=(404, 429, 503)
)
def start_oidc() -> Started:
    """Where to send this browser; a cookie keeps what proves later that it is the same one."""
    provider, sealer = _provider(), outside().sealer
    take(sealer, _bucket())
    started = provider.start()
    give_back(sealer, _bucket())
    kept = orjson.dumps([started.url, started.state, started.nonce, started.verifier])
    sealed = sealer.seal("oidc", kept)
    credentials.give_cookie(credentials.OIDC, sealed, ATTEMPT_SECONDS)
    return started


@endpoint(
    blueprint,
    "POST /oidc/finish",
    who=ANYONE,
    takes=schemas.FinishIn(),
    gives=schemas.DeskOut(),
    problems=(401, 404, 429, 503),
)
def finish_oidc(body: dict[str, Any]) -> dict[str, str]:
    """Open a session for the existing person whose verified email the provider vouches for."""
    provider, sealer = _provider(), outside().sealer
    kept = sealer.open("oidc", credentials.cookie(credentials.OIDC) or "", ATTEMPT_SECONDS)
    if kept is None:
        raise Problem("oidc.refused")
    take(sealer, _bucket())
    vouched = provider.finish(body["code"], body["state"], Started(*orjson.loads(kept)))
    give_back(sealer, _bucket())
    begin = opening(AT_DESK, second_factor=vouched.second_factor)
    login = Login(vouched.email, "", body["tenant"])
    token = sessions.let_in(sealer, login, "", begin)
    credentials.take_cookie(credentials.OIDC)
    return seated(token)
