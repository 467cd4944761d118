"""Passwords: argon2id only, the same work whoever is asked for.

Promise: setting one ends every session the person has, in every tenant, but for the one they sit
at; a reset or an invitation that was on its way dies with it.
"""

import functools
import secrets
import uuid

import argon2
import sqlalchemy as sa

from audit.infra.db import db
from audit.infra.events import record
from audit.people.actor import Actor
from audit.people.models import Person, SessionRow
from audit.people.rules import check_password
from audit.problems import Fault, Problem, refuse

hasher = argon2.PasswordHasher()


@functools.cache
def nobody() -> str:
    """A hash that no password has, so that an unknown login costs what a known one does."""
    return hasher.hash(secrets.token_hex())


def is_password(kept: str, given: str) -> bool:
    """Whether `given` is the password kept as `kept`; about 50 ms either way."""
    try:
        return hasher.verify(kept, given)
    except argon2.exceptions.VerificationError:
        return False
    except argon2.exceptions.InvalidHashError:
        return False


def prove(actor: Actor, given: str, at: str) -> None:
    """Raise a fault at `at` unless the acting person's password was given."""
    kept = db.session.scalar(sa.select(Person.password).where(Person.id == actor.person_id))
    if not is_password(kept or nobody(), given):
        refuse([Fault("people.password_wrong", at)])


def set_password(by: str, person_id: uuid.UUID, password: str) -> int:
    """Keep a new password; answers the epoch that sessions must carry from now on."""
    refuse(check_password(password))
    values = {"password": hasher.hash(password), "epoch": Person.epoch + 1}
    changed = sa.update(Person).where(Person.id == person_id).values(values).returning(Person.epoch)
    epoch = db.session.scalar(changed)
    if epoch is None:
        raise Problem("person.unknown")
    record(by, "password.set", person_id)
    return epoch


def change_password(actor: Actor, old: str, new: str) -> None:
    """The acting person's own; every other session of theirs ends."""
    prove(actor, old, "/old")
    epoch = set_password(actor.name, actor.person_id, new)
    keep_session(actor, epoch)


def end_others(actor: Actor) -> int:
    """End every other session of the acting person, in every tenant; answers the new epoch."""
    moved = sa.update(Person).where(Person.id == actor.person_id).values(epoch=Person.epoch + 1)
    epoch = db.session.scalars(moved.returning(Person.epoch)).one()
    keep_session(actor, epoch)
    record(actor.name, "sessions.ended", actor.person_id)
    return epoch


def keep_session(actor: Actor, epoch: int, **facts: bool) -> None:
    """Take the session the actor came with along into `epoch`."""
    own = sa.update(SessionRow).where(SessionRow.id == actor.session_id)
    db.session.execute(own.values(epoch=epoch, **facts))
