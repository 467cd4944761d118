"""What a score means, as the desk gets it (`kpi.insights`)."""

import marshmallow as ma


class KeyNodesOut(ma.Schema):
    """How many key nodes that apply were complied with; `rate` on 0..100 (S4.3)."""

    passed = ma.fields.Integer(required=True)
    total = ma.fields.Integer(required=True)
    rate = ma.fields.String(required=True)


class ParetoOut(ma.Schema):
    """The fewest items that make up 80% of the lost points, dearest first (S3.5)."""

    share = ma.fields.String(required=True, allow_none=True)
    items = ma.fields.List(ma.fields.String(), required=True)


class InsightsOut(ma.Schema):
    """What the score means: level, key nodes, the vital few, hygiene and motivators that failed."""

    level = ma.fields.String(required=True, allow_none=True)
    key_nodes = ma.fields.Nested(KeyNodesOut, required=True, allow_none=True)
    pareto = ma.fields.Nested(ParetoOut, required=True)
    dissatisfiers = ma.fields.List(ma.fields.String(), required=True)
    satisfiers = ma.fields.List(ma.fields.String(), required=True)
