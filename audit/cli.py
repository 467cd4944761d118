"""`flask --app wsgi audit ...`: operations and offline tools.

Promise: each command says what it did on standard output and exits with 1 when it could not; none
prints a traceback for bad input. `checklist`, `worker` and `demo` stand in their own rooms.
"""

import json
import sys
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from flask.cli import with_appcontext

from audit.analytics.cases import run_cases
from audit.checklists.answers import parse_answers
from audit.checklists.definition import parse
from audit.infra.db import before_any_tenant, unit_of_work
from audit.infra.events import verify_log
from audit.infra.outside import outside_here
from audit.infra.pages import Asked
from audit.kpi.service import take_stock
from audit.people import rescue
from audit.people import service as people
from audit.problems import Fault, Problem
from audit.reports import service as reports
from audit.reports.press import Press
from audit.scoring.result import result
from audit.scoring.score import score
from audit.visits import recheck

DOCUMENT = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
TENANT = click.option("--tenant", help="Code of the tenant; not needed where there is only one.")


@contextmanager
def saying_problems(language: str = "en") -> Iterator[None]:
    """Turn a refusal into its sentences on standard error and exit status 1."""
    try:
        yield
    except Problem as problem:
        click.echo(f"{problem.code}: {problem.say(language)}", err=True)
        for fault in problem.faults:
            click.echo(_line(fault, language), err=True)
        raise SystemExit(1) from problem


def _line(fault: Fault, language: str) -> str:
    return f"  {fault.pointer or '/'}  {fault.code}: {fault.say(language)}"


def read_json(path: Path) -> Any:  # noqa: ANN401 -- parsed JSON is what its reader makes of it
    """The JSON in a file; a faulty one ends the command with its line."""
    try:
        return json.loads(path.read_text("utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{path.name} is not JSON in UTF-8: {error}") from error


def tenant_id(code: str | None) -> uuid.UUID:
    """The tenant of that code, or the only one; ends the command when there is none."""
    with before_any_tenant() as connection:
        found = connection.execute(sa.text("SELECT find_tenant(:code)"), {"code": code}).scalar()
    if found is None:
        said = f"There is no tenant {code!r}." if code else "Name one of the tenants with --tenant."
        raise click.ClickException(said)
    return uuid.UUID(str(found))


@click.command("create-admin")
@click.option("--tenant", required=True, help="Code of the new tenant: a-z, 0-9 and -.")
@click.option("--name-zh", required=True, help="Name of the brand in Chinese.")
@click.option("--name-en", required=True, help="Name of the brand in English.")
@click.option("--admin", required=True, help="Name of its first tenant_admin.")
@click.option("--email", required=True, help="What the administrator logs in with.")
@click.password_option(help="At least 10 characters; asked for when left out.")
@with_appcontext
def create_admin(**given: str) -> None:
    """Make the first tenant and its administrator."""
    names = {"zh-CN": given["name_zh"], "en": given["name_en"]}
    admin = people.NewPerson(
        name=given["admin"],
        email=given["email"],
        password=given["password"],
        memberships=people.admin_membership(),
    )
    with saying_problems():
        made = people.create_tenant(given["tenant"], names, admin)
        with unit_of_work(made):
            take_stock("system")
    click.echo(f"tenant {given['tenant']} {made}, administrator {given['email']}")


@click.command("stock")
@TENANT
@with_appcontext
def stock(tenant: str | None) -> None:
    """Give a tenant what this version ships: frameworks, weight sets, crosswalks, shared parts.

    What it has stays as it is; needed once after an update that ships more.
    """
    with saying_problems(), unit_of_work(tenant_id(tenant)):
        take_stock("system")
    click.echo("frameworks, weight sets, crosswalks and shared parts are there")


@click.command("forget-second-factor")
@click.argument("login")
@with_appcontext
def forget_second_factor(login: str) -> None:
    """Let LOGIN in by the password alone again: for who lost phone and recovery codes.

    Be sure who asks: whoever knows the password comes in afterwards. Every session ends.
    """
    with saying_problems():
        person_id = rescue.forget_second_factor(login)
    click.echo(f"person {person_id} has no second factor and no session any more")


@click.command("score")
@click.argument("definition", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("answers", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--scenario", default=None, help="What the visitor acted.")
def score_file(definition: Path, answers: Path, scenario: str | None) -> None:
    """Score ANSWERS under DEFINITION and print the result as JSON."""
    with saying_problems():
        card = score(
            parse(read_json(definition)), parse_answers(read_json(answers)), scenario=scenario
        )
    click.echo(json.dumps(result(card), ensure_ascii=False, indent=2))


@click.command("cases")
@DOCUMENT
def cases(file: Path) -> None:
    """Run worked cases (scoring-cases/1), print each mismatch, exit 1 if there is one."""
    outcomes = run_cases(read_json(file))
    for outcome in outcomes:
        if not outcome.ok:
            click.echo(f"{outcome.id}: {outcome.mismatch}")
    failed = sum(not outcome.ok for outcome in outcomes)
    click.echo(f"{len(outcomes) - failed} passed, {failed} failed")
    raise SystemExit(bool(failed))


@click.command("report")
@click.argument("visit", type=click.UUID)
@TENANT
@with_appcontext
def print_reports(visit: uuid.UUID, tenant: str | None) -> None:
    """Print the quality editions of VISIT now, instead of waiting for the worker."""
    store = outside_here().store
    with closing(Press()) as press, saying_problems(), unit_of_work(tenant_id(tenant)):
        reports.order_quality(visit)
        for report in reports.list_reports(visit, Asked()).items:
            reports.print_report(store, press, report.id)
            size = f"{report.size_bytes} bytes"
            click.echo(f"{report.language} {report.state} {size} {report.file_sha256}")


@click.command("verify-log")
@TENANT
@with_appcontext
def verify_event_log(tenant: str | None) -> None:
    """Recompute the event log's chain; exit 1 and name the row where it is broken."""
    with unit_of_work(tenant_id(tenant)):
        rows, broken = verify_log()
    if broken is not None:
        raise click.ClickException(f"the event log is broken at seq {broken}")
    click.echo(f"{rows} rows, whole")


@click.command("recheck")
@TENANT
@with_appcontext
def recheck_scores(tenant: str | None) -> None:
    """Score every stored visit again from its stored answers; exit 1 if a number differs."""
    seen = differ = other = 0
    with unit_of_work(tenant_id(tenant)):
        total = recheck.count_scorecards()
        with click.progressbar(recheck.recheck(), length=total, file=sys.stderr) as scorecards:
            for card in scorecards:
                seen, other = seen + 1, other + card.is_other
                differ += bool(card.differences)
                for difference in card.differences:
                    place = f"{card.visit_id} revision {card.revision} {card.purpose}"
                    click.echo(f"{place} {difference}")
    if other:
        click.echo(f"{other} made by another version of the scoring were not compared")
    click.echo(f"{seen - other} scorecards scored again, {differ} differ")
    raise SystemExit(bool(differ))


COMMANDS = (
    create_admin,
    stock,
    forget_second_factor,
    score_file,
    cases,
    print_reports,
    verify_event_log,
    recheck_scores,
)
