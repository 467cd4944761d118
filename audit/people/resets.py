"""Setting a password anew by proving an address: a link by mail, a code by short message.

Promise: asking does the same work and gives the same answer whether or not anybody has that login
(the message is a job, and there is a job for nobody too); a message works once, the newest only,
and dies with any other change of the password. The job writes the secret: the database never holds
it in the clear. Read `ask`, then `send_link`, then `confirm_link`.
"""

import hmac
import secrets
import uuid
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from audit.infra import queue
from audit.infra.clock import now
from audit.infra.db import db, look_up, unit_of_work
from audit.infra.events import record
from audit.infra.post import Post
from audit.infra.sealer import Sealer
from audit.people import letters
from audit.people.limits import (
    ASKS_PER_ADDRESS,
    ASKS_PER_LOGIN,
    RESET_CODES,
    RESET_CODES_PER_PAIR,
    Arrival,
    new_proof,
    take,
)
from audit.people.models import Person, Reset, Tenant
from audit.people.passwords import set_password
from audit.people.rules import check_password, login_key
from audit.people.sessions import find_login, token_hash
from audit.problems import Problem, refuse

FIND_LINK = sa.text("SELECT * FROM find_link(:token, :at)")
FIND_CODE = sa.text("SELECT * FROM find_reset_code(:person, :at)")
LINK_MINUTES, CODE_MINUTES = 60, 10
CODE_DIGITS = 8
NOBODY = uuid.UUID(int=0)  # a tenant that does not exist: a job there finds nobody to write to


@dataclass(frozen=True, slots=True)
class Given:
    """What comes back with a code: whose it is, the code, the new password."""

    login: str
    code: str
    password: str


def ask(sealer: Sealer, post: Post, login: str, arrival: Arrival) -> None:
    """Have a message sent to `login`, if that is somebody; the answer is the same if not."""
    key = login_key(login)
    if not post.reaches(key):
        raise Problem("mail.not_set_up" if "@" in key else "sms.not_set_up")
    take(sealer, (ASKS_PER_ADDRESS, arrival.address), (ASKS_PER_LOGIN, key))
    found = find_login(key)
    tenants = sorted(found.tenants, key=lambda each: str(each["code"])) if found else []
    whom = found.person_id if found and tenants else uuid.uuid4()
    with unit_of_work(uuid.UUID(tenants[0]["id"]) if tenants else NOBODY):
        if "@" in key:
            queue.defer("reset.link", whom, urgent=True)
        else:
            queue.defer("reset.code", whom, urgent=True)


def send_link(post: Post, person_id: uuid.UUID) -> None:
    """Write the letter; a second run writes another, and only its link works."""
    person = db.session.get(Person, person_id)
    if person is None or person.email is None:
        return
    token = secrets.token_urlsafe(32)
    _keep(person_id, uuid.uuid4(), token_hash(token), minutes=LINK_MINUTES, by_code=False)
    facts = {"link": f"{post.public_url}/desk/reset#reset={token}", "minutes": str(LINK_MINUTES)}
    letter = letters.write("reset", person.email, _language(person), facts)
    post.send(person.email, letter.subject, letter.text)


def send_code(post: Post, sealer: Sealer, person_id: uuid.UUID) -> None:
    """Send the short message; a second run sends another, and only its code works."""
    person = db.session.get(Person, person_id)
    if person is None or person.mobile is None:
        return
    reset_id, code = uuid.uuid4(), f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    kept = _code_mark(sealer, reset_id, code)
    _keep(person_id, reset_id, kept, minutes=CODE_MINUTES, by_code=True)
    facts = {"code": code, "minutes": str(CODE_MINUTES)}
    letter = letters.write("reset", person.mobile, _language(person), facts)
    post.send(person.mobile, letter.subject, letter.text)


def _code_mark(sealer: Sealer, reset_id: uuid.UUID, code: str) -> bytes:
    # eight digits are soon tried: without the key a copy of the database is no help
    return sealer.mark("reset code", f"{reset_id} {code}")


def _keep(
    person_id: uuid.UUID, reset_id: uuid.UUID, kept: bytes, *, minutes: int, by_code: bool
) -> None:
    at = now()
    epoch = db.session.scalars(sa.select(Person.epoch).where(Person.id == person_id)).one()
    db.session.execute(sa.delete(Reset).where(Reset.person_id == person_id))
    row = Reset(
        id=reset_id,
        person_id=person_id,
        token_hash=kept,
        by_code=by_code,
        epoch=epoch,
        created_at=at,
        expires_at=at + timedelta(minutes=minutes),
    )
    db.session.add(row)
    db.session.flush()  # two jobs at once: the second fails here and not after its message went
    record("system", "reset.sent", person_id)


def _language(person: Person) -> str:
    return person.locale or db.session.scalars(sa.select(Tenant.locale)).one()


def find_link(token: str, kind: str) -> tuple[uuid.UUID, uuid.UUID]:
    """Tenant and id of what a link stands for: a `reset` or an `invitation` that is still open."""
    link = look_up(FIND_LINK, {"token": token_hash(token), "at": now()})
    if link is None or link.kind != kind:
        raise Problem("auth.link_over")
    return link.tenant_id, link.id


def confirm_link(sealer: Sealer, token: str, password: str) -> str:
    """Set the password of whoever got this link; answers a proof for their device."""
    refuse(check_password(password))
    return _set(sealer, *find_link(token, "reset"), password)


def confirm_code(sealer: Sealer, given: Given, arrival: Arrival) -> str:
    """Set the password of the person with this mobile number who got this code."""
    refuse(check_password(given.password))
    key = login_key(given.login)
    found = find_login(key)
    row = look_up(FIND_CODE, {"person": found.person_id if found else NOBODY, "at": now()})
    reset_id = row.id if row else NOBODY
    take(sealer, (RESET_CODES, str(row.id) if row else f"nobody {key}"),
         (RESET_CODES_PER_PAIR, f"{arrival.address} {key}"))  # fmt: skip
    right = hmac.compare_digest(
        row.token_hash if row else b"", _code_mark(sealer, reset_id, given.code.strip())
    )
    if row is None or not right:
        raise Problem("auth.reset_code_refused")
    return _set(sealer, row.tenant_id, row.id, given.password)


def _set(sealer: Sealer, tenant_id: uuid.UUID, reset_id: uuid.UUID, password: str) -> str:
    with unit_of_work(tenant_id):
        # whoever deletes it uses it: of two at once the other finds nothing
        used = sa.delete(Reset).where(Reset.id == reset_id)
        row = db.session.execute(used.returning(Reset.person_id, Reset.by_code)).one_or_none()
        if row is None:
            raise Problem("auth.link_over")
        person_id, by_code = row
        set_password(f"person:{person_id}", person_id, password)
        logins = sa.select(Person.email, Person.mobile).where(Person.id == person_id)
        email, mobile = db.session.execute(logins).one()
    return new_proof(sealer, (mobile if by_code else email) or "")
