"""What the desk sends and gets about checklists: versions, checks, trials, differences."""

import marshmallow as ma

from audit.api.desk.ledger_schemas import ExplainedOut
from audit.api.schemas import FaultOut, PageIn
from audit.checklists.models import STATES


class ChecklistIn(ma.Schema):
    """A document of checklist format 1."""

    document = ma.fields.Raw(required=True)


class ChecklistOut(ma.Schema):
    """A checklist version; `hash` is its identity once published, `title` may still be empty."""

    id = ma.fields.UUID(required=True)
    code = ma.fields.String(required=True)
    version = ma.fields.Integer(required=True)
    state = ma.fields.String(required=True)
    hash = ma.fields.String(required=True)
    title = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.String(), required=True)
    item_count = ma.fields.Integer(required=True)
    created_at = ma.fields.AwareDateTime(required=True, format="iso")
    published_at = ma.fields.AwareDateTime(required=True, allow_none=True, format="iso")


class ChecklistsIn(PageIn):
    """Which versions: of one code, in one state, or the one of a hash."""

    code = ma.fields.String(load_default=None, validate=ma.validate.Length(1, 64))
    state = ma.fields.String(load_default=None, validate=ma.validate.OneOf(STATES))
    hash = ma.fields.String(load_default=None, validate=ma.validate.Length(1, 64))


class CheckOut(ma.Schema):
    """What keeps a document from being a draft, and a draft from being published."""

    draft = ma.fields.List(ma.fields.Nested(FaultOut), required=True)
    publish = ma.fields.List(ma.fields.Nested(FaultOut), required=True)
    hash = ma.fields.String(required=True, allow_none=True)
    item_count = ma.fields.Integer(required=True)


class TryIn(ma.Schema):
    """A document, answers to it, and what the visitor acts."""

    document = ma.fields.Raw(required=True)
    answers = ma.fields.Raw(required=True)
    scenario = ma.fields.String(load_default=None, allow_none=True)


class TryOut(ExplainedOut):
    """What the answers are worth; with `preview` it is the score so far (result, lines, steps and
    KPIs), because what `missing` names is not answered yet."""

    problems = ma.fields.List(ma.fields.Nested(FaultOut), required=True)
    applies = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.Boolean(), required=True)
    missing = ma.fields.List(ma.fields.String(), required=True)
    preview = ma.fields.Boolean(required=True)


class AgainstIn(ma.Schema):
    """The older version to compare with."""

    against = ma.fields.UUID(required=True)


class ChangeOut(ma.Schema):
    """One difference; `before` and `after` are what stands in the documents there."""

    kind = ma.fields.String(required=True)
    aspect = ma.fields.String(required=True)
    place = ma.fields.String(required=True)
    section = ma.fields.String(required=True, allow_none=True)
    item = ma.fields.String(required=True, allow_none=True)
    field = ma.fields.String(required=True, allow_none=True)
    before = ma.fields.Raw(required=True, allow_none=True)
    after = ma.fields.Raw(required=True, allow_none=True)
    scores = ma.fields.Boolean(required=True)


class CountsOut(ma.Schema):
    """How many changes of each kind, and how many that can move a score."""

    added = ma.fields.Integer(required=True)
    removed = ma.fields.Integer(required=True)
    changed = ma.fields.Integer(required=True)
    moved = ma.fields.Integer(required=True)
    scores = ma.fields.Integer(required=True)


class DiffOut(ma.Schema):
    """Two versions and everything that is different."""

    before = ma.fields.Nested(ChecklistOut, required=True)
    after = ma.fields.Nested(ChecklistOut, required=True)
    changes = ma.fields.List(ma.fields.Nested(ChangeOut), required=True)
    counts = ma.fields.Nested(CountsOut, required=True)
