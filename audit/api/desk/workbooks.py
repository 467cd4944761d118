"""Checklists as Excel workbooks: download, upload, and an empty one to begin with."""

import uuid
from dataclasses import dataclass
from typing import Any, BinaryIO

import marshmallow as ma
import orjson
from flask import request
from flask_smorest import Blueprint

from audit.api.desk.checklist_schemas import ChecklistOut
from audit.api.endpoint import File, endpoint
from audit.api.faults import told
from audit.api.language import reader_language
from audit.api.schemas import FaultOut
from audit.checklists import queries, service
from audit.checklists.models import ChecklistVersion
from audit.checklists.workbook_read import read_workbook
from audit.checklists.workbook_write import new_workbook, to_workbook
from audit.infra import excel
from audit.kpi.frameworks import leaf_titles
from audit.kpi.queries import frameworks
from audit.people.actor import Actor
from audit.sheets import MOST_BYTES

blueprint = Blueprint("desk_workbooks", __name__, url_prefix="/api/v1/desk")


class WorkbookOut(ChecklistOut):
    """The draft that a workbook became; `replaced`: hash of the draft that stood there before;
    `lacks`: what publishing will still want, each at its cell."""

    replaced = ma.fields.String(required=True, allow_none=True)
    lacks = ma.fields.List(ma.fields.Nested(FaultOut), required=True)


@dataclass(frozen=True)
class Uploaded:
    """A version with what is to be said of its upload; all else is asked of the version."""

    row: ChecklistVersion
    replaced: str | None
    lacks: list[dict[str, str]]

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 -- whatever the version has
        return getattr(self.row, name)


@endpoint(
    blueprint,
    "GET /checklists/<uuid:version_id>/workbook",
    who="checklists.read",
    sends=excel.MEDIA_TYPE,
    problems=(422,),
)
def get_workbook(actor: Actor, version_id: uuid.UUID) -> File:  # noqa: ARG001 -- the tenant's wall is the scope
    """A version as a workbook, headings and words in the reader's language."""
    row, language = queries.get(version_id), reader_language(request)
    book = to_workbook(orjson.loads(row.arranged), language, leaf_titles(frameworks()))
    return File(excel.write(book), excel.MEDIA_TYPE, f"{row.code}-{row.version}.xlsx")


@endpoint(
    blueprint,
    "GET /checklists/workbook-template",
    who="checklists.read",
    sends=excel.MEDIA_TYPE,
)
def get_workbook_template(actor: Actor) -> File:  # noqa: ARG001 -- as above
    """A workbook with the usual settings, no items, and the help sheet."""
    book = new_workbook(reader_language(request), leaf_titles(frameworks()))
    return File(excel.write(book), excel.MEDIA_TYPE, "checklist.xlsx")


@endpoint(
    blueprint,
    "POST /checklists/workbook",
    who="checklists.manage",
    raw=excel.MEDIA_TYPE,
    most=MOST_BYTES,
    gives=WorkbookOut(),
    status=201,
    problems=(409, 422, 503),
)
def upload_workbook(actor: Actor, sent: BinaryIO) -> Uploaded:
    """Draft a version from a workbook, or replace the draft of its code and version."""
    workbook = read_workbook(excel.read(sent.read()))
    row, replaced = service.keep_draft(actor.name, workbook.document)
    lacks = workbook.told(service.publish_faults(workbook.definition, frameworks()))
    return Uploaded(row, replaced, told(lacks))
