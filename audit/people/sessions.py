"""Logging in and being known again.

Promise: passwords are kept as argon2id only, tokens as SHA-256 only; a wrong login and a wrong
password take the same time and get the same answer; a revoked token is refused by the very next
request, because every request looks it up (no JWT, rel 4.20).
"""

import functools
import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import argon2
import phonenumbers
import sqlalchemy as sa

from audit.infra.clock import now
from audit.infra.db import before_any_tenant, db, unit_of_work
from audit.infra.events import record
from audit.people.actor import Actor, Membership
from audit.people.models import SessionRow
from audit.problems import Problem

FIND_LOGIN = sa.text("SELECT person_id, password, tenants FROM find_login(:login)")
FIND_SESSION = sa.text("SELECT * FROM find_session(:token, :at)")
HOME = "CN"  # a number typed without +86 is read as one of here

hasher = argon2.PasswordHasher()


@dataclass(frozen=True, slots=True)
class Token:
    """What a device gets once; we keep only its hash."""

    token: str
    expires_at: str
    tenant: str


@dataclass(frozen=True, slots=True)
class Login:
    """What a person gives to come in; `tenant` is a code, needed by a person of several brands."""

    login: str
    password: str
    tenant: str | None = None


def login_key(login: str) -> str:
    """A mobile number as E.164, or an email in lower case: the form persons are found by."""
    login = login.strip()
    if "@" in login:
        return login.lower()
    try:
        number = phonenumbers.parse(login, HOME)
    except phonenumbers.NumberParseException:
        return login
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def log_in(login: Login, device: str, days: int) -> Token:
    """Open a session of `days`; `auth.refused` for a wrong login, password or tenant alike.

    A person of several tenants names one; otherwise `auth.which_tenant` lists their codes.
    """
    with before_any_tenant() as connection:
        found = connection.execute(FIND_LOGIN, {"login": login_key(login.login)}).one_or_none()
    _check_password(found.password if found else _nobody(), login.password)
    if found is None:
        raise Problem("auth.refused")
    tenant = _choose(found.tenants, login.tenant)
    token = secrets.token_urlsafe(32)
    row = _session_row(found.person_id, token, device, days)
    with unit_of_work(uuid.UUID(tenant["id"])):
        db.session.add(row)
        record(f"person:{found.person_id}", "session.opened", row.id)
    return Token(token, row.expires_at.isoformat(), tenant["code"])


@functools.cache
def _nobody() -> str:
    """A hash that no password has, so that an unknown login costs what a known one does."""
    return hasher.hash(secrets.token_hex())


def _check_password(kept: str, given: str) -> None:
    try:
        hasher.verify(kept, given)
    except argon2.exceptions.VerificationError as error:
        raise Problem("auth.refused") from error


def _choose(tenants: list[dict[str, str]], wanted: str | None) -> dict[str, str]:
    fitting = [tenant for tenant in tenants if wanted in (None, tenant["code"])]
    if not fitting:
        raise Problem("auth.refused")
    if len(fitting) > 1:
        raise Problem("auth.which_tenant", codes=", ".join(sorted(t["code"] for t in fitting)))
    return fitting[0]


def _session_row(person_id: uuid.UUID, token: str, device: str, days: int) -> SessionRow:
    return SessionRow(
        id=uuid.uuid4(),
        person_id=person_id,
        device=device,
        token_hash=_hash(token),
        created_at=now(),
        expires_at=now() + timedelta(days=days),
    )


def who_is(token: str) -> Actor:
    """The actor behind a token; `auth.required` for an unknown, expired or revoked one."""
    with before_any_tenant() as connection:
        row = connection.execute(FIND_SESSION, {"token": _hash(token), "at": now()}).one_or_none()
    if row is None:
        raise Problem("auth.required")
    return Actor(
        person_id=row.person_id,
        tenant_id=row.tenant_id,
        session_id=row.session_id,
        memberships=tuple(_membership(raw) for raw in row.memberships),
        language=row.locale or row.tenant_locale,
        zone=row.time_zone,
    )


def _membership(raw: dict[str, Any]) -> Membership:
    ids = tuple(uuid.UUID(text) for text in raw["scope_ids"])
    return Membership(raw["role"], raw["scope_kind"], ids)


def log_out(actor: Actor) -> None:
    """Revoke the session the actor came with; the token is dead when this commits."""
    db.session.execute(
        sa.update(SessionRow).where(SessionRow.id == actor.session_id).values(revoked_at=now())
    )
    record(actor.name, "session.revoked", actor.session_id)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
