"""What a dealer gets is frozen, theirs, and tells nothing of who was there (model 10, rel 4.13)."""

import base64
import io
import json
import re
import subprocess
import uuid
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
import sqlalchemy as sa

from audit.infra.clock import now
from audit.infra.db import db, unit_of_work
from audit.people import service as people
from audit.people.models import MembershipRow, Person, SessionRow
from audit.people.sessions import token_hash as _hash
from audit.reports.press import Press
from tests.counting import ask
from tests.evidence.pictures import CANARY, tattling_jpeg
from tests.world import HASH, ONSITE, World, content

COMMENT = "等了五分钟才有人招呼"
NAME, CODE = "卡纳瑞王二", "VX-CANARY-7"
DEALER = "/api/v1/dealer/publications"
CLOCK = re.compile(r"\b[0-2]?\d:[0-5]\d\b")


def known_visitor(world: World) -> list[str]:
    """Let the visitor be somebody with a telling name, code and number; those canaries."""
    person, token = uuid.uuid4(), uuid.uuid4().hex
    mobile = f"+86139{person.int % 10**8:08d}"
    with unit_of_work(world.tenant_id):
        db.session.add(Person(id=person, name=NAME, mobile=mobile, password=HASH))
        db.session.flush()
        role = {"role": "visitor", "scope_kind": "tenant", "scope_ids": []}
        db.session.add(MembershipRow(person_id=person, **role))
        times = {"created_at": now(), "expires_at": now() + timedelta(days=1)}
        db.session.add(
            SessionRow(person_id=person, device="phone", token_hash=_hash(token), **times)
        )
        db.session.flush()
        world.visitor_id = people.add_visitor(world.actors["planner"], CODE, person).id
    world.tokens["visitor"] = token
    return [NAME, CODE, mobile, mobile[3:], token, str(person), str(world.visitor_id)]


def two_photos(world: World) -> tuple[uuid.UUID, list[str]]:
    """A visit approved, with a photo for the dealer and an internal one; what a dealer must not
    meet of it: ids, the comment, the internal photo's hashes."""
    visit_id, shown, inner = world.plan(), tattling_jpeg(1), tattling_jpeg(6)
    photos = [world.photo(visit_id, "R1", shown), world.photo(visit_id, "R4", inner)]
    answers = json.loads(json.dumps(ONSITE)) | {"R4": {"v": "no", "photos": [str(photos[1])]}}
    answers["R1"]["photos"] = [str(photos[0])]
    body = world.body(answers=answers)
    body["evidence"] = [
        {"id": str(photo), "item": item} | content(data)
        for photo, item, data in zip(photos, ("R1", "R4"), (shown, inner), strict=True)
    ]
    for part in (body, world.callback()):
        assert world.submit(visit_id, part).status_code == 200
    assert world.act("reviewer", visit_id, "approve").status_code == 200
    hashes = [content(data)["sha256"] for data in (shown, inner)]
    ids = [row.id for row in ask(world, "SELECT id FROM submission")]
    return visit_id, [str(each) for each in (visit_id, *photos, *ids)] + hashes + [
        COMMENT,
        CANARY.decode(),
    ]


def publish(world: World, visit_id: uuid.UUID) -> str:
    """The id of the visit's publication."""
    assert world.act("publisher", visit_id, "publish").status_code == 200
    (row,) = ask(world, "SELECT id FROM publication WHERE visit_id = :v", v=visit_id)
    return str(row.id)


def disguises(canary: str) -> list[bytes]:
    """The forms in which a text may hide in bytes."""
    raw = canary.encode()
    escaped = json.dumps(canary).strip('"').encode()
    plain = canary.replace("-", "").encode()
    utf16 = canary.encode("utf-16-be")
    return [raw, escaped, plain, utf16, utf16.hex().encode(), base64.b64encode(raw)[:-4] or raw]


def text_of(pdf: bytes) -> str:
    """What pdftotext reads, without white space, which lines break anywhere."""
    run = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return "".join(run.stdout.decode().split())


def opened(pdf: bytes) -> bytes:
    """The PDF with every stream inflated, and its metadata."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        info = str(dict(document.docinfo)).encode()
        inflated = pikepdf.StreamDecodeLevel.generalized
        document.save(out, compress_streams=False, stream_decode_level=inflated)
    return out.getvalue() + info


def images_of(page: pikepdf.Page) -> list[pikepdf.Object]:
    """The pictures a page may draw."""
    drawn = page.obj.Resources.get("/XObject", {})
    return [drawn[name] for name in drawn if drawn[name].Subtype == "/Image"]


def dealer_answers(world: World, publication: str) -> dict[str, Any]:
    """The answer of every door a dealer has, by its rule."""
    rules = {str(rule) for rule in world.app.url_map.iter_rules() if "/api/v1/dealer/" in str(rule)}
    places = {"<uuid:publication_id>": publication, "<int:number>": "1"}
    answers = {}
    for rule in rules:
        path = rule
        for name, value in places.items():
            path = path.replace(name, value)
        assert "<" not in path, f"give {rule} its arguments here"
        for language in ("zh-CN", "en"):
            wanted = f"{path}?language={language}" if path.endswith("/file") else path
            answers[f"{rule} {language}"] = world.call("dealer_manager", "GET", wanted)
    return answers


def test_no_dealer_door_tells_anything_of_the_visitor_or_the_inner_papers(
    world: World, press: Press
) -> None:
    canaries = known_visitor(world)
    visit_id, ids = two_photos(world)
    canaries += ids
    publication = publish(world, visit_id)
    world.work_off(press)
    inner = ask(world, "SELECT sha256 FROM copy WHERE blob = :b", b=ids[-3])
    canaries += [row.sha256 for row in inner]

    answers = dealer_answers(world, publication)

    assert len(answers) == 8
    assert {said.status_code for said in answers.values()} == {200}
    for rule, said in answers.items():
        seen = said.data + "\n".join(f"{k}: {v}" for k, v in said.headers).encode()
        if said.data.startswith(b"%PDF"):
            seen += opened(said.data) + text_of(said.data).encode()
        found = [canary for canary in canaries for form in disguises(canary) if form in seen]
        assert found == [], rule
        if said.mimetype != "image/jpeg":
            told = text_of(said.data) if said.data.startswith(b"%PDF") else said.text
            assert not CLOCK.search(told), rule


def test_the_dealer_sees_the_photo_meant_for_them_and_no_gap_for_the_other(
    world: World, press: Press
) -> None:
    visit_id, _ = two_photos(world)
    publication = publish(world, visit_id)
    world.work_off(press)

    photos = [
        world.call("dealer_manager", "GET", f"{DEALER}/{publication}/photos/{number}").status_code
        for number in (1, 2)
    ]

    document = world.call("dealer_manager", "GET", f"{DEALER}/{publication}").json
    assert [photo["id"] for item in document["items"] for photo in item["photos"]] == [1]
    assert photos == [200, 404]


def test_the_quality_edition_has_the_comment_and_both_photos(world: World, press: Press) -> None:
    visit_id, _ = two_photos(world)
    world.work_off(press)

    path = f"/api/v1/desk/visits/{visit_id}/reports"
    reports = world.call("quality_manager", "GET", path).json["items"]

    assert {report["language"] for report in reports} == {"zh-CN", "en"}
    for report in reports:
        pdf = world.call("quality_manager", "GET", f"{path}/{report['id']}/file").data
        assert COMMENT in text_of(pdf)
        with pikepdf.open(io.BytesIO(pdf)) as document:
            images = {image.objgen for page in document.pages for image in images_of(page)}
        assert len(images) == 2


def test_the_numbers_of_ledger_dealer_and_paper_are_the_same(world: World, press: Press) -> None:
    visit_id, _ = two_photos(world)
    publication = publish(world, visit_id)
    world.work_off(press)

    ledger = world.call("quality_manager", "GET", f"/api/v1/desk/visits/{visit_id}/ledger").json
    document = world.call("dealer_manager", "GET", f"{DEALER}/{publication}").json

    assert document["result"] == ledger["result"]
    values = [value for table in document["kpi"] for value in table["values"]]
    inner = {value["code"]: value for table in ledger["kpi"] for value in table["values"]}
    numbers = [document["result"]["final"], *(s["rate_pct"] for s in document["sections"])]
    numbers += [value["value"] for value in values if value["value"] is not None]
    numbers += [loss["loss"] for loss in document["losses"]]
    assert {value["code"] for value in values} == set(inner)
    for language in ("zh-CN", "en"):
        path = f"{DEALER}/{publication}/file?language={language}"
        text = text_of(world.call("dealer_manager", "GET", path).data)
        assert [number for number in numbers if number not in text] == []


def test_a_publication_stays_as_it_was_whatever_is_renamed_later(
    world: World, press: Press
) -> None:
    visit_id, _ = two_photos(world)
    publication = publish(world, visit_id)
    before = world.call("dealer_manager", "GET", f"{DEALER}/{publication}")

    rename(world, "dealer", "names")
    world.work_off(press)

    after = world.call("dealer_manager", "GET", f"{DEALER}/{publication}")
    listed = world.call("dealer_manager", "GET", DEALER).json["items"]
    assert (after.data, after.headers["ETag"]) == (before.data, before.headers["ETag"])
    assert "改名" not in after.text + str(listed)
    pdf = world.call("dealer_manager", "GET", f"{DEALER}/{publication}/file").data
    assert "改名" not in text_of(pdf)


def rename(world: World, table: str, column: str) -> None:
    """Give every row of the tenant another name, as the owner of the tables could."""
    owner = sa.create_engine(db.engine.url.set(username="audit_owner"))
    with owner.begin() as link:
        link.exec_driver_sql(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        link.exec_driver_sql(
            f"UPDATE {table} SET {column} = %s WHERE tenant_id = %s",
            ('{"zh-CN": "改名", "en": "Renamed"}', world.tenant_id),
        )
        link.exec_driver_sql(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    owner.dispose()


def test_a_withdrawn_publication_is_gone_from_every_door(world: World, press: Press) -> None:
    visit_id, _ = two_photos(world)
    publication = publish(world, visit_id)
    world.work_off(press)
    with unit_of_work(world.tenant_id):
        db.session.execute(sa.text("UPDATE publication SET withdrawn_at = now()"))

    said = [
        world.call("dealer_manager", "GET", f"{DEALER}/{publication}{end}")
        for end in ("", "/file", "/photos/1")
    ]

    assert [each.status_code for each in said] == [410, 410, 410]
    assert {each.json["code"] for each in said} == {"publication.withdrawn"}
    assert world.call("dealer_manager", "GET", DEALER).json["items"] == []


@pytest.mark.parametrize("role", ["dealer_manager", "regional_manager"])
def test_a_publication_of_another_dealer_is_as_absent_as_none(world: World, role) -> None:
    publication = str(world.published(dealer=2))

    said = [
        world.call(role, "GET", f"{DEALER}/{which}").json["code"]
        for which in (publication, uuid.uuid4())
    ]

    assert said == ["publication.unknown"] * 2
    assert world.call(role, "GET", DEALER).json["items"] == []
