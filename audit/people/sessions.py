"""Logging in and being known again.

Promise: passwords are kept as argon2id only, tokens as SHA-256 only; a wrong login and a wrong
password do the same work and get the same answer; a session that ended is refused by the very next
request, because every request looks it up (no JWT, rel 4.20). Read `log_in`, then `who_is`.
"""

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from audit.infra.clock import now
from audit.infra.db import db, look_up, unit_of_work
from audit.infra.events import record
from audit.infra.sealer import Sealer
from audit.people import second_factor
from audit.people.actor import (
    CODE_MISSING,
    DESK,
    ENROLMENT_MISSING,
    FACTOR_GIVEN,
    NO_FACTOR,
    Actor,
    Membership,
)
from audit.people.limits import (
    Arrival,
    code_bucket,
    give_back,
    login_buckets,
    new_proof,
    take,
)
from audit.people.models import SessionRow
from audit.people.passwords import is_password, nobody
from audit.people.rules import login_key
from audit.problems import Problem

FIND_LOGIN = sa.text("SELECT * FROM find_login(:login)")
FIND_SESSION = sa.text("SELECT * FROM find_session(:token, :at)")
DEVICE, AT_DESK = "device", "desk"  # a bearer token of a phone, a cookie of a browser
IDLE = timedelta(hours=2)  # a desk left alone is nobody's
NOTED_AFTER = {DEVICE: timedelta(hours=1), AT_DESK: timedelta(minutes=1)}
Found = sa.Row[Any]


@dataclass(frozen=True, slots=True)
class Token:
    """What a device gets once; we keep only its hash. `proof` tells later that it was let in."""

    token: str
    expires_at: str
    tenant: str
    proof: str


@dataclass(frozen=True, slots=True)
class Login:
    """What a person gives to come in; `tenant` is a code, needed by a person of several brands,
    `code` one of their second factor."""

    login: str
    password: str
    tenant: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """What kind of session to open, and for how long."""

    kind: str
    lasts: timedelta
    second_factor: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody let in: who, where to, by which login, with what, and the code still to be used."""

    found: Found
    tenant: dict[str, str]
    key: str
    device: str
    code: str | None = None


def find_login(login: str) -> Found | None:
    """Who logs in as `login` (a key): person_id, password, epoch, totp_secret, tenants."""
    return look_up(FIND_LOGIN, {"login": login})


def log_in(sealer: Sealer, login: Login, arrival: Arrival, opening: Opening) -> Token:
    """Open a session; `auth.refused` for a wrong login, password or tenant alike.

    A person of several tenants names one, otherwise `auth.which_tenant` lists their codes; one with
    a second factor gives a code of it, otherwise `auth.code_needed` says so.
    """
    key = login_key(login.login)
    buckets = login_buckets(sealer, key, arrival)
    take(sealer, *buckets)
    found = find_login(key)
    if not is_password(found.password if found else nobody(), login.password) or found is None:
        raise Problem("auth.refused")
    give_back(sealer, *buckets)
    tenant = _choose(found.tenants, login.tenant)
    if found.totp_secret is None:
        return _open(sealer, Entry(found, tenant, key, arrival.device), opening)
    if login.code is None:
        raise Problem("auth.code_needed")
    take(sealer, code_bucket(sealer, key, arrival))
    strong = Opening(opening.kind, opening.lasts, second_factor=True)
    return _open(sealer, Entry(found, tenant, key, arrival.device, login.code), strong)


def let_in(sealer: Sealer, vouched: Login, device: str, opening: Opening) -> Token:
    """Open a session for the existing person whose email somebody trusted vouches for; they give
    no password here."""
    key = login_key(vouched.login)
    found = find_login(key)
    if found is None:
        raise Problem("auth.refused")
    return _open(sealer, Entry(found, _choose(found.tenants, vouched.tenant), key, device), opening)


def _open(sealer: Sealer, entry: Entry, opening: Opening) -> Token:
    token, found = secrets.token_urlsafe(32), entry.found
    row = new_session(found.person_id, token, opening, found.epoch, entry.device)
    with unit_of_work(uuid.UUID(entry.tenant["id"])):
        if entry.code is not None:
            second_factor.spend(sealer, found.person_id, entry.code)
        db.session.add(row)
        record(f"person:{found.person_id}", "session.opened", row.id, kind=opening.kind)
    proof = new_proof(sealer, entry.key, by_code=entry.code is not None)
    return Token(token, row.expires_at.isoformat(), entry.tenant["code"], proof)


def _choose(tenants: list[dict[str, str]], wanted: str | None) -> dict[str, str]:
    fitting = [tenant for tenant in tenants if wanted in (None, tenant["code"])]
    if not fitting:
        raise Problem("auth.refused")
    if len(fitting) > 1:
        raise Problem("auth.which_tenant", codes=", ".join(sorted(t["code"] for t in fitting)))
    return fitting[0]


def new_session(
    person_id: uuid.UUID, token: str, opening: Opening, epoch: int, device: str
) -> SessionRow:
    """A row for `token`, beginning now."""
    at = now()
    return SessionRow(
        id=uuid.uuid4(),
        person_id=person_id,
        device=device,
        token_hash=token_hash(token),
        created_at=at,
        expires_at=at + opening.lasts,
        kind=opening.kind,
        epoch=epoch,
        second_factor=opening.second_factor,
        seen_at=at,
    )


def who_is(token: str, kind: str = DEVICE) -> Actor:
    """The actor behind a token; `auth.required` for one that is unknown or over, and for one that
    came another way than it was given (a cookie as bearer token would need no CSRF token)."""
    at = now()
    row = look_up(FIND_SESSION, {"token": token_hash(token), "at": at})
    if row is None or row.kind != kind or (kind == AT_DESK and at - row.seen_at > IDLE):
        raise Problem("auth.required")
    if at - row.seen_at > NOTED_AFTER[kind]:
        _note_seen(row, at)
    memberships = tuple(_membership(raw) for raw in row.memberships)
    return Actor(
        person_id=row.person_id,
        tenant_id=row.tenant_id,
        session_id=row.session_id,
        memberships=memberships,
        language=row.locale or row.tenant_locale,
        zone=row.time_zone,
        factor=_factor(row, {membership.role for membership in memberships}),
    )


def _factor(row: Found, roles: set[str]) -> str:
    if row.factor_given:
        return FACTOR_GIVEN
    if row.has_totp:
        return CODE_MISSING
    return ENROLMENT_MISSING if row.factor_rule == "required" and roles & DESK else NO_FACTOR


def _note_seen(row: Found, at: datetime) -> None:
    """Now and then, not with every request: a write costs more than the answer is worth."""
    with unit_of_work(row.tenant_id):
        own = sa.update(SessionRow).where(SessionRow.id == row.session_id)
        db.session.execute(own.values(seen_at=at))


def _membership(raw: dict[str, Any]) -> Membership:
    ids = tuple(uuid.UUID(text) for text in raw["scope_ids"])
    return Membership(raw["role"], raw["scope_kind"], ids)


def log_out(actor: Actor) -> None:
    """Revoke the session the actor came with; the token is dead when this commits."""
    db.session.execute(
        sa.update(SessionRow).where(SessionRow.id == actor.session_id).values(revoked_at=now())
    )
    record(actor.name, "session.revoked", actor.session_id)


def token_hash(token: str) -> bytes:
    """How tokens are kept and looked up."""
    return hashlib.sha256(token.encode()).digest()
