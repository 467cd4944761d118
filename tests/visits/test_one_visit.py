"""One visit from the phone to paper, through the doors: the main job."""

import base64

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from audit.reports.press import Press
from tests.world import World, jpeg


def test_a_visit_goes_from_the_phone_to_the_dealer_and_each_sees_only_their_own(
    world: World, press: Press
) -> None:
    visit_id, data = world.plan(), jpeg(1)
    evidence_id = world.photo(visit_id, "R1", data)
    first = world.submit(visit_id, world.body((evidence_id, data)))
    assert (first.status_code, first.json["state"]) == (200, "in_progress")
    assert first.json["waiting_for"] == {"evidence": [], "parts": ["callback"]}
    second = world.submit(visit_id, world.callback())
    assert (second.status_code, second.json["state"]) == (200, "submitted")

    assert world.act("reviewer", visit_id, "approve").json["state"] == "approved"
    assert world.act("publisher", visit_id, "publish").json["state"] == "published"
    world.work_off(press)

    (publication,) = world.call("dealer_manager", "GET", "/api/v1/dealer/publications").json[
        "items"
    ]
    ledger = world.call("quality_manager", "GET", f"/api/v1/desk/visits/{visit_id}/ledger").json
    assert publication["final"] == ledger["result"]["final"]
    path = f"/api/v1/dealer/publications/{publication['id']}/file"
    assert world.call("dealer_manager", "GET", path).data.startswith(b"%PDF")


def test_a_receipt_is_verified_with_the_public_key(world: World) -> None:
    visit_id, data = world.plan(), jpeg(2)
    evidence_id = world.photo(visit_id, "R1", data)

    receipt = world.submit(visit_id, world.body((evidence_id, data))).json["receipt"]

    key = world.call(None, "GET", "/api/v1/public/receipt-key").json["public_key"]
    signature = base64.b64decode(receipt.pop("signature"))
    signed = orjson.dumps(receipt, option=orjson.OPT_SORT_KEYS)
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key))
    assert public.verify(signature, signed) is None  # it raises when it is not ours
