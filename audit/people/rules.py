"""Decisions about people that need no database: logins, roles that exclude each other, scopes."""

from collections.abc import Iterable

import phonenumbers

from audit.people.actor import NOT_WITH_VISITOR, ROLES, VISITOR, Membership
from audit.problems import Fault, pointer

SCOPE_KINDS = ("tenant", "region", "dealers")
PASSWORD_LENGTH = (10, 200)
HOME = "CN"  # a number typed without +86 is read as one of here


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


def check_memberships(wanted: Iterable[Membership]) -> list[Fault]:
    """Every fault in the memberships wanted for one person; pointers like /memberships/0/role."""
    wanted = tuple(wanted)
    faults = [
        fault.under(pointer("memberships", number))
        for number, membership in enumerate(wanted)
        for fault in _check_membership(membership)
    ]
    faults += [
        Fault("person.membership_twice", pointer("memberships", number))
        for number, membership in enumerate(wanted)
        if membership in wanted[:number]
    ]
    roles = {membership.role for membership in wanted}
    if VISITOR in roles and roles & NOT_WITH_VISITOR:
        faults.append(Fault("people.visitor_apart", "/memberships"))
    return faults


def _check_membership(membership: Membership) -> list[Fault]:
    faults = []
    if membership.role not in ROLES:
        faults.append(Fault("people.role_unknown", "/role", role=membership.role))
    if membership.scope_kind not in SCOPE_KINDS:
        faults.append(Fault("people.scope_unknown", "/scope_kind", scope=membership.scope_kind))
    elif (membership.scope_kind == "tenant") != (not membership.scope_ids):
        faults.append(Fault("people.scope_ids", "/scope_ids"))
    return faults


def check_password(password: str) -> list[Fault]:
    """A password is long enough to be one, and short enough to hash at a bounded cost."""
    low, high = PASSWORD_LENGTH
    if low <= len(password) <= high:
        return []
    return [Fault("people.password_length", "/password", low=low, high=high)]
