"""What every audience shares: names in two languages, problems, lists, exact numbers as text."""

from typing import Any

import marshmallow as ma

from audit.problems import LANGUAGES, Fault


class Names(ma.fields.Dict):
    """`{"zh-CN": "…", "en": "…"}`, both given, neither blank."""

    def __init__(self, **kwargs: Any) -> None:
        text = ma.fields.String(validate=ma.validate.Length(1, 200))
        super().__init__(
            keys=ma.fields.String(validate=ma.validate.OneOf(LANGUAGES)),
            values=text,
            validate=_both,
            **kwargs,
        )


def _both(names: dict[str, str]) -> None:
    if set(names) != set(LANGUAGES):
        raise ma.ValidationError([Fault("request.names_both")])


class Degrees(ma.fields.Decimal):
    """A coordinate as a decimal string: binary floats would move it."""

    def __init__(self, limit: int, **kwargs: Any) -> None:
        inside = ma.validate.Range(-limit, limit)
        super().__init__(as_string=True, validate=inside, **kwargs)


class WaitingOut(ma.Schema):
    """What is still to come before the visit is complete."""

    evidence = ma.fields.List(ma.fields.UUID(), required=True)
    parts = ma.fields.List(ma.fields.String(), required=True)


class FaultOut(ma.Schema):
    """One thing wrong at one place."""

    pointer = ma.fields.String(required=True)
    code = ma.fields.String(required=True)
    detail = ma.fields.String(required=True)


class ProblemOut(ma.Schema):
    """RFC 9457 with a stable code and every fault."""

    type = ma.fields.String(required=True)
    code = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    detail = ma.fields.String(required=True)
    status = ma.fields.Integer(required=True)
    request_id = ma.fields.String(required=True)
    problems = ma.fields.List(ma.fields.Nested(FaultOut), required=True)


class PageIn(ma.Schema):
    """Which page of a list: `after` is the `next` of the page before, the filters as there."""

    after = ma.fields.String(load_default=None, validate=ma.validate.Length(1, 1000))
    limit = ma.fields.Integer(load_default=100, validate=ma.validate.Range(1, 500))


def listed(schema: type[ma.Schema]) -> ma.Schema:
    """`{"items": [...], "next": ...}` of `schema`; `next` is null on the last page."""
    name = schema.__name__.removesuffix("Out") + "ListOut"
    fields = {
        "items": ma.fields.List(ma.fields.Nested(schema), required=True),
        "next": ma.fields.String(required=True, allow_none=True),
    }
    made: type[ma.Schema] = type(name, (ma.Schema,), dict(fields))
    return made()
