"""Asking people in, and whether the desk needs a second factor."""

import uuid
from typing import Any

import marshmallow as ma
from flask_smorest import Blueprint

from audit.api.desk.schemas import MembershipIn
from audit.api.endpoint import endpoint
from audit.api.outside import outside
from audit.infra.pages import Asked, Page
from audit.people import invitations, second_factor
from audit.people.actor import Actor, Membership
from audit.people.models import Invitation
from audit.problems import LANGUAGES

blueprint = Blueprint("desk_invitations", __name__, url_prefix="/api/v1/desk/people")


class InvitationIn(ma.Schema):
    """`login` is the mobile number or email where the link is sent and which later logs in."""

    name = ma.fields.String(required=True, validate=ma.validate.Length(1, 200))
    login = ma.fields.String(required=True, validate=ma.validate.Length(1, 200))
    locale = ma.fields.String(load_default="zh-CN", validate=ma.validate.OneOf(LANGUAGES))
    memberships = ma.fields.List(
        ma.fields.Nested(MembershipIn), required=True, validate=ma.validate.Length(1, 50)
    )


class InvitationOut(ma.Schema):
    """`state`: open, accepted, revoked or expired. The link itself is told to nobody but them."""

    id = ma.fields.UUID(required=True)
    name = ma.fields.String(required=True)
    login = ma.fields.String(required=True)
    state = ma.fields.Function(invitations.state_of, metadata={"type": "string"})
    created_at = ma.fields.AwareDateTime(required=True)
    expires_at = ma.fields.AwareDateTime(required=True)


class RuleIn(ma.Schema):
    """`optional` or `required`, for the desk roles."""

    second_factor = ma.fields.String(
        required=True, validate=ma.validate.OneOf(("optional", "required"))
    )


@endpoint(blueprint, "GET /invitations", who="people.manage", lists=InvitationOut)
def list_invitations(actor: Actor, asked: Asked) -> Page[Invitation]:  # noqa: ARG001 -- the tenant's wall is the scope
    """Who was asked in, newest first."""
    return invitations.list_invitations(asked)


@endpoint(
    blueprint,
    "POST /invitations",
    who="people.manage",
    takes=InvitationIn(),
    gives=InvitationOut(),
    status=201,
)
def invite(actor: Actor, body: dict[str, Any]) -> Invitation:
    """Ask somebody in; the same answer whether or not they have an account elsewhere."""
    held = tuple(
        Membership(m["role"], m["scope_kind"], tuple(m["scope_ids"])) for m in body["memberships"]
    )
    new = invitations.NewInvitation(body["name"], body["login"], held, body["locale"])
    return invitations.invite(actor, outside().post, new)


@endpoint(
    blueprint,
    "POST /invitations/<uuid:invitation_id>/revoke",
    who="people.manage",
    gives=InvitationOut(),
    problems=(409,),
)
def revoke_invitation(actor: Actor, invitation_id: uuid.UUID) -> Invitation:
    """Take an invitation back."""
    return invitations.revoke(actor, invitation_id)


@endpoint(
    blueprint,
    "POST /invitations/<uuid:invitation_id>/resend",
    who="people.manage",
    gives=InvitationOut(),
    problems=(409,),
)
def resend_invitation(actor: Actor, invitation_id: uuid.UUID) -> Invitation:
    """Send it again with a new link; the old one is dead."""
    return invitations.renew(actor, outside().post, invitation_id)


@endpoint(blueprint, "GET /second-factor", who="people.manage", gives=RuleIn())
def tell_second_factor(actor: Actor) -> dict[str, str]:  # noqa: ARG001 -- the tenant's wall is the scope
    """Whether the desk roles need a second factor."""
    return {"second_factor": second_factor.rule()}


@endpoint(blueprint, "PUT /second-factor", who="people.manage", takes=RuleIn(), gives=RuleIn())
def set_second_factor(actor: Actor, body: dict[str, str]) -> dict[str, str]:
    """Require it, or not; in force with everybody's next request."""
    return {"second_factor": second_factor.set_rule(actor, body["second_factor"])}
