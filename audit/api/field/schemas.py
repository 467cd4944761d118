"""What a phone sends and gets. Whitelists: no score, no visitor, no other dealer's anything."""

from typing import Any

import marshmallow as ma

from audit.api.schemas import Degrees, Names, WaitingOut
from audit.checklists.answers import Answer, parse_answers
from audit.evidence.service import LARGEST_BYTES, MEDIA_TYPES
from audit.problems import Problem
from audit.visits.receive import CALLBACK, CORRECTION, ONSITE

PARTS = (ONSITE, CALLBACK, CORRECTION)
SHA256 = ma.validate.Regexp(r"^[0-9a-f]{64}$")


class Answers(ma.fields.Field[dict[str, Answer]]):
    """Answers by item code, in one bulk field: nested schemas cost thirty times more."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> dict[str, Answer]:  # noqa: ARG002 -- marshmallow's signature
        try:
            return dict(parse_answers(value))
        except Problem as problem:
            raise ma.ValidationError([*problem.faults]) from problem


class PhotoIn(ma.Schema):
    """A photo as announced: `sha256` lower-case hex, `size_bytes` of the file."""

    sha256 = ma.fields.String(required=True, validate=SHA256)
    size_bytes = ma.fields.Integer(
        required=True, strict=True, validate=ma.validate.Range(1, LARGEST_BYTES)
    )
    type = ma.fields.String(required=True, validate=ma.validate.OneOf(MEDIA_TYPES))
    item = ma.fields.String(required=True, validate=ma.validate.Length(1, 80))


class EvidenceIn(PhotoIn):
    """A photo announced by itself, for a visit."""

    visit = ma.fields.UUID(required=True)


class ManifestIn(PhotoIn):
    """A photo announced in a submission."""

    id = ma.fields.UUID(required=True)


class MarkIn(ma.Schema):
    """A moment of the visit, counted from its start by a clock that cannot be set."""

    code = ma.fields.String(required=True, validate=ma.validate.Length(1, 80))
    offset_ms = ma.fields.Integer(required=True, strict=True, validate=ma.validate.Range(0))


class PlaceIn(ma.Schema):
    """Where the phone believes it is (WGS-84): a claim, kept apart and deleted early."""

    lat = Degrees(90, required=True)
    lon = Degrees(180, required=True)
    accuracy_m = ma.fields.Decimal(as_string=True, validate=ma.validate.Range(0))


class DeviceIn(ma.Schema):
    """What the phone says of itself and its clocks: claims, never authority (rel 4.17)."""

    app = ma.fields.String(validate=ma.validate.Length(0, 80))
    started_at = ma.fields.AwareDateTime(format="iso")
    finished_at = ma.fields.AwareDateTime(format="iso")
    sent_at = ma.fields.AwareDateTime(format="iso")
    elapsed_ms = ma.fields.Integer(strict=True, validate=ma.validate.Range(0))


class SubmissionIn(ma.Schema):
    """Full answers of one part; the exact bytes are its identity, so the phone resends the same."""

    keeps_bytes = True

    part = ma.fields.String(required=True, validate=ma.validate.OneOf(PARTS))
    base = ma.fields.Integer(
        required=True, strict=True, allow_none=True, validate=ma.validate.Range(1)
    )
    checklist_hash = ma.fields.String(required=True, validate=SHA256)
    answers = Answers(required=True)
    evidence = ma.fields.List(
        ma.fields.Nested(ManifestIn), required=True, validate=ma.validate.Length(0, 400)
    )
    marks = ma.fields.List(ma.fields.Nested(MarkIn), validate=ma.validate.Length(0, 200))
    check_in = ma.fields.Nested(PlaceIn)
    check_out = ma.fields.Nested(PlaceIn)
    device = ma.fields.Nested(DeviceIn)


class DraftIn(ma.Schema):
    """What the phone has so far of a part."""

    part = ma.fields.String(required=True, validate=ma.validate.OneOf(PARTS))
    answers = Answers(required=True)


class DraftOut(ma.Schema):
    """A kept draft."""

    part = ma.fields.String(required=True)
    saved_at = ma.fields.AwareDateTime(required=True, format="iso")


class PlaceOut(ma.Schema):
    """The dealer to go to."""

    code = ma.fields.String(required=True)
    names = Names(required=True)
    province = ma.fields.String(required=True)
    city = ma.fields.String(required=True)


class OwnWaveOut(ma.Schema):
    """The round a visit belongs to, with the days that end at 24:00."""

    code = ma.fields.String(required=True)
    title = Names(required=True)
    onsite_deadline = ma.fields.Date(required=True)
    callback_deadline = ma.fields.Date(required=True)


class OwnVisitOut(ma.Schema):
    """An own visit in a list. `revision` is the next submission's `base`, null at first."""

    id = ma.fields.UUID(required=True)
    dealer = ma.fields.Nested(PlaceOut, required=True)
    wave = ma.fields.Nested(OwnWaveOut, required=True)
    kind = ma.fields.String(required=True)
    scenario = ma.fields.String(required=True, allow_none=True)
    window_opens = ma.fields.Date(required=True)
    window_closes = ma.fields.Date(required=True)
    checklist_hash = ma.fields.String(required=True)
    state = ma.fields.String(required=True)
    revision = ma.fields.Integer(required=True, allow_none=True)


class OwnVisitDetailOut(OwnVisitOut):
    """One own visit with what it waits for."""

    waiting_for = ma.fields.Nested(WaitingOut, required=True)


class ReceiptOut(ma.Schema):
    """Signed: `signature` over the other fields as JSON, sorted, no spaces (Ed25519)."""

    submission = ma.fields.String(required=True)
    sha256 = ma.fields.String(required=True)
    received_at = ma.fields.String(required=True)
    seq = ma.fields.Integer(required=True)
    signature = ma.fields.String(required=True)


class AcceptedOut(ma.Schema):
    """The receipt and, unsigned and current, where the visit stands."""

    receipt = ma.fields.Nested(ReceiptOut, required=True)
    state = ma.fields.String(required=True)
    waiting_for = ma.fields.Nested(WaitingOut, required=True)


class UploadOut(ma.Schema):
    """Where to send the bytes: `method` to `url` with exactly `headers`."""

    method = ma.fields.String(required=True)
    url = ma.fields.String(required=True)
    headers = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.String(), required=True)


class EvidenceReceiptOut(ma.Schema):
    """Signed like a submission's receipt."""

    evidence = ma.fields.String(required=True)
    sha256 = ma.fields.String(required=True)
    verified_at = ma.fields.String(required=True)
    seq = ma.fields.Integer(required=True)
    signature = ma.fields.String(required=True)


class RefusalOut(ma.Schema):
    """Why a photo is not accepted, in the reader's language."""

    code = ma.fields.String(required=True)
    detail = ma.fields.String(required=True)


class EvidenceOut(ma.Schema):
    """A photo as we know it: `upload` while its bytes are missing, `receipt` once verified."""

    id = ma.fields.UUID(required=True)
    item = ma.fields.String(required=True)
    state = ma.fields.String(required=True)
    upload = ma.fields.Nested(UploadOut, required=True, allow_none=True)
    receipt = ma.fields.Nested(EvidenceReceiptOut, required=True, allow_none=True)
    refusal = ma.fields.Nested(RefusalOut, required=True, allow_none=True)


class ScriptOut(ma.Schema):
    """What staff of a post are to say at a stage; what the visitor compares with (S4.5)."""

    code = ma.fields.String(required=True)
    version = ma.fields.Integer(required=True)
    title = ma.fields.Dict(keys=ma.fields.String(), required=True)
    text = ma.fields.Dict(keys=ma.fields.String(), required=True)
    post = ma.fields.String(required=True)
    stage = ma.fields.String(required=True)


class ScriptsOut(ma.Schema):
    """The scripts that a checklist cites, by code."""

    items = ma.fields.List(ma.fields.Nested(ScriptOut), required=True)
