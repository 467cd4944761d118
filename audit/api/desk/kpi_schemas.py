"""What the desk sends and gets of indicators: frameworks, weights, crosswalks, targets."""

import marshmallow as ma

from audit.api.desk.schemas import CODE
from audit.api.schemas import PageIn

# a number of the scale 0..100 as people write one: what PostgreSQL keeps, it prints again
PERCENT = ma.validate.Regexp(r"^\d{1,3}(\.\d{1,4})?$")


class DocumentIn(ma.Schema):
    """A framework document of format `frameworks/1`."""

    document = ma.fields.Raw(required=True)


class KpiDocumentOut(ma.Schema):
    """A document by code and version; `why_not` says why it cannot score, in your language."""

    code = ma.fields.String(required=True)
    version = ma.fields.Integer(required=True)
    document = ma.fields.Dict(keys=ma.fields.String(), required=True)


class FrameworkOut(KpiDocumentOut):
    """A KPI framework: its document names the leaves."""

    usable = ma.fields.Boolean(required=True)
    why_not = ma.fields.String(required=True, allow_none=True)


class WeightSetOut(FrameworkOut):
    """Weights for a framework, with their provenance; null ones are not known (S0.4)."""


class CrosswalkOut(KpiDocumentOut):
    """What became of each code of an older framework; `dropped` have nothing that follows them."""

    trend_break = ma.fields.Boolean(required=True)
    dropped = ma.fields.List(ma.fields.String(), required=True)
    new = ma.fields.List(ma.fields.String(), required=True)


class WaveIn(PageIn):
    """Whose: the tenant's own, and beside them those of one wave."""

    wave_id = ma.fields.UUID(load_default=None)


class OneWaveIn(ma.Schema):
    """Whose: the tenant's own, and beside them those of one wave."""

    wave_id = ma.fields.UUID(load_default=None)


class TargetIn(ma.Schema):
    """What a node is to reach; without `wave_id` in every wave, `target` null takes it back."""

    framework = ma.fields.String(required=True, validate=CODE)
    leaf = ma.fields.String(required=True, validate=CODE)
    wave_id = ma.fields.UUID(load_default=None, allow_none=True)
    target = ma.fields.String(required=True, allow_none=True, validate=PERCENT)
    amber = ma.fields.String(load_default=None, allow_none=True, validate=PERCENT)


class TargetOut(ma.Schema):
    """A target as it stands; numbers as decimal strings on 0..100."""

    framework = ma.fields.String(required=True)
    leaf = ma.fields.String(required=True)
    wave_id = ma.fields.UUID(required=True, allow_none=True)
    target = ma.fields.String(required=True, allow_none=True)
    amber = ma.fields.String(required=True, allow_none=True)


class WeightingIn(ma.Schema):
    """Which weight set rolls a framework up; null goes back to the next wider choice."""

    framework = ma.fields.String(required=True, validate=CODE)
    wave_id = ma.fields.UUID(load_default=None, allow_none=True)
    weight_set = ma.fields.String(required=True, allow_none=True, validate=CODE)


class WeightingOut(ma.Schema):
    """A choice of weights as it stands."""

    framework = ma.fields.String(required=True)
    wave_id = ma.fields.UUID(required=True, allow_none=True)
    weight_set = ma.fields.String(required=True, allow_none=True)
    version = ma.fields.Integer(required=True, allow_none=True)


class WeightingsOut(ma.Schema):
    """The weight sets in force; a framework that is not named uses its own weights."""

    items = ma.fields.List(ma.fields.Nested(WeightingOut), required=True)
