"""`flask --app wsgi audit checklist ...`: check and publish documents, turn them into workbooks.

Promise: as `audit.cli`; a file that was there is written over only when the new one is whole.
"""

from pathlib import Path
from typing import Any

import click
import orjson
from flask.cli import with_appcontext

from audit.checklists import service as checklists
from audit.checklists.definition import parse
from audit.checklists.document import Definition
from audit.checklists.entries import SCRIPT
from audit.checklists.publishing import check_publishable
from audit.checklists.shelf import shipped_frameworks, shipped_parts
from audit.checklists.workbook_read import read_workbook
from audit.checklists.workbook_write import new_workbook, to_workbook
from audit.cli import DOCUMENT, TENANT, read_json, saying_problems, tenant_id
from audit.infra import excel
from audit.infra.db import unit_of_work
from audit.kpi.frameworks import leaf_titles, parse_framework
from audit.kpi.queries import frameworks
from audit.problems import LANGUAGES, Fault, refuse

OUT = click.argument("out", type=click.Path(dir_okay=False, writable=True, path_type=Path))
LANGUAGE = click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    default=LANGUAGES[0],
    show_default=True,
    help="Language of headings, words and help; either is read back.",
)


@click.group("checklist")
def checklist() -> None:
    """Check and publish checklist documents."""


def _shipped() -> list[Any]:
    return [parse_framework(document) for document in shipped_frameworks()["frameworks"]]


def _lacks(definition: Definition) -> list[Fault]:
    """What keeps it from being published where only what ships is there."""
    scripts = {part["code"] for part in shipped_parts() if part["kind"] == SCRIPT}
    return check_publishable(definition, _shipped(), scripts)


def _publishable(document: object) -> Definition:
    definition = parse(document)
    refuse(_lacks(definition))
    return definition


@checklist.command("check")
@DOCUMENT
def check_checklist(file: Path) -> None:
    """Say all that keeps FILE from being published (with the shipped frameworks and scripts)."""
    with saying_problems():
        definition = _publishable(read_json(file))
    name = f"{definition.code} {definition.version}"
    click.echo(f"{name}: publishable, {len(definition.items)} items, {definition.version_hash}")


@checklist.command("publish")
@DOCUMENT
@TENANT
@with_appcontext
def publish_checklist(file: Path, tenant: str | None) -> None:
    """Draft FILE in the tenant and publish it."""
    with saying_problems(), unit_of_work(tenant_id(tenant)):
        draft = checklists.draft_version("system", read_json(file))
        done = checklists.publish("system", draft.id, frameworks(), draft.row_version)
    click.echo(f"{done.code} {done.version} published as {done.hash}")


@checklist.command("to-excel")
@DOCUMENT
@OUT
@LANGUAGE
def to_excel(file: Path, out: Path, lang: str) -> None:
    """Write the document in FILE as a workbook OUT.xlsx."""
    with saying_problems():
        definition = parse(read_json(file))
        document = orjson.loads(definition.arranged)
        out.write_bytes(excel.write(to_workbook(document, lang, leaf_titles(_shipped()))))
    items = len(definition.items)
    click.echo(f"{out}: {definition.code} {definition.version}, {items} items, {lang}")


@checklist.command("new-excel")
@OUT
@LANGUAGE
def new_excel(out: Path, lang: str) -> None:
    """Write a workbook OUT.xlsx with the usual settings and no items."""
    out.write_bytes(excel.write(new_workbook(lang, leaf_titles(_shipped()))))
    click.echo(f"{out}: empty, {lang}")


@checklist.command("from-excel")
@DOCUMENT
@OUT
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", help="Language of the report.")
def from_excel(file: Path, out: Path, lang: str) -> None:
    """Write the checklist in the workbook FILE.xlsx as a document OUT.json."""
    with saying_problems(lang):
        workbook = read_workbook(excel.read(file.read_bytes()))
    definition = workbook.definition
    document = orjson.loads(definition.arranged)
    out.write_bytes(orjson.dumps(document, option=orjson.OPT_INDENT_2) + b"\n")
    name = f"{definition.code} {definition.version}"
    click.echo(f"{out}: {name}, {len(definition.items)} items, {definition.version_hash}")
    for fault in workbook.told(_lacks(definition)):
        click.echo(f"  {fault.code}: {fault.say(lang)}")


COMMANDS = (checklist,)
