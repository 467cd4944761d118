"""Asking somebody in: roles first, then a link that works once, then a password of their own.

Promise: whoever invites never learns whether that login has an account elsewhere, nor the link,
nor the password. The link is made by the job that writes the letter; the database holds its hash.
Read `invite`, then `send`, then `accept`.
"""

import secrets
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from audit.infra import queue
from audit.infra.clock import now
from audit.infra.db import db, refusing, tenant, unit_of_work
from audit.infra.events import announce, record
from audit.infra.pages import Asked, Page, down, page
from audit.infra.post import Post
from audit.infra.sealer import Sealer
from audit.people import letters
from audit.people.actor import Actor, Membership
from audit.people.limits import Arrival, login_buckets, new_proof, take
from audit.people.models import Invitation, MembershipRow, Tenant
from audit.people.passwords import is_password
from audit.people.queries import unknown_scopes
from audit.people.resets import find_link
from audit.people.rules import check_memberships, check_password, login_key
from audit.people.service import NewPerson, add_memberships, add_person
from audit.people.sessions import find_login, token_hash
from audit.problems import Problem, refuse

LASTS = timedelta(hours=72)


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """Who is asked in: reached and later logging in at `login`, a mobile number or an email."""

    name: str
    login: str
    memberships: tuple[Membership, ...]
    locale: str = "zh-CN"


@dataclass(frozen=True, slots=True)
class Welcome:
    """What the holder of a link is shown."""

    name: str
    login: str
    tenant_names: dict[str, str]
    roles: tuple[str, ...]
    has_account: bool


def invite(actor: Actor, post: Post, new: NewInvitation) -> Invitation:
    """Keep the invitation; the letter follows."""
    refuse([*check_memberships(new.memberships), *unknown_scopes(new.memberships)])
    key = login_key(new.login)
    _check_reach(post, key)
    at = now()
    row = Invitation(
        id=uuid.uuid4(),
        name=new.name,
        login=key,
        locale=new.locale,
        memberships=[_json(membership) for membership in new.memberships],
        created_at=at,
        expires_at=at + LASTS,
    )
    with refusing({"invitation_login_form": "person.login_form"}):
        db.session.add(row)
    announce(actor.name, "invitation.made", row.id, urgent=True)
    return row


def _check_reach(post: Post, key: str) -> None:
    if not post.reaches(key):
        raise Problem("mail.not_set_up" if "@" in key else "sms.not_set_up")


def _json(membership: Membership) -> dict[str, Any]:
    ids = [str(each) for each in membership.scope_ids]
    return {"role": membership.role, "scope_kind": membership.scope_kind, "scope_ids": ids}


def state_of(row: Invitation) -> str:
    """`accepted`, `revoked`, `expired` or `open`."""
    if row.accepted_at is not None:
        return "accepted"
    if row.revoked_at is not None:
        return "revoked"
    return "open" if row.expires_at > now() else "expired"


def list_invitations(asked: Asked) -> Page[Invitation]:
    """Every invitation of this tenant, newest first."""
    return page(sa.select(Invitation), down(Invitation.created_at, Invitation.id), asked)


def _get(invitation_id: uuid.UUID) -> Invitation:
    one = sa.select(Invitation).where(Invitation.id == invitation_id).with_for_update()
    row = db.session.scalar(one)
    if row is None:
        raise Problem("invitation.unknown")
    if row.accepted_at is not None or row.revoked_at is not None:
        raise Problem("invitation.over")
    return row


def revoke(actor: Actor, invitation_id: uuid.UUID) -> Invitation:
    """Take it back: its link is dead when this commits."""
    row = _get(invitation_id)
    row.revoked_at = now()
    record(actor.name, "invitation.revoked", row.id)
    return row


def renew(actor: Actor, post: Post, invitation_id: uuid.UUID) -> Invitation:
    """Send it again: a new link for as long as the first; the old one is dead at once."""
    row = _get(invitation_id)
    _check_reach(post, row.login)
    row.token_hash, row.expires_at = None, now() + LASTS
    queue.defer("invitation.made", row.id, urgent=True)
    record(actor.name, "invitation.renewed", row.id)
    return row


def send(post: Post, invitation_id: uuid.UUID) -> None:
    """Write the letter; a second run writes another, and only its link works."""
    one = sa.select(Invitation).where(Invitation.id == invitation_id).with_for_update()
    row = db.session.scalar(one)
    if row is None or state_of(row) != "open":
        return
    token = secrets.token_urlsafe(32)
    row.token_hash = token_hash(token)
    db.session.flush()
    link = f"{post.public_url}/desk/join#invitation={token}"
    hours = str(int(LASTS.total_seconds()) // 3600)
    facts = {"name": row.name, "brand": _brand()[row.locale], "link": link, "hours": hours}
    letter = letters.write("invitation", row.login, row.locale, facts)
    post.send(row.login, letter.subject, letter.text)


def _brand() -> dict[str, str]:
    return db.session.scalars(sa.select(Tenant.names).where(Tenant.id == tenant())).one()


def look(token: str) -> Welcome:
    """What this link invites to; `has_account`: the password of that account is then asked for.

    Told to nobody but who holds the link, so to who reads what is sent to that login.
    """
    tenant_id, invitation_id = find_link(token, "invitation")
    with unit_of_work(tenant_id):
        row, names = _get(invitation_id), _brand()
    roles = tuple(dict.fromkeys(membership.role for membership in _memberships(row)))
    return Welcome(row.name, row.login, names, roles, find_login(row.login) is not None)


def accept(sealer: Sealer, token: str, password: str, arrival: Arrival) -> str:
    """Join with a password of one's own (or, who has an account already, with its password);
    answers a proof for the device."""
    tenant_id, invitation_id = find_link(token, "invitation")
    with unit_of_work(tenant_id):
        login = _get(invitation_id).login
    found = find_login(login)
    if found is None:
        refuse(check_password(password))
    else:
        take(sealer, *login_buckets(sealer, login, arrival))
        if not is_password(found.password, password):
            raise Problem("auth.refused")
    with unit_of_work(tenant_id):
        row = _get(invitation_id)
        row.accepted_at = now()
        person_id = found.person_id if found else _new_person(row, password)
        _join(person_id, _memberships(row))
        record(f"person:{person_id}", "invitation.accepted", row.id)
    return new_proof(sealer, login)


def _memberships(row: Invitation) -> tuple[Membership, ...]:
    return tuple(
        Membership(
            each["role"], each["scope_kind"], tuple(uuid.UUID(id_) for id_ in each["scope_ids"])
        )
        for each in row.memberships
    )


def _new_person(row: Invitation, password: str) -> uuid.UUID:
    email, mobile = (row.login, None) if "@" in row.login else (None, row.login)
    new = NewPerson(row.name, password, (), mobile=mobile, email=email, locale=row.locale)
    return add_person("system", new).id


def _join(person_id: uuid.UUID, wanted: tuple[Membership, ...]) -> None:
    """The roles that are not held yet: who was invited twice is no fault."""
    held = sa.select(MembershipRow).where(MembershipRow.person_id == person_id)
    known = {(m.role, m.scope_kind, tuple(m.scope_ids)) for m in db.session.scalars(held)}
    fresh = (m for m in wanted if (m.role, m.scope_kind, m.scope_ids) not in known)
    add_memberships(person_id, tuple(fresh))
