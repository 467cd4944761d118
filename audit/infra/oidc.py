"""A provider that vouches for people: OpenID Connect, code flow, PKCE. The one file of Authlib.

Promise: an identity is believed only from an id token signed by a key of the issuer in the
settings, made for us, for this very attempt, and now; `none` and shared-secret signatures are not
read at all. Whatever else comes back is `oidc.refused`. Read `OpenIdProvider.start`, then
`finish`.
"""

import base64
import hmac
import secrets
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote_plus, urlencode

import orjson
from authlib.oauth2.claims import BaseClaims
from authlib.oauth2.client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from authlib.oidc.discovery import get_well_known_url
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from audit.infra.clock import now
from audit.infra.config import Oidc
from audit.infra.fetch import Call, FetchError, fetch, is_allowed
from audit.infra.provider import Started, Vouched
from audit.problems import Problem

ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")  # signatures only the issuer can make
LEEWAY_SECONDS = 60
MEMORY_SECONDS = 600  # how long discovery and keys are remembered
STRONG = frozenset({"mfa", "otp", "hwk", "swk", "sms"})  # RFC 8176: more than a password
Json = dict[str, Any]


class OpenIdProvider:
    """The provider of the settings; its own description is read when it is first needed."""

    def __init__(self, oidc: Oidc, public_url: str) -> None:
        self._oidc = oidc
        self._back = f"{public_url}/desk/oidc"
        self._memory: dict[str, tuple[float, Json]] = {}

    def start(self) -> Started:
        """The address to send the browser to, with what proves later that it is the same one."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        client = OAuth2Client(
            None,
            client_id=self._oidc.client_id,
            scope="openid email",
            redirect_uri=self._back,
            code_challenge_method="S256",
        )
        where = self._told("authorization_endpoint")
        url, _ = client.create_authorization_url(
            where, state=state, nonce=nonce, code_verifier=verifier
        )
        return Started(url, state, nonce, verifier)

    def finish(self, code: str, state: str, started: Started) -> Vouched:
        """Who the provider says came back with `code`; `oidc.refused` for whatever is not so."""
        if not hmac.compare_digest(state.encode(), started.state.encode()):
            raise Problem("oidc.refused")
        claims = self._claims(self._token(code, started), started.nonce)
        email, amr = claims.get("email"), claims.get("amr")
        # an address that nobody verified may be anybody's
        if claims.get("email_verified") is not True or not isinstance(email, str):
            raise Problem("oidc.refused")
        return Vouched(email, bool(STRONG & {str(each) for each in amr or ()}))

    def _token(self, code: str, started: Started) -> str:
        body = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._back,
            "code_verifier": started.verifier,
        }
        pair = f"{quote_plus(self._oidc.client_id)}:{quote_plus(self._oidc.client_secret)}"
        headers = {
            "Authorization": "Basic " + base64.b64encode(pair.encode()).decode(),
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        }
        try:
            answer = fetch(Call(self._told("token_endpoint"), urlencode(body).encode(), headers))
        except FetchError as error:
            raise Problem("oidc.refused") from error
        token = _object(answer).get("id_token")
        if not isinstance(token, str):
            raise Problem("oidc.refused")
        return token

    def _claims(self, token: str, nonce: str) -> BaseClaims:
        options: Any = {
            "iss": {"values": [self._oidc.issuer]},
            "aud": {"values": [self._oidc.client_id]},
        }
        try:
            keys = KeySet.import_key_set(self._keys())  # type: ignore[arg-type] # checked by it
            told = jwt.decode(token, keys, algorithms=list(ALGORITHMS))
            known = {"nonce": nonce, "client_id": self._oidc.client_id}
            claims = CodeIDToken(told.claims, told.header, options, known)
            claims.validate(now=int(now().timestamp()), leeway=LEEWAY_SECONDS)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise Problem("oidc.refused") from error
        return claims

    def _keys(self) -> Json:
        """The issuer's public keys; a shared secret among them would be no proof of anything."""
        found = self._remembered(self._told("jwks_uri")).get("keys")
        keys = [key for key in found or () if isinstance(key, dict) and key.get("kty") != "oct"]
        return {"keys": keys}

    def _told(self, name: str) -> str:
        told = self._remembered(get_well_known_url(self._oidc.issuer, external=True))
        found = told.get(name)
        if told.get("issuer") != self._oidc.issuer or not isinstance(found, str):
            raise Problem("oidc.unavailable")
        if not is_allowed(found):
            raise Problem("oidc.unavailable")
        return found

    def _remembered(self, url: str) -> Json:
        at, kept = self._memory.get(url, (0.0, {}))
        if kept and time.monotonic() - at < MEMORY_SECONDS:
            return kept
        try:
            fresh = _object(fetch(Call(url, headers={"Accept": "application/json"})))
        except FetchError as error:
            raise Problem("oidc.unavailable") from error
        self._memory[url] = (time.monotonic(), fresh)
        return fresh


def _object(data: bytes) -> Json:
    try:
        found = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise Problem("oidc.unavailable") from error
    return found if isinstance(found, Mapping) else {}  # type: ignore[return-value] # JSON's own keys


def open_here(oidc: Oidc, public_url: str) -> OpenIdProvider:
    """See `open_provider`."""
    return OpenIdProvider(oidc, public_url)
