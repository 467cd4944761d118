"""A small OpenID provider for tests: real HTTP, real keys, and as dishonest as a test wants it.

Promise: it checks what a provider checks (client, redirect address, PKCE), so a client that leaves
something out is refused here too.
"""

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from audit.infra.clock import now

Json = dict[str, Any]
CLIENT, SECRET = "audit-desk", "a secret of ours"
Forge = Callable[["FakeProvider", Json], str]


def part(value: object) -> str:
    """JSON as a part of a JWT."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def signed(provider: "FakeProvider", claims: Json) -> str:
    """As an honest provider signs."""
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, provider.key)


def unsigned(_provider: "FakeProvider", claims: Json) -> str:
    """`alg: none` (RFC 8725 2.1)."""
    return f"{part({'alg': 'none', 'kid': 'one'})}.{part(claims)}."


def confused(provider: "FakeProvider", claims: Json) -> str:
    """HS256 with the public key as the secret."""
    secret = OctKey.import_key(provider.key.as_pem(private=False))
    return jwt.encode({"alg": "HS256", "kid": "one"}, claims, secret, algorithms=["HS256"])


def stranger(_provider: "FakeProvider", claims: Json) -> str:
    """Signed by a key of somebody else under the right name."""
    key = RSAKey.generate_key(2048, parameters={"kid": "one"})
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, key)


def traversing(provider: "FakeProvider", claims: Json) -> str:
    """A key name that is a path."""
    return jwt.encode({"alg": "RS256", "kid": "../../etc/passwd"}, claims, provider.key)


def cut(provider: "FakeProvider", claims: Json) -> str:
    """The signature left out."""
    return signed(provider, claims).rpartition(".")[0] + "."


def altered(provider: "FakeProvider", claims: Json) -> str:
    """Other claims under an honest signature."""
    head, _, tail = signed(provider, claims).split(".")
    return f"{head}.{part(claims | {'email': 'admin@example.com'})}.{tail}"


@dataclass
class FakeProvider:
    """One provider on a port of its own. `claims` and `forge` bend the next id token."""

    email: str = ""
    claims: Json = field(default_factory=dict)
    forge: Forge = signed
    document: Json = field(default_factory=dict)
    key: RSAKey = field(
        default_factory=lambda: RSAKey.generate_key(2048, parameters={"kid": "one"})
    )
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """End the server."""
        self.server.shutdown()
        self.server.server_close()

    def authorize(self, url: str) -> tuple[str, str]:
        """What a browser sent to `url` comes back with: code and state."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        return code, asked["state"]

    def discovery(self) -> Json:
        """What it says of itself."""
        where = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        addresses = {name: f"{self.issuer}/{name}" for name in where}
        return {"issuer": self.issuer} | addresses | self.document

    def keys(self) -> Json:
        """Its public key, and a shared secret that no client may take for one."""
        shared = OctKey.import_key("k" * 32, {"kid": "one", "use": "sig"})
        return {"keys": [shared.as_dict(private=True), self.key.as_dict(private=False)]}

    def token(self, body: dict[str, str], authorization: str) -> Json | None:
        """The answer to a code; None is a refusal."""
        asked = self.codes.pop(body.get("code", ""), None)
        pair = base64.b64encode(b"audit-desk:a+secret+of+ours").decode()
        verifier = body.get("code_verifier", "").encode()
        proof = base64.urlsafe_b64encode(hashlib.sha256(verifier).digest()).decode().rstrip("=")
        if asked is None or authorization != f"Basic {pair}":
            return None
        if (proof, body["redirect_uri"]) != (asked["code_challenge"], asked["redirect_uri"]):
            return None
        at = int(now().timestamp())
        told = {"iss": self.issuer, "aud": CLIENT, "sub": "1", "iat": at, "exp": at + 300}
        told |= {"nonce": asked["nonce"], "email": self.email, "email_verified": True}
        claims = {key: value for key, value in (told | self.claims).items() if value is not None}
        return {"access_token": "x", "token_type": "Bearer", "id_token": self.forge(self, claims)}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                pages = {"/.well-known/openid-configuration": provider.discovery,
                         "/jwks_uri": provider.keys}  # fmt: skip
                self.say(pages[self.path]() if self.path in pages else None)

            def do_POST(self) -> None:
                sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
                body = {name: values[0] for name, values in parse_qs(sent).items()}
                self.say(provider.token(body, self.headers["Authorization"]))

            def say(self, answer: Json | None) -> None:
                data = json.dumps(answer or {"error": "refused"}).encode()
                self.send_response(200 if answer else 400)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler
