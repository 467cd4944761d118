"""Leads each visit of the demo to the state its story tells, as its people would.

Promise: every step is one that the product offers and may be repeated: ids come from the story, so
an attempt that was cut off goes on where it ended. Read `lead`.
"""

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import orjson

from audit.checklists.answers import dump_answers
from audit.checklists.queries import definition_of
from audit.demo.cast import Cast
from audit.demo.parts import Part, Picture, make_parts
from audit.demo.photos import photo
from audit.demo.story import PlannedVisit
from audit.evidence.models import REGISTERED
from audit.evidence.service import Announced, quarantine_key
from audit.infra.db import db, tenant, unit_of_work
from audit.infra.store import Store
from audit.visits.models import Visit
from audit.visits.photos import register_photo, verify_photo
from audit.visits.publish import publish_visit
from audit.visits.receive import Declared, Sent
from audit.visits.review import approve_visit, void_visit
from audit.visits.states import APPROVED, ASSIGNED, IN_PROGRESS, PUBLISHED, SUBMITTED, VOID
from audit.visits.submit import submit

KIND = "image/jpeg"
UPLOAD_SECONDS = 60
KEPT_BACK = 2  # photos that a visit waiting for photos has not sent yet
DRIVE_HOME = timedelta(minutes=50)  # a visitor submits from home


@dataclass(frozen=True, slots=True)
class Ready:
    """A visit ready to be sent: its parts and the bytes of every picture."""

    visit_id: uuid.UUID
    told: PlannedVisit
    parts: tuple[Part, ...]
    photos: Mapping[uuid.UUID, bytes]

    def sent_photos(self) -> Iterable[Picture]:
        """The pictures that have been uploaded by now."""
        pictures = [picture for part in self.parts for picture in part.pictures]
        return pictures[:-KEPT_BACK] if self.told.state == "photos" else pictures


def lead(cast: Cast, store: Store, cameras: Executor, visit_id: uuid.UUID, number: int) -> None:
    """Bring one visit as far as its story says; what is done already is not done again."""
    told = cast.story.visits[number]
    if told.state == ASSIGNED:
        return
    with unit_of_work(cast.tenant_id):
        visit = _visit(visit_id)
        state, version_hash = visit.state, visit.version_hash
    if state in (ASSIGNED, IN_PROGRESS):
        with unit_of_work(cast.tenant_id):
            definition = definition_of(version_hash)
        onsite, callback = make_parts(definition, told, cast.story.dealer(told.dealer))
        parts = (onsite,) if told.state == "callback" else (onsite, callback)
        _send(cast, store, _develop(cameras, visit_id, told, parts), version_hash)
    _judge(cast, store, visit_id, told)


def _develop(
    cameras: Executor, visit_id: uuid.UUID, told: PlannedVisit, parts: tuple[Part, ...]
) -> Ready:
    pictures = [picture for part in parts for picture in part.pictures]
    made = cameras.map(photo, [picture.shot for picture in pictures])
    return Ready(
        visit_id, told, parts, {p.id: data for p, data in zip(pictures, made, strict=True)}
    )


def _visit(visit_id: uuid.UUID) -> Visit:
    return db.session.get_one(Visit, (tenant(), visit_id))


def _send(cast: Cast, store: Store, ready: Ready, version_hash: str) -> None:
    visitor = cast.visiting(ready.told.visitor)
    for picture in ready.sent_photos():
        with unit_of_work(cast.tenant_id):
            announced = _announced(picture, ready.photos[picture.id])
            known = register_photo(visitor, store, ready.visit_id, announced, UPLOAD_SECONDS)
            if known.evidence.state == REGISTERED:
                key = quarantine_key(known.evidence)
                store.write_once(key, ready.photos[picture.id], KIND, announced.sha256)
            verify_photo(visitor, store, picture.id)
    for number, part in enumerate(ready.parts):
        with unit_of_work(cast.tenant_id):
            body = _body(ready, part, version_hash, number)
            submit(visitor, _sent(ready, part, number, body))


def _announced(picture: Picture, data: bytes) -> Announced:
    sha256 = hashlib.sha256(data).hexdigest()
    return Announced(picture.id, picture.item, sha256, len(data), KIND)


def _body(ready: Ready, part: Part, version_hash: str, number: int) -> dict[str, Any]:
    finished = part.finished_at + DRIVE_HOME
    elapsed = part.finished_at - part.started_at
    return {
        "part": part.part,
        "base": number or None,
        "checklist_hash": version_hash,
        "answers": dump_answers(part.answers),
        "evidence": [_manifest(picture, ready) for picture in part.pictures],
        "marks": [{"code": code, "offset_ms": offset} for code, offset in part.marks],
        "device": {
            "app": "demo",
            "started_at": part.started_at.isoformat(),
            "finished_at": part.finished_at.isoformat(),
            "sent_at": finished.isoformat(),
            "elapsed_ms": round(elapsed.total_seconds() * 1000),
        },
    }


def _manifest(picture: Picture, ready: Ready) -> dict[str, Any]:
    said = _announced(picture, ready.photos[picture.id])
    return {
        "id": str(said.id),
        "item": said.item,
        "sha256": said.sha256,
        "size_bytes": said.size_bytes,
        "type": said.media_type,
    }


def _sent(ready: Ready, part: Part, number: int, body: dict[str, Any]) -> Sent:
    return Sent(
        id=uuid.uuid5(ready.visit_id, part.part),
        visit_id=ready.visit_id,
        part=part.part,
        base=number or None,
        checklist_hash=body["checklist_hash"],
        answers=part.answers,
        manifest=tuple(
            Declared(p.id, p.item, said["sha256"], said["size_bytes"], KIND)
            for p, said in zip(part.pictures, body["evidence"], strict=True)
        ),
        signals={},
        body=orjson.dumps(body, option=orjson.OPT_SORT_KEYS),
    )


def _judge(cast: Cast, store: Store, visit_id: uuid.UUID, told: PlannedVisit) -> None:
    """Approve, publish or void, each in a unit of work of its own."""
    if told.state in (APPROVED, PUBLISHED):
        with unit_of_work(cast.tenant_id):
            visit = _visit(visit_id)
            if visit.state == SUBMITTED:
                approve_visit(cast.acting("reviewer"), visit_id, visit.row_version)
    if told.state == PUBLISHED:
        with unit_of_work(cast.tenant_id):
            visit = _visit(visit_id)
            if visit.state == APPROVED:
                publish_visit(cast.acting("publisher"), store, visit_id, visit.row_version)
    if told.state == VOID:
        with unit_of_work(cast.tenant_id):
            visit = _visit(visit_id)
            if visit.state != VOID:
                manager = cast.acting("quality_manager")
                void_visit(manager, visit_id, told.reason or "", visit.row_version)
