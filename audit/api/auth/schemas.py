"""What the doors of logging in take and give."""

from typing import Any

import marshmallow as ma

from audit.people.resets import CODE_DIGITS
from audit.problems import Fault

TEXT = ma.validate.Length(1, 200)
LONG = ma.validate.Length(1, 1000)


class DeskLoginIn(ma.Schema):
    """`login` is a mobile number or an email; `tenant` only for a person of several brands, `code`
    for one with a second factor."""

    login = ma.fields.String(required=True, validate=TEXT)
    password = ma.fields.String(required=True, validate=TEXT)
    tenant = ma.fields.String(load_default=None, allow_none=True)
    code = ma.fields.String(load_default=None, allow_none=True, validate=TEXT)
    device = ma.fields.String(load_default="", validate=ma.validate.Length(0, 200))


class LoginIn(DeskLoginIn):
    """The same for a phone; `proof` is what it got the last time (a browser has it as a cookie)."""

    proof = ma.fields.String(load_default=None, allow_none=True, validate=LONG)


class TokenOut(ma.Schema):
    """Shown once; sent back as `Authorization: Bearer …`. `proof` goes into the next login."""

    token = ma.fields.String(required=True)
    expires_at = ma.fields.String(required=True)
    tenant = ma.fields.String(required=True)
    proof = ma.fields.String(required=True)


class MembershipOut(ma.Schema):
    """A role with its scope."""

    role = ma.fields.String(required=True)
    scope_kind = ma.fields.String(required=True)
    scope_ids = ma.fields.List(ma.fields.UUID(), required=True)


class MeOut(ma.Schema):
    """The person behind the token, in this tenant.

    `factor`: `given`, `none` (not asked for), `code` or `enrol` (still missing: until then nothing
    but that is allowed). `csrf` goes with the cookie; a bearer token needs none.
    """

    person_id = ma.fields.UUID(required=True)
    tenant_id = ma.fields.UUID(required=True)
    session_id = ma.fields.UUID(required=True)
    language = ma.fields.String(required=True)
    zone = ma.fields.String(required=True)
    factor = ma.fields.String(required=True)
    memberships = ma.fields.List(ma.fields.Nested(MembershipOut), required=True)
    capabilities = ma.fields.List(ma.fields.String(), required=True)
    csrf = ma.fields.String(required=True, allow_none=True)


class DeskOut(ma.Schema):
    """A session that a cookie carries; `csrf` goes into the header X-CSRF-Token of whatever is not
    a GET."""

    tenant = ma.fields.String(required=True)
    expires_at = ma.fields.String(required=True)
    csrf = ma.fields.String(required=True)


class CodeIn(ma.Schema):
    """Six digits of the authenticator, or a recovery code."""

    code = ma.fields.String(required=True, validate=TEXT)


class PasswordIn(ma.Schema):
    """The password once more: a session left open must not be enough."""

    password = ma.fields.String(required=True, validate=TEXT)


class EnrolmentOut(ma.Schema):
    """Shown once; `svg` is a QR code of `uri`."""

    enrolment = ma.fields.String(required=True)
    secret = ma.fields.String(required=True)
    uri = ma.fields.String(required=True)
    svg = ma.fields.String(required=True)


class ConfirmIn(ma.Schema):
    """The enrolment that was given and its first code."""

    enrolment = ma.fields.String(required=True, validate=LONG)
    code = ma.fields.String(required=True, validate=TEXT)


class RecoveryOut(ma.Schema):
    """Ten codes, each of which opens once; shown once."""

    recovery_codes = ma.fields.List(ma.fields.String(), required=True)


class RemoveIn(ma.Schema):
    """Password and one last code."""

    password = ma.fields.String(required=True, validate=TEXT)
    code = ma.fields.String(required=True, validate=TEXT)


class ChangeIn(ma.Schema):
    """The password until now and the one from now on."""

    old = ma.fields.String(required=True, validate=TEXT)
    new = ma.fields.String(required=True, validate=TEXT)


class SessionOut(ma.Schema):
    """One device or browser."""

    id = ma.fields.UUID(required=True)
    kind = ma.fields.String(required=True)
    device = ma.fields.String(required=True)
    created_at = ma.fields.AwareDateTime(required=True)
    seen_at = ma.fields.AwareDateTime(required=True)
    expires_at = ma.fields.AwareDateTime(required=True)
    current = ma.fields.Boolean(required=True)


class SessionsOut(ma.Schema):
    """All of them: nobody has more than fits on a page."""

    items = ma.fields.List(ma.fields.Nested(SessionOut), required=True)


class BrandOut(ma.Schema):
    """A brand that this person belongs to."""

    code = ma.fields.String(required=True)
    names = ma.fields.Dict(required=True)
    current = ma.fields.Boolean(required=True)


class BrandsOut(ma.Schema):
    """All of them."""

    items = ma.fields.List(ma.fields.Nested(BrandOut), required=True)


class SwitchIn(ma.Schema):
    """The code of a brand."""

    tenant = ma.fields.String(required=True, validate=TEXT)


class AskResetIn(ma.Schema):
    """Whose password is to be set anew."""

    login = ma.fields.String(required=True, validate=TEXT)


class ResetIn(ma.Schema):
    """By the token of a link, or by login and code of a short message; and the new password."""

    token = ma.fields.String(load_default=None, validate=TEXT)
    login = ma.fields.String(load_default=None, validate=TEXT)
    code = ma.fields.String(load_default=None, validate=ma.validate.Length(1, CODE_DIGITS * 2))
    password = ma.fields.String(required=True, validate=TEXT)

    @ma.validates_schema
    def _one_way(self, data: dict[str, Any], **_: object) -> None:
        given = tuple(bool(data.get(name)) for name in ("token", "login", "code"))
        if given not in ((True, False, False), (False, True, True)):
            raise ma.ValidationError([Fault("auth.reset_way")], "token")


class ProofOut(ma.Schema):
    """Goes into the next login of this device."""

    proof = ma.fields.String(required=True)


class LinkIn(ma.Schema):
    """The token of a link."""

    token = ma.fields.String(required=True, validate=TEXT)


class WelcomeOut(ma.Schema):
    """What a link invites to."""

    name = ma.fields.String(required=True)
    login = ma.fields.String(required=True)
    tenant_names = ma.fields.Dict(required=True)
    roles = ma.fields.List(ma.fields.String(), required=True)
    has_account = ma.fields.Boolean(required=True)


class AcceptIn(ma.Schema):
    """The token and a password of one's own; for an account that exists, its password."""

    token = ma.fields.String(required=True, validate=TEXT)
    password = ma.fields.String(required=True, validate=TEXT)
    proof = ma.fields.String(load_default=None, allow_none=True, validate=LONG)


class OfferOut(ma.Schema):
    """Which other way there is to come in."""

    oidc = ma.fields.Boolean(required=True)


class StartOut(ma.Schema):
    """Where the browser goes."""

    url = ma.fields.String(required=True)


class FinishIn(ma.Schema):
    """What the provider sent the browser back with."""

    code = ma.fields.String(required=True, validate=ma.validate.Length(1, 4000))
    state = ma.fields.String(required=True, validate=TEXT)
    tenant = ma.fields.String(load_default=None, allow_none=True)
