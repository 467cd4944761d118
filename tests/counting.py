"""Counting: the rows of a tenant, what its log tells, and the statements of a request."""

import contextlib
import uuid
from collections import Counter
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from audit.infra.db import db, unit_of_work
from tests.world import World

TABLES = (
    *("submission", "submission_conflict", "revision", "scorecard", "visit_kpi", "evidence"),
    *("flag", "visit_signal", "draft", "decision", "publication", "report", "event_log"),
)
JOBS = """
SELECT task_name, count(*) FROM queue.procrastinate_jobs WHERE args ->> 'tenant' = :tenant
 GROUP BY task_name
"""


def rows(world: World) -> dict[str, int]:
    """How many rows the tenant has in each table that a visit fills."""
    with unit_of_work(world.tenant_id):
        return {
            table: db.session.scalar(sa.text(f"SELECT count(*) FROM {table}")) for table in TABLES
        }


def ask(world: World, sql: str, **values: Any) -> list[Any]:
    """The rows of a query as the tenant sees them."""
    with unit_of_work(world.tenant_id):
        return list(db.session.execute(sa.text(sql), values))


def verbs(world: World, subject: uuid.UUID) -> Counter[str]:
    """How often each verb stands in the log about `subject`."""
    found = ask(world, "SELECT verb FROM event_log WHERE subject = :s", s=str(subject))
    return Counter(verb for (verb,) in found)


def jobs(world: World) -> dict[str, int]:
    """How many jobs of each verb the tenant has in the queue."""
    return dict(map(tuple, ask(world, JOBS, tenant=str(world.tenant_id))))


@contextlib.contextmanager
def statements() -> Iterator[list[str]]:
    """The statements sent to the database meanwhile."""
    sent: list[str] = []

    def note(_link, _cursor, statement, *_: object) -> None:
        sent.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)
