"""What the desk sends and gets about rescorings."""

import marshmallow as ma

from audit.api.schemas import Names, PageIn


class RescoringIn(ma.Schema):
    """Which wave, and under which version of its checklist."""

    wave_id = ma.fields.UUID(required=True)
    version_id = ma.fields.UUID(required=True)


class RescoringsIn(PageIn):
    """Which rescorings: of a version, of a wave."""

    version_id = ma.fields.UUID(load_default=None)
    wave_id = ma.fields.UUID(load_default=None)


class SummaryOut(ma.Schema):
    """The whole wave in a few numbers; scores as decimal strings, the rest counts of dealers."""

    visits = ma.fields.Integer(required=True)
    dealers = ma.fields.Integer(required=True)
    mean_before = ma.fields.String(required=True, allow_none=True)
    mean_after = ma.fields.String(required=True, allow_none=True)
    delta = ma.fields.String(required=True, allow_none=True)
    up = ma.fields.Integer(required=True)
    down = ma.fields.Integer(required=True)
    same = ma.fields.Integer(required=True)
    grades_before = ma.fields.Dict(ma.fields.String(), ma.fields.Integer(), required=True)
    grades_after = ma.fields.Dict(ma.fields.String(), ma.fields.Integer(), required=True)
    rank_moves = ma.fields.Integer(required=True)


class RescoringOut(ma.Schema):
    """A rescoring and how far it is; `summary` once it is done."""

    id = ma.fields.UUID(required=True)
    wave_id = ma.fields.UUID(required=True)
    version_id = ma.fields.UUID(required=True)
    version_hash = ma.fields.String(required=True)
    purpose = ma.fields.String(required=True)
    state = ma.fields.String(required=True)
    failure = ma.fields.String(required=True, allow_none=True)
    created_at = ma.fields.AwareDateTime(required=True, format="iso")
    finished_at = ma.fields.AwareDateTime(required=True, allow_none=True, format="iso")
    total = ma.fields.Integer(required=True)
    done = ma.fields.Integer(required=True)
    summary = ma.fields.Nested(SummaryOut, required=True, allow_none=True)


class FigureOut(ma.Schema):
    """A dealer under one version; no rank below the visits its programme ranks from."""

    score = ma.fields.String(required=True, allow_none=True)
    grade = ma.fields.String(required=True, allow_none=True)
    rank = ma.fields.Integer(required=True, allow_none=True)
    interval = ma.fields.List(ma.fields.String(), required=True, allow_none=True)


class DealerChangeOut(ma.Schema):
    """A dealer before and after; a positive `rank_change` is a move up."""

    dealer_id = ma.fields.UUID(required=True)
    code = ma.fields.String(required=True)
    names = Names(required=True)
    n = ma.fields.Integer(required=True)
    before = ma.fields.Nested(FigureOut, required=True)
    after = ma.fields.Nested(FigureOut, required=True)
    delta = ma.fields.String(required=True, allow_none=True)
    rank_change = ma.fields.Integer(required=True, allow_none=True)
    not_distinguishable = ma.fields.Boolean(required=True)


class RescoredVisitsIn(PageIn):
    """Of which dealer."""

    dealer_id = ma.fields.UUID(load_default=None)


class CardOut(ma.Schema):
    """A visit's score under one version."""

    final = ma.fields.String(required=True, allow_none=True)
    grade = ma.fields.String(required=True, allow_none=True)
    status = ma.fields.String(required=True)


class ReasonOut(ma.Schema):
    """One cause of a difference; the exact effects sum to the exact difference."""

    kind = ma.fields.String(required=True)
    item = ma.fields.String(required=True, allow_none=True)
    why = ma.fields.List(ma.fields.String(), required=True)
    effect = ma.fields.String(required=True)
    effect_exact = ma.fields.String(required=True)


class RescoredVisitOut(ma.Schema):
    """A visit's frozen score beside the other one, and why they differ."""

    visit_id = ma.fields.UUID(required=True)
    dealer_id = ma.fields.UUID(required=True)
    counted = ma.fields.Boolean(required=True)
    frozen = ma.fields.Nested(CardOut, required=True)
    other = ma.fields.Nested(CardOut, required=True)
    delta = ma.fields.String(required=True, allow_none=True)
    delta_exact = ma.fields.String(required=True, allow_none=True)
    reasons = ma.fields.List(ma.fields.Nested(ReasonOut), required=True)
    not_asked = ma.fields.List(ma.fields.String(), required=True)
