"""The worker: takes jobs from the queue and runs their handlers.

Promise: a job is tried again with growing pauses, and what its last try leaves undone is said; one
whose worker died is taken up by another. The process ends with status 0 when PostgreSQL restarts,
so it runs under a supervisor that starts it again whatever the status.
"""

import asyncio
import logging
import uuid
from collections.abc import Callable, Coroutine
from contextlib import closing
from typing import Any

import procrastinate
import sqlalchemy as sa
from flask import Flask
from procrastinate.jobs import Job, Status

from audit.infra.db import retried, unit_of_work
from audit.infra.failpoints import reach
from audit.infra.log import log
from audit.infra.outside import Outside
from audit.jobs.handlers import HANDLERS, LAST_WORDS, Handler, Workshop
from audit.problems import Problem
from audit.reports.press import Press

TRIES = 5  # four minutes, then somebody is told
PATIENT_TRIES = 9  # where nobody would be told: the pauses of 3**n seconds outlast a store's outage
POLL_SECONDS = 5.0
HEARTBEAT_SECONDS = 10.0
STALLED_SECONDS = 60.0


class _Quoted(logging.Handler):
    """Procrastinate's own warnings as lines of our log: it prints traces with the words of an
    exception, and those may quote an address or an answer (T-D19)."""

    def emit(self, record: logging.LogRecord) -> None:
        """Which step of it, and the type and place of the error."""
        error = record.exc_info[1] if record.exc_info else None
        step = getattr(record, "action", record.funcName)
        log.warning("queue", step=step, exc_info=error)


_LOGGER = logging.getLogger("procrastinate")
_LOGGER.handlers, _LOGGER.propagate = [_Quoted(logging.WARNING)], False


def run_verb(workshop: Workshop, verb: str, tenant: uuid.UUID, subject: uuid.UUID) -> None:
    """Every handler of `verb`, each in a unit of work of its own."""
    for handler in HANDLERS[verb]:

        def once(handler: Handler = handler) -> None:
            with unit_of_work(tenant):
                handler(workshop, subject)

        retried(once)


def tries(verb: str) -> int:
    """How often a job of `verb` is tried."""
    return TRIES if verb in LAST_WORDS else PATIENT_TRIES


def say_last_words(verb: str, tenant: uuid.UUID, subject: uuid.UUID, code: str) -> None:
    """Leave on the subject why its job will not be tried again."""
    log.error("job_failed", verb=verb, subject=str(subject), code=code)
    if verb in LAST_WORDS:
        with unit_of_work(tenant):
            LAST_WORDS[verb](subject, code)


def connect(database_url: str) -> procrastinate.App:
    """The worker's end of the queue, for a SQLAlchemy URL of role `audit_app`."""
    url = sa.make_url(database_url).set(drivername="postgresql")
    connector = procrastinate.PsycopgConnector(
        conninfo=url.render_as_string(hide_password=False), min_size=1, max_size=4
    )
    return procrastinate.App(connector=connector)


def build(flask_app: Flask, outside: Outside, press: Press) -> procrastinate.App:
    """The worker's program: one task a verb, and the rescue of stalled jobs."""
    queue, workshop = connect(outside.config.database_url), Workshop.of(outside, press)
    for verb in HANDLERS:
        # Procrastinate counts the tries that went before, so the last one has one less
        retry = procrastinate.RetryStrategy(max_attempts=tries(verb) - 1, exponential_wait=3)
        task = _task(flask_app, workshop, verb)
        queue.task(name=verb, retry=retry, pass_context=True)(task)
    queue.periodic(cron="* * * * *", periodic_id="rescue")(
        queue.task(name="rescue", queueing_lock="rescue", pass_context=True)(_rescuer(flask_app))
    )
    return queue


def _task(flask_app: Flask, workshop: Workshop, verb: str) -> Callable[..., None]:
    def work(context: procrastinate.JobContext, tenant: str, subject: str) -> None:
        ids = uuid.UUID(tenant), uuid.UUID(subject)
        with flask_app.app_context():
            try:
                reach("job.claimed")
                run_verb(workshop, verb, *ids)
                reach("job.done")
            except Exception as error:
                log.warning("job_try_failed", verb=verb, subject=subject, exc_info=error)
                if _was_last(context.job):
                    code = error.code if isinstance(error, Problem) else "internal"
                    say_last_words(verb, *ids, code)
                raise

    return work


def _was_last(job: Job) -> bool:
    return job.attempts + 1 >= tries(job.task_name)


def _rescuer(flask_app: Flask) -> Callable[..., Coroutine[None, None, None]]:
    async def rescue(context: procrastinate.JobContext, timestamp: int) -> None:  # noqa: ARG001 -- given to every periodic task
        """Take up the jobs of workers that died; after the last try it is said for them."""
        manager = context.app.job_manager
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
            if _was_last(job):
                await asyncio.to_thread(_bury, flask_app, job)
                await manager.finish_job(job, Status.FAILED, delete_job=False)
            else:
                await manager.retry_job(job)

    return rescue


def _bury(flask_app: Flask, job: Job) -> None:
    if job.task_name in HANDLERS:
        tenant, subject = (uuid.UUID(str(job.task_kwargs[name])) for name in ("tenant", "subject"))
        with flask_app.app_context():
            say_last_words(job.task_name, tenant, subject, "internal")


def run(flask_app: Flask, outside: Outside, **options: Any) -> None:  # noqa: ANN401 -- Procrastinate's own options
    """Work until told to stop, with a press of one's own."""
    with closing(Press()) as press:
        serve(build(flask_app, outside, press), **options)


def serve(queue: procrastinate.App, **options: Any) -> None:  # noqa: ANN401 -- as above
    """Work on a queue until told to stop."""
    with queue.open():
        queue.run_worker(
            concurrency=1,  # one press and one sandbox a process; start more processes for more
            delete_jobs="successful",
            fetch_job_polling_interval=POLL_SECONDS,
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=STALLED_SECONDS,
            **options,
        )
