"""What the desk sends and gets. No visitor in a visit but in the planner's own schema."""

import marshmallow as ma

from audit.api.auth.schemas import MembershipOut
from audit.api.desk.ledger_schemas import ExplainedOut
from audit.api.schemas import Degrees, Names, PageIn
from audit.people.actor import ROLES
from audit.people.rules import SCOPE_KINDS
from audit.visits.queries import SORTS
from audit.visits.states import STATES

CODE = ma.validate.Regexp(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")
KINDS = ("covert", "announced", "remote", "file", "self", "calibration")
REASON = ma.validate.And(ma.validate.Length(1, 2000), ma.validate.Regexp(r"(?s).*\S"))


class RegionIn(ma.Schema):
    """A region under its parent; none at the top."""

    code = ma.fields.String(required=True, validate=CODE)
    names = Names(required=True)
    parent_id = ma.fields.UUID(load_default=None, allow_none=True)


class RegionOut(RegionIn):
    """A region."""

    id = ma.fields.UUID(required=True)


class DealerIn(ma.Schema):
    """A dealer; `lat`, `lon` and `datum` together or not at all."""

    code = ma.fields.String(required=True, validate=CODE)
    names = Names(required=True)
    region_id = ma.fields.UUID(required=True)
    province = ma.fields.String(required=True, validate=ma.validate.Length(1, 80))
    city = ma.fields.String(required=True, validate=ma.validate.Length(1, 80))
    lat = Degrees(90, load_default=None, allow_none=True)
    lon = Degrees(180, load_default=None, allow_none=True)
    datum = ma.fields.String(
        load_default=None, allow_none=True, validate=ma.validate.OneOf(("wgs84", "gcj02", "bd09"))
    )
    group_code = ma.fields.String(load_default=None, allow_none=True, validate=CODE)
    tier = ma.fields.String(load_default=None, allow_none=True, validate=ma.validate.Length(1, 40))
    size = ma.fields.String(load_default=None, allow_none=True, validate=ma.validate.Length(1, 40))


class DealerOut(DealerIn):
    """A dealer with its standing."""

    id = ma.fields.UUID(required=True)
    status = ma.fields.String(required=True)
    competitor = ma.fields.Boolean(required=True)


class MembershipIn(ma.Schema):
    """A role with its scope; `scope_ids` are regions or dealers, empty for the whole tenant."""

    role = ma.fields.String(required=True, validate=ma.validate.OneOf(ROLES))
    scope_kind = ma.fields.String(load_default="tenant", validate=ma.validate.OneOf(SCOPE_KINDS))
    scope_ids = ma.fields.List(ma.fields.UUID(), load_default=list)


class PersonOut(ma.Schema):
    """A person with their memberships here."""

    id = ma.fields.UUID(required=True)
    name = ma.fields.String(required=True)
    mobile = ma.fields.String(required=True, allow_none=True)
    email = ma.fields.String(required=True, allow_none=True)
    memberships = ma.fields.List(ma.fields.Nested(MembershipOut), required=True)


class VisitorIn(ma.Schema):
    """Make a person a visitor, known to the programme by a code."""

    code = ma.fields.String(required=True, validate=CODE)
    person_id = ma.fields.UUID(required=True)


class VisitorOut(ma.Schema):
    """A visitor by code; who it is stays apart."""

    id = ma.fields.UUID(required=True)
    code = ma.fields.String(required=True)


class ProgrammeIn(ma.Schema):
    """A standing plan; `date_precision` says what dealers see of a covert visit's date,
    `ranks_from` how many visits of a wave a dealer needs to be ranked."""

    code = ma.fields.String(required=True, validate=CODE)
    title = Names(required=True)
    date_precision = ma.fields.String(
        load_default="wave", validate=ma.validate.OneOf(("wave", "day"))
    )
    ranks_from = ma.fields.Integer(load_default=2, validate=ma.validate.Range(1, 100))


class ProgrammeOut(ProgrammeIn):
    """A programme."""

    id = ma.fields.UUID(required=True)


class WaveIn(ma.Schema):
    """One round; days are local days of the tenant and end at 24:00."""

    programme_id = ma.fields.UUID(required=True)
    code = ma.fields.String(required=True, validate=CODE)
    title = Names(required=True)
    opens_on = ma.fields.Date(required=True)
    onsite_deadline = ma.fields.Date(required=True)
    callback_deadline = ma.fields.Date(required=True)
    version_hash = ma.fields.String(required=True)


class WaveOut(WaveIn):
    """A wave."""

    id = ma.fields.UUID(required=True)
    state = ma.fields.String(required=True)


class VisitIn(ma.Schema):
    """A visit to plan; with `visitor_id` it is assigned at once."""

    wave_id = ma.fields.UUID(required=True)
    dealer_id = ma.fields.UUID(required=True)
    kind = ma.fields.String(load_default="covert", validate=ma.validate.OneOf(KINDS))
    scenario = ma.fields.String(load_default=None, allow_none=True)
    window_opens = ma.fields.Date(required=True)
    window_closes = ma.fields.Date(required=True)
    visitor_id = ma.fields.UUID(load_default=None, allow_none=True)


class VisitOut(ma.Schema):
    """A visit as the desk sees it: without its visitor."""

    id = ma.fields.UUID(required=True)
    wave_id = ma.fields.UUID(required=True)
    dealer_id = ma.fields.UUID(required=True)
    kind = ma.fields.String(required=True)
    scenario = ma.fields.String(required=True, allow_none=True)
    window_opens = ma.fields.Date(required=True)
    window_closes = ma.fields.Date(required=True)
    version_hash = ma.fields.String(required=True)
    state = ma.fields.String(required=True)
    current_revision = ma.fields.Integer(required=True)
    late = ma.fields.Boolean(required=True)
    counted = ma.fields.Boolean(required=True)
    row_version = ma.fields.Integer(required=True)


class PlannedVisitOut(VisitOut):
    """A visit as the planner sees it."""

    visitor_id = ma.fields.UUID(required=True, allow_none=True)


class AssignIn(ma.Schema):
    """Who is to do the visit."""

    visitor_id = ma.fields.UUID(required=True)


class VoidIn(ma.Schema):
    """Why the visit no longer counts; it stays visible with this reason."""

    reason = ma.fields.String(required=True, validate=REASON)


class RevisionOut(ma.Schema):
    """Full answers in force at one time."""

    number = ma.fields.Integer(required=True)
    cause = ma.fields.String(required=True)
    answers = ma.fields.Dict(keys=ma.fields.String(), required=True)
    changed = ma.fields.List(ma.fields.String(), required=True)
    created_at = ma.fields.AwareDateTime(required=True, format="iso")


class FlagOut(ma.Schema):
    """Something a reviewer should look at."""

    code = ma.fields.String(required=True)
    facts = ma.fields.Dict(keys=ma.fields.String(), required=True)
    raised_at = ma.fields.AwareDateTime(required=True, format="iso")


class DecisionOut(ma.Schema):
    """Who decided what about which revision; `by` is null for somebody who has left the brand."""

    verb = ma.fields.String(required=True)
    revision = ma.fields.Integer(required=True)
    reason = ma.fields.String(required=True, allow_none=True)
    by = ma.fields.String(required=True, allow_none=True)
    decided_at = ma.fields.AwareDateTime(required=True, format="iso")


class VisitEvidenceOut(ma.Schema):
    """A photo of the visit; `declared` when a submission counts on it."""

    id = ma.fields.UUID(required=True)
    item = ma.fields.String(required=True)
    state = ma.fields.String(required=True)
    declared = ma.fields.Boolean(required=True)
    media_type = ma.fields.String(required=True)
    size_bytes = ma.fields.Integer(required=True)


class LedgerOut(ExplainedOut):
    """The score of a visit: of which revision, under which version, by which scoring."""

    revision = ma.fields.Integer(required=True)
    checklist_hash = ma.fields.String(required=True)
    scoring_version = ma.fields.Integer(required=True)


class ReportOut(ma.Schema):
    """A quality edition: requested, ready or failed (with why)."""

    id = ma.fields.UUID(required=True)
    edition = ma.fields.String(required=True)
    revision = ma.fields.Integer(required=True)
    language = ma.fields.String(required=True)
    state = ma.fields.String(required=True)
    size_bytes = ma.fields.Integer(required=True, allow_none=True)
    document_hash = ma.fields.String(required=True, allow_none=True)
    failure = ma.fields.String(required=True, allow_none=True)


class EventOut(ma.Schema):
    """One row of the event log, as hashed."""

    seq = ma.fields.Integer(required=True)
    body = ma.fields.String(required=True)
    hash = ma.fields.Function(lambda row: row.hash.hex())


class DealersIn(PageIn):
    """Which dealers: those whose code or name contains `text`."""

    text = ma.fields.String(load_default=None, validate=ma.validate.Length(1, 80))


class VisitsIn(PageIn):
    """Which visits, in which order. `region_id` takes in all below it, `text` is of the dealer's
    code or name; a `-` before a sort turns it round."""

    wave_id = ma.fields.UUID(load_default=None)
    dealer_id = ma.fields.UUID(load_default=None)
    region_id = ma.fields.UUID(load_default=None)
    state = ma.fields.String(load_default=None, validate=ma.validate.OneOf(STATES))
    kind = ma.fields.String(load_default=None, validate=ma.validate.OneOf(KINDS))
    late = ma.fields.Boolean(load_default=None, truthy={"true"}, falsy={"false"})
    text = ma.fields.String(load_default=None, validate=ma.validate.Length(1, 80))
    sort = ma.fields.String(load_default="-window", validate=ma.validate.OneOf(tuple(SORTS)))
