"""The second factor: codes of an authenticator (RFC 6238), and recovery codes for when it is lost.

Promise: a code opens once (the step it belongs to is kept by compare-and-set, so two requests with
the same code are one success); the secret is kept sealed, recovery codes as hashes only; enrolling
and removing end every other session.
"""

import base64
import hashlib
import hmac
import io
import secrets
import uuid
from dataclasses import dataclass

import orjson
import pyotp
import segno
import sqlalchemy as sa

from audit.infra.clock import now
from audit.infra.db import db, tenant
from audit.infra.events import record
from audit.infra.sealer import Sealer
from audit.people.actor import Actor
from audit.people.models import Person, SessionRow, Tenant
from audit.people.passwords import end_others, keep_session
from audit.problems import Fault, Problem, refuse

STEP_SECONDS = 30
WINDOW = (0, -1, 1)  # clocks differ: the step before and the one after are taken too
RECOVERY_CODES = 10
ENROLMENT_SECONDS = 900
ISSUER = "Audit"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator is shown once; `enrolment` comes back with the first code."""

    enrolment: str
    secret: str
    uri: str
    svg: str


def start(sealer: Sealer, actor: Actor) -> Enrolment:
    """A new secret for the acting person; nothing is kept until a code of it comes back."""
    person = db.session.execute(
        sa.select(Person.mobile, Person.email, Person.totp_secret.is_not(None).label("has")).where(
            Person.id == actor.person_id
        )
    ).one()
    if person.has:
        raise Problem("second_factor.already")
    secret = pyotp.random_base32()
    uri = pyotp.TOTP(secret).provisioning_uri(
        name=person.email or person.mobile, issuer_name=ISSUER
    )
    facts = orjson.dumps([str(actor.person_id), secret])
    return Enrolment(sealer.seal("enrolment", facts), secret, uri, _svg(uri))


def _svg(uri: str) -> str:
    out = io.BytesIO()
    segno.make(uri, error="m").save(out, kind="svg", xmldecl=False, scale=4, border=4)
    return out.getvalue().decode()


def confirm(sealer: Sealer, actor: Actor, enrolment: str, code: str) -> list[str]:
    """Keep the secret once its first code is right; answers the recovery codes, shown once."""
    facts = sealer.open("enrolment", enrolment, ENROLMENT_SECONDS)
    whose, secret = orjson.loads(facts) if facts else ("", "")
    if whose != str(actor.person_id):
        refuse([Fault("second_factor.enrolment_over", "/enrolment")])
    step = step_of(secret, code)
    if step is None:
        refuse([Fault("second_factor.code_wrong", "/code")])
    codes = [_recovery_code() for _ in range(RECOVERY_CODES)]
    kept = {"totp_secret": sealer.seal("totp", secret.encode()).encode(), "totp_step": step,
            "recovery": [_hash(each) for each in codes]}  # fmt: skip
    fresh = sa.update(Person).where(Person.id == actor.person_id, Person.totp_secret.is_(None))
    if db.session.execute(fresh.values(kept).returning(Person.id)).one_or_none() is None:
        raise Problem("second_factor.already")
    keep_session(actor, end_others(actor), second_factor=True)
    record(actor.name, "second_factor.added", actor.person_id)
    return codes


def remove(sealer: Sealer, actor: Actor, code: str) -> None:
    """Take the acting person's second factor away, proved by one last code."""
    spend(sealer, actor.person_id, code)
    _take_away(actor.person_id)
    keep_session(actor, end_others(actor), second_factor=False)
    record(actor.name, "second_factor.removed", actor.person_id)


def forget(person_id: uuid.UUID) -> None:
    """Take it away from whoever has lost it and was recognised otherwise; every session ends."""
    _take_away(person_id)
    ended = sa.update(Person).where(Person.id == person_id)
    db.session.execute(ended.values(epoch=Person.epoch + 1))


def _take_away(person_id: uuid.UUID) -> None:
    gone: dict[str, object] = {"totp_secret": None, "totp_step": 0, "recovery": []}
    db.session.execute(sa.update(Person).where(Person.id == person_id).values(gone))


def give(sealer: Sealer, actor: Actor, code: str) -> None:
    """The code that was still missing: from now on this session may act."""
    spend(sealer, actor.person_id, code)
    own = sa.update(SessionRow).where(SessionRow.id == actor.session_id)
    db.session.execute(own.values(second_factor=True))
    record(actor.name, "second_factor.given", actor.session_id)


def spend(sealer: Sealer, person_id: uuid.UUID, code: str) -> None:
    """Use up a code or a recovery code of this person; `auth.code_refused` for any other."""
    kept = db.session.scalar(sa.select(Person.totp_secret).where(Person.id == person_id))
    secret = sealer.open("totp", kept.decode()) if kept else None
    step = step_of(secret.decode(), code) if secret else None
    if step is not None:
        later = sa.update(Person).where(Person.id == person_id, Person.totp_step < step)
        spent = db.session.execute(later.values(totp_step=step).returning(Person.id))
    else:
        known = _hash(code)
        there = sa.update(Person).where(Person.id == person_id, Person.recovery.contains([known]))
        left = sa.func.array_remove(Person.recovery, known)
        spent = db.session.execute(there.values(recovery=left).returning(Person.id))
    if spent.one_or_none() is None:
        raise Problem("auth.code_refused")
    if step is None:
        record(f"person:{person_id}", "recovery.used", person_id)


def step_of(secret: str, code: str) -> int | None:
    """The step of 30 seconds around now that `code` belongs to, None for none."""
    given, current = code.replace(" ", ""), int(now().timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    found = None
    for shift in WINDOW:  # all of them, whichever is right: the time taken tells nothing
        if hmac.compare_digest(totp.generate_otp(current + shift).encode(), given.encode()):
            found = current + shift
    return found


def _recovery_code() -> str:
    text = base64.b32encode(secrets.token_bytes(10)).decode().lower()
    return "-".join(text[at : at + 4] for at in range(0, 16, 4))


def _hash(code: str) -> bytes:
    plain = code.strip().lower().replace("-", "").replace(" ", "")
    return hashlib.sha256(plain.encode()).digest()


def rule() -> str:
    """`optional` or `required` for the desk roles of this tenant."""
    return db.session.scalars(sa.select(Tenant.second_factor).where(Tenant.id == tenant())).one()


def set_rule(actor: Actor, wanted: str) -> str:
    """Require the second factor of the desk, or not; in force with everybody's next request."""
    here = sa.update(Tenant).where(Tenant.id == tenant())
    db.session.execute(here.values(second_factor=wanted))
    record(actor.name, f"second_factor.{wanted}", tenant())
    return wanted
