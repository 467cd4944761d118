"""`flask audit demo`: make the demo brand, once."""

import time
import uuid
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context

import click
from flask.cli import with_appcontext

from audit.demo.cast import Cast
from audit.demo.make import find_visits, make_brand
from audit.demo.printing import print_some
from audit.demo.story import ZONE, Story, load_story
from audit.demo.visits import lead
from audit.infra.clock import local_day, now
from audit.infra.outside import outside_here
from audit.infra.store import Store

PRINTED = 2  # published visits whose PDFs are there at once
SHOWN = (
    "tenant_admin",
    "planner",
    "quality_manager",
    "reviewer",
    "publisher",
    "dealer_manager",
    "visitor",
)


@click.command("demo")
@click.option("--visits", default=None, type=int, help="Make only the first so many visits.")
@with_appcontext
def demo(visits: int | None) -> None:
    """Make the demo brand, its network and a wave of visits; print the logins."""
    began = time.monotonic()
    story = load_story(_today())
    cast = make_brand(story)
    made = find_visits(cast)[:visits]
    _lead_all(cast, outside_here().store, made)
    files = print_some(outside_here().store, cast.tenant_id, PRINTED)
    seconds = time.monotonic() - began
    click.echo(f"{len(made)} visits, {files} PDFs in {seconds:.0f} s", err=True)
    click.echo(logins(story))


def _today() -> date:
    return local_day(now(), str(ZONE))


def _lead_all(cast: Cast, store: Store, visits: list[uuid.UUID]) -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as cameras:
        for number, visit_id in enumerate(visits):
            lead(cast, store, cameras, visit_id, number)
            click.echo(f"visit {number + 1} of {len(visits)}", err=True)


def logins(story: Story) -> str:
    """One line a role: who logs in with what."""
    lines = [f"brand {story.brand.code}, password for everybody: {story.password}"]
    for role in SHOWN:
        person = next(p for p in story.people if any(each.role == role for each in p.roles))
        lines.append(f"{role:<16} {person.email or person.mobile}")
    return "\n".join(lines)


COMMANDS = (demo,)
