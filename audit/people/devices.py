"""The sessions a person has: which, ending them, and going on in another brand.

Promise: a person sees and ends their own only; ending the others reaches every tenant.
"""

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from audit.infra.clock import now
from audit.infra.db import RAISE_WALL, before_any_tenant, db, look_up
from audit.infra.events import APPEND, Event, record
from audit.people.actor import FACTOR_GIVEN, Actor
from audit.people.models import Person, SessionRow
from audit.people.sessions import AT_DESK, IDLE, Opening, Token, log_out, new_session, token_hash
from audit.problems import Problem

FIND_TENANTS = sa.text("SELECT * FROM find_tenants(:token, :at)")


@dataclass(frozen=True, slots=True)
class Brand:
    """A tenant that a person belongs to."""

    code: str
    names: dict[str, str]
    current: bool


def list_sessions(actor: Actor) -> Sequence[SessionRow]:
    """The live sessions of the acting person in this tenant, newest first."""
    at = now()
    own = (
        sa.select(SessionRow)
        .join(Person, (Person.id == SessionRow.person_id) & (Person.epoch == SessionRow.epoch))
        .where(SessionRow.person_id == actor.person_id, SessionRow.revoked_at.is_(None))
        .where(SessionRow.expires_at > at)
        .where((SessionRow.kind != AT_DESK) | (SessionRow.seen_at > at - IDLE))
        .order_by(SessionRow.created_at.desc(), SessionRow.id)
    )
    return db.session.scalars(own).all()


def revoke(actor: Actor, session_id: uuid.UUID) -> None:
    """End one session of the acting person; `session.unknown` for anybody else's."""
    own = sa.update(SessionRow).where(
        SessionRow.id == session_id,
        SessionRow.person_id == actor.person_id,
        SessionRow.revoked_at.is_(None),
    )
    ended = db.session.execute(own.values(revoked_at=now()).returning(SessionRow.id))
    if ended.one_or_none() is None:
        raise Problem("session.unknown")
    record(actor.name, "session.revoked", session_id)


def _look(token: str) -> sa.Row[Any]:
    found = look_up(FIND_TENANTS, {"token": token_hash(token), "at": now()})
    if found is None:  # ended since the door let it in
        raise Problem("auth.required")
    return found


def list_brands(actor: Actor, token: str) -> list[Brand]:
    """The tenants of the person whose token this is, by code."""
    here = str(actor.tenant_id)
    return [
        Brand(each["code"], each["names"], current=each["id"] == here)
        for each in _look(token).tenants
    ]


def switch(actor: Actor, token: str, code: str) -> Token:
    """Go on in another brand of the same person: a new session there, this one ends.

    It lasts no longer and is no stronger than the one it comes from.
    """
    here = _look(token)
    there = next((uuid.UUID(each["id"]) for each in here.tenants if each["code"] == code), None)
    if there is None:
        raise Problem("auth.tenant_unknown")
    fresh = secrets.token_urlsafe(32)
    opening = Opening(here.kind, here.expires_at - now(), actor.factor == FACTOR_GIVEN)
    row = new_session(actor.person_id, fresh, opening, here.epoch, here.device)
    # should what follows fail, the new one was told to nobody and ends with the day
    _keep_there(there, row, actor.name)
    log_out(actor)
    return Token(fresh, row.expires_at.isoformat(), code, "")


def _keep_there(tenant_id: uuid.UUID, row: SessionRow, by: str) -> None:
    """A row and its event in another tenant: a transaction of its own, behind that wall."""
    columns = [
        column
        for column in SessionRow.__table__.columns
        if column.key not in ("tenant_id", "revoked_at")
    ]
    values = {column.key: getattr(row, column.key) for column in columns}
    with before_any_tenant() as connection:
        connection.execute(RAISE_WALL, {"tenant": str(tenant_id)})
        connection.execute(sa.insert(SessionRow).values(values | {"tenant_id": tenant_id}))
        body = Event(by, "session.opened", row.id, {"kind": row.kind}).body()
        connection.execute(APPEND, {"body": body})
