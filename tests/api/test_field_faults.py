"""Every sentence that a schema of ours can produce is told in ours."""

import marshmallow as ma
import pytest

from audit.api.endpoint import _faults
from audit.api.schemas import Degrees, Names


class Everything(ma.Schema):
    text = ma.fields.String(required=True, validate=ma.validate.Length(1, 3))
    code = ma.fields.String(validate=ma.validate.Regexp("^x$"))
    choice = ma.fields.String(validate=ma.validate.OneOf(("a", "b")))
    number = ma.fields.Integer(strict=True, validate=ma.validate.Range(1, 9))
    least = ma.fields.Integer(strict=True, validate=ma.validate.Range(1))
    flag = ma.fields.Boolean()
    day = ma.fields.Date()
    moment = ma.fields.AwareDateTime(format="iso")
    id = ma.fields.UUID()
    mail = ma.fields.Email()
    place = Degrees(90)
    names = Names()
    inner = ma.fields.List(ma.fields.Nested(ma.Schema.from_dict({})))


WRONG = [
    ({}, "/text", "request.missing"),
    ({"text": None}, "/text", "request.null"),
    ({"text": 1}, "/text", "request.kind_text"),
    ({"text": "long"}, "/text", "request.length"),
    ({"other": 1}, "/other", "request.unknown_field"),
    ({"code": "y"}, "/code", "request.form"),
    ({"choice": "c"}, "/choice", "request.one_of"),
    ({"number": "x"}, "/number", "request.kind_number"),
    ({"number": 10}, "/number", "request.range"),
    ({"least": 0}, "/least", "request.at_least"),
    ({"flag": "perhaps"}, "/flag", "request.kind_flag"),
    ({"day": "soon"}, "/day", "request.kind_date"),
    ({"moment": "2026-11-22T09:30:00"}, "/moment", "request.kind_moment"),
    ({"moment": "now"}, "/moment", "request.kind_moment"),
    ({"id": "1"}, "/id", "request.kind_id"),
    ({"mail": "nobody"}, "/mail", "request.kind_email"),
    ({"place": "NaN"}, "/place", "request.kind_number"),
    ({"place": "91"}, "/place", "request.range"),
    ({"names": []}, "/names", "request.kind_object"),
    ({"names": {"zh-CN": "店"}}, "/names", "request.names_both"),
    ({"inner": {}}, "/inner", "request.kind_list"),
    ({"inner": [3]}, "/inner/0", "request.kind_object"),
]


@pytest.mark.parametrize(("sent", "place", "code"), WRONG)
def test_each_wrong_field_has_a_code_of_its_own(sent, place, code) -> None:
    whole = {"text": "ok"} | sent if sent else sent

    with pytest.raises(ma.ValidationError) as raised:
        Everything().load(whole)
    found = _faults(raised.value.normalized_messages(), "")

    assert (place, code) in {(fault.pointer, fault.code) for fault in found}
    assert all(fault.say("zh-CN") and fault.say("en") for fault in found)
