"""`flask audit doctor`: look this installation over and say what must not go into production."""

import json
from itertools import chain

import click
from flask.cli import with_appcontext

from audit.doctor import database, machine
from audit.doctor.findings import Finding
from audit.infra.db import db
from audit.infra.outside import outside_here


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")
@with_appcontext
def doctor(as_json: bool) -> None:
    """Look everything over; exit 1 when something is refused."""
    outside = outside_here()
    looks = chain(database.look(db.engine), machine.look(outside.config, outside.store))
    found: list[Finding] = []
    for finding in looks:
        found.append(finding)
        if not as_json:
            click.echo(finding.line())
    refused = sum(finding.level == "refuse" for finding in found)
    if as_json:
        facts = {"refused": refused, "findings": [finding.facts() for finding in found]}
        click.echo(json.dumps(facts, ensure_ascii=False, indent=2))
    else:
        warned = sum(finding.level == "warn" for finding in found)
        click.echo(f"{len(found)} looked at, {warned} warnings, {refused} refused")
    raise SystemExit(bool(refused))


COMMANDS = (doctor,)
