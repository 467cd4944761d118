"""A ledger with everything that explains it: one shape for stored visits and for trials."""

import marshmallow as ma

from audit.api.desk.insight_schemas import InsightsOut


class TouchedOut(ma.Schema):
    """A KPI leaf the line counts for, with its map weight (R28)."""

    framework = ma.fields.String(required=True)
    leaf = ma.fields.String(required=True)
    weight = ma.fields.String(required=True)


class LineOut(ma.Schema):
    """One item explained. `explained` says in the reader's language how it came to its points or
    why it is left out; `loss` is exact, `loss_points` the same rounded."""

    item = ma.fields.String(required=True)
    section = ma.fields.String(required=True)
    type = ma.fields.String(required=True)
    state = ma.fields.String(required=True)
    rule = ma.fields.String(required=True)
    reason = ma.fields.String(required=True, allow_none=True)
    explained = ma.fields.String(required=True)
    answer = ma.fields.Dict(required=True, allow_none=True)
    earned = ma.fields.String(required=True, allow_none=True)
    possible = ma.fields.String(required=True, allow_none=True)
    weight = ma.fields.String(required=True)
    rate = ma.fields.String(required=True, allow_none=True)
    points = ma.fields.String(required=True, allow_none=True)
    loss = ma.fields.String(required=True, allow_none=True)
    loss_points = ma.fields.String(required=True, allow_none=True)
    kpi = ma.fields.List(ma.fields.Nested(TouchedOut), required=True)


class StepOut(ma.Schema):
    """One step from 100 to the final score; the exact effects add up to it."""

    step = ma.fields.String(required=True)
    effect = ma.fields.String(required=True)
    effect_exact = ma.fields.String(required=True)
    after = ma.fields.String(required=True)
    after_exact = ma.fields.String(required=True)


class ExplainedOut(ma.Schema):
    """The score explained: result, one line per item, the steps from 100 to the final score, KPIs,
    and what it means. Numbers are decimal strings; exact ones beside those rounded for print."""

    result = ma.fields.Dict(required=True)
    lines = ma.fields.List(ma.fields.Nested(LineOut), required=True)
    steps = ma.fields.List(ma.fields.Nested(StepOut), required=True)
    kpi = ma.fields.List(ma.fields.Dict(), required=True)
    insights = ma.fields.Nested(InsightsOut, required=True)
