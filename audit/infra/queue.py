"""Work for later, put into the queue inside the transaction that causes it.

Promise: what is saved is queued and what is queued was saved (rel 4.7); a job that runs twice does
its work once, because handlers are idempotent. The rows are Procrastinate's, in schema `queue`;
the worker that takes them stands in `audit.jobs`.
"""

import uuid
from datetime import datetime

import orjson
import sqlalchemy as sa

from audit.infra.db import db, tenant

URGENT = 10
DEFER = sa.text(
    "SELECT queue.procrastinate_defer_jobs_v1(ARRAY[ROW('default', :task, :priority, NULL, NULL,"
    " CAST(:args AS jsonb), CAST(:at AS timestamptz))::queue.procrastinate_job_to_defer_v1])"
)


def defer(
    task: str, subject: uuid.UUID, *, at: datetime | None = None, urgent: bool = False
) -> None:
    """Queue `task` about `subject` for the tenant of this unit of work, not before `at`.

    `urgent` is for what somebody waits for: it is taken before everything that is not.
    """
    facts = {"task": task, "at": at, "priority": URGENT if urgent else 0}
    db.session.execute(DEFER, facts | {"args": job_args(subject)})


def job_args(subject: uuid.UUID) -> str:
    """The JSON a job carries: its tenant (a job opens its own unit of work) and its subject."""
    return orjson.dumps({"tenant": str(tenant()), "subject": str(subject)}).decode()
