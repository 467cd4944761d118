"""What the desk sends and gets of the library: items, response sets, section templates, scripts."""

import marshmallow as ma

from audit.api.desk.schemas import CODE
from audit.api.schemas import PageIn
from audit.checklists.entries import KINDS


class LibraryIn(PageIn):
    """Which parts: of a kind, whose code or title contains `text`, in use or retired."""

    kind = ma.fields.String(load_default=None, validate=ma.validate.OneOf(KINDS))
    text = ma.fields.String(load_default=None, validate=ma.validate.Length(1, 80))
    retired = ma.fields.Boolean(load_default=None, truthy={"true"}, falsy={"false"})


class EntryIn(ma.Schema):
    """A part of the library; a code that is there gets its next version."""

    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(KINDS))
    code = ma.fields.String(required=True, validate=CODE)
    document = ma.fields.Raw(required=True)


class EntryOut(ma.Schema):
    """A part of the library in one version."""

    id = ma.fields.UUID(required=True)
    kind = ma.fields.String(required=True)
    code = ma.fields.String(required=True)
    version = ma.fields.Integer(required=True)
    title = ma.fields.Dict(keys=ma.fields.String(), required=True)
    hash = ma.fields.String(required=True)
    created_at = ma.fields.AwareDateTime(required=True, format="iso")
    retired_at = ma.fields.AwareDateTime(required=True, allow_none=True, format="iso")


class EntryDetailOut(EntryOut):
    """The same with its document, choices in the order of their author."""

    document = ma.fields.Dict(keys=ma.fields.String(), required=True)
