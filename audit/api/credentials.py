"""What a request proves itself with: a bearer token (phones) or the desk's cookie and CSRF token.

Promise: one way counts, never both: a request with an Authorization header is judged by it alone;
a cookie moves nothing without the token bound to it, which another site can neither read nor guess.
The cookie is HttpOnly, SameSite=Lax, Secure under https, and there bound to this host (`__Host-`).
"""

import hmac
import ipaddress
from typing import Any

from flask import Response, after_this_request, request

from audit.api.outside import outside
from audit.people.limits import PROOF_SECONDS, Arrival
from audit.people.sessions import AT_DESK, DEVICE
from audit.problems import Problem

CSRF_HEADER = "X-CSRF-Token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
SESSION, PROOF, OIDC = "session", "device", "oidc"


def presented() -> tuple[str, str]:
    """The token this request came with and its kind; `auth.required`, `auth.csrf`."""
    header = request.headers.get("Authorization")
    if header is not None:
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise Problem("auth.required")
        return token.strip(), DEVICE
    token = request.cookies.get(_named(SESSION), "")
    if not token:
        raise Problem("auth.required")
    given = request.headers.get(CSRF_HEADER, "")
    if request.method not in SAFE and not hmac.compare_digest(
        csrf_token(token).encode(), given.encode()
    ):
        raise Problem("auth.csrf")
    return token, AT_DESK


def presented_as(kind: str) -> str:
    """The token, if it came this way: what a cookie holds is not handed out as a bearer token."""
    token, found = presented()
    if found != kind:
        raise Problem("auth.required")
    return token


def csrf_token(token: str) -> str:
    """What goes with every unsafe request by the cookie `token`: derived, so nothing is stored."""
    return hmac.digest(token.encode(), b"csrf", "sha256").hex()


def csrf_here() -> str | None:
    """The CSRF token of this request's own session; None for a bearer token."""
    token, kind = presented()
    return csrf_token(token) if kind == AT_DESK else None


def _secure() -> bool:
    return outside().config.public_url.startswith("https://")


def _named(name: str) -> str:
    return f"__Host-{name}" if _secure() else name


def give_cookie(name: str, value: str, seconds: int) -> None:
    """Set a cookie on the answer, if it is a good one: after a failed commit there is nothing."""

    @after_this_request
    def _set(response: Response) -> Response:
        if response.status_code < 400:
            response.set_cookie(_named(name), value, max_age=seconds, path="/", secure=_secure(),
                                httponly=True, samesite="Lax")  # fmt: skip
        return response


def take_cookie(name: str) -> None:
    """Have the browser forget a cookie."""
    give_cookie(name, "", 0)


def cookie(name: str) -> str | None:
    """A cookie of ours that came with this request."""
    return request.cookies.get(_named(name))


def give_proof(proof: str) -> None:
    """Let this browser be known again when it logs in."""
    give_cookie(PROOF, proof, PROOF_SECONDS)


def arrival(body: dict[str, Any]) -> Arrival:
    """Where this request comes from, with the proof of its device if it has one."""
    return Arrival(address(), body.get("proof") or cookie(PROOF), body.get("device") or "")


def address() -> str:
    """The caller's address, as the nearest proxy we trust saw it; an IPv6 network as one."""
    told = request.headers.getlist("X-Forwarded-For")
    hops = [part.strip() for part in ",".join(told).split(",")] if told else []
    trusted = outside().config.proxies
    seen = hops[-trusted] if 0 < trusted <= len(hops) else request.remote_addr or ""
    try:
        found = ipaddress.ip_address(seen)
    except ValueError:
        return "unknown"
    if found.version == 4:
        return str(found)
    # a socket for both kinds writes IPv4 as IPv6: all of it lies in one network
    inside = found.ipv4_mapped
    return str(inside or ipaddress.ip_network((found, 64), strict=False))
