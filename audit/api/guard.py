"""Headers that every answer carries, and who else's pages may read it.

Promise: nothing we send can be framed, guessed to be of another type, or load from a third party;
nothing about a person stays in a cache; no page of another origin reads an answer unless the
setting CORS_ORIGINS names it, and then with a token in its hand, never by a cookie (T-D18).

A page made here writes its styles under the `nonce()` of its request. Whoever sets a header
(a page of the front end its own policy) keeps it.
"""

import secrets
from collections.abc import Callable, Mapping
from types import MappingProxyType
from urllib.parse import urlsplit

from flask import Request, Response, g

from audit.infra.config import Config

NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
# what is opened in a tab by itself and is no page of ours: no origin, no script, whatever is in it
SANDBOXED = NOTHING + "; sandbox"
VIEWERS = frozenset({"application/pdf"})  # a browser's own viewer does not start in a sandbox
HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(self), geolocation=(self), microphone=(), payment=(),"
        " usb=(), serial=(), midi=(), display-capture=(), browsing-topics=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-store",
    }
)
A_YEAR = "max-age=31536000"
METHODS = "GET, PUT, POST"
MAY_SEND = (
    "Authorization, Content-Type, If-Match, If-None-Match, X-Request-Id, Accept-Language,"
    " x-amz-checksum-sha256"
)
MAY_READ = "ETag, X-Request-Id, Retry-After, Content-Disposition, Content-Language"


def nonce() -> str:
    """What the styles of the page being made are marked with: asked for once, new each time."""
    g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def protector(config: Config) -> Callable[[Request, Response], None]:
    """The function that adds to an answer whatever its maker did not set."""
    secure = urlsplit(config.public_url).scheme == "https"

    def protect(asked: Request, response: Response) -> None:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", _policy(response))
        if secure:
            response.headers.setdefault("Strict-Transport-Security", A_YEAR)
        if config.cors_origins:
            _share(asked, response, config.cors_origins)

    return protect


def _policy(response: Response) -> str:
    if response.mimetype == "text/html":
        mark = g.pop("nonce", None)
        return (f"style-src 'nonce-{mark}'; " if mark else "") + NOTHING
    return NOTHING if response.mimetype in VIEWERS else SANDBOXED


def _share(asked: Request, response: Response, origins: frozenset[str]) -> None:
    """The answers to a page of an allowed origin; without credentials, so cookies stay out."""
    response.vary.add("Origin")
    if asked.origin not in origins:
        return
    response.headers["Access-Control-Allow-Origin"] = str(asked.origin)
    response.headers["Access-Control-Expose-Headers"] = MAY_READ
    if asked.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = METHODS
        response.headers["Access-Control-Allow-Headers"] = MAY_SEND
        response.headers["Access-Control-Max-Age"] = "600"
