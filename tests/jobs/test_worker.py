"""The worker as it runs: what was queued is done, once; what cannot be done is said."""

import asyncio
import io
import logging
import subprocess
import sys
import uuid
from collections.abc import Callable
from types import MappingProxyType, SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa

from audit.infra.db import db, unit_of_work
from audit.jobs import handlers, worker
from audit.jobs.handlers import HANDLERS, Workshop
from audit.problems import Problem
from audit.reports import service as reports
from audit.reports.press import Press
from tests.counting import ask, jobs, rows
from tests.serving import ROOT, environment, together
from tests.world import World, content, jpeg

DRAIN = ("-m", "flask", "--app", "wsgi", "audit", "worker", "--drain")


@pytest.fixture
def empty_queue(app) -> None:
    """No job of another test is left: a real worker takes whatever there is."""
    with app.app_context():
        queue("DELETE FROM queue.procrastinate_jobs")


def queue(sql: str, *values: Any) -> None:
    """A statement on the queue, which has no tenants."""
    with db.engine.begin() as link:
        link.exec_driver_sql(sql, values or None)


def run_due(world: World) -> None:
    """One round of the real worker in this process, as if every pause were over."""
    queue("UPDATE queue.procrastinate_jobs SET scheduled_at = NULL WHERE attempts > 0")
    worker.run(world.app, world.outside, wait=False, install_signal_handlers=False)


def report_of(world: World, edition: str) -> list[tuple[str, str | None]]:
    """State and failure of every report of an edition."""
    found = ask(world, "SELECT state, failure FROM report WHERE edition = :e", e=edition)
    return [(state, failure) for state, failure in found]


@pytest.mark.usefixtures("empty_queue")
def test_a_worker_of_its_own_works_off_what_a_visit_queued(world: World) -> None:
    world.published()

    run = subprocess.run(
        [sys.executable, *DRAIN], cwd=ROOT, env=environment(world.app), capture_output=True,
        text=True, timeout=120, check=False,
    )  # fmt: skip

    assert run.returncode == 0, run.stderr
    assert set(jobs(world)) == {"visit.deadline", "visit.sweep"}
    assert report_of(world, "quality") == report_of(world, "dealer") == [("ready", None)] * 2
    assert len(ask(world, "SELECT kind FROM copy")) == 3


@pytest.mark.usefixtures("empty_queue")
def test_td19_what_an_exception_quotes_is_not_printed_when_a_job_fails_for_good(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = logging.StreamHandler(io.StringIO())  # stands where lastResort would print
    monkeypatch.setattr(logging.getLogger(), "handlers", [printed])

    def fail(_workshop: Workshop, _subject: uuid.UUID) -> None:
        raise ValueError("13800001111 was refused")

    world.submitted()
    monkeypatch.setattr(worker, "HANDLERS", HANDLERS | {"report.requested": (fail,)})

    for _ in range(worker.TRIES):
        run_due(world)

    assert report_of(world, "quality")[0] == ("failed", "internal")
    assert "13800001111" not in printed.stream.getvalue()


@pytest.mark.usefixtures("empty_queue")
def test_what_fails_is_tried_again_and_its_last_try_leaves_the_reason(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def fail(_workshop: Workshop, subject: uuid.UUID) -> None:
        tried.append(subject)
        raise Problem("store.unavailable")

    visit_id = world.submitted()
    monkeypatch.setattr(worker, "HANDLERS", HANDLERS | {"report.requested": (fail,)})

    seen = []
    for _ in range(worker.TRIES + 2):
        run_due(world)
        seen.append((len(tried) // 2, report_of(world, "quality")[0]))

    waiting, failed = ("requested", None), ("failed", "store.unavailable")
    assert seen == [(1, waiting), (2, waiting), (3, waiting), (4, waiting), *[(5, failed)] * 3]
    verbs = ask(world, "SELECT verb FROM event_log WHERE verb = 'report.failed'")
    assert len(verbs) == 2
    path = f"/api/v1/desk/visits/{visit_id}/reports"
    (first, _) = world.call("quality_manager", "GET", path).json["items"]
    said = world.call("quality_manager", "GET", f"{path}/{first['id']}/file")
    assert (said.json["code"], "store.unavailable" in said.json["detail"]) == (
        "report.failed",
        True,
    )


@pytest.mark.usefixtures("empty_queue")
def test_a_job_whose_worker_died_is_taken_up_and_buried_after_its_last_try(
    world: World, press: Press
) -> None:
    visit_id = world.submitted()
    with unit_of_work(world.tenant_id):
        reports.order_quality(visit_id)
    program = worker.build(world.app, world.outside, press)
    queue(
        "UPDATE queue.procrastinate_jobs SET status = 'doing' WHERE task_name LIKE '%%.requested'"
    )

    async def rescue() -> None:
        async with program.open_async():
            await program.tasks["rescue"].func(SimpleNamespace(app=program), 0)

    asyncio.run(rescue())
    taken_up = statuses(world)
    queue(
        "UPDATE queue.procrastinate_jobs SET status = 'doing', attempts = %s"
        " WHERE task_name LIKE '%%.requested'",
        worker.TRIES - 1,
    )
    asyncio.run(rescue())

    assert taken_up == [("todo", 1)] * 2
    assert {status for status, _ in statuses(world)} == {"failed"}
    assert report_of(world, "quality") == [("failed", "internal")] * 2


def statuses(world: World) -> list[tuple[str, int]]:
    """Status and earlier tries of the printing jobs."""
    sql = (
        "SELECT status, attempts FROM queue.procrastinate_jobs WHERE task_name = 'report.requested'"
    )
    return [(status, attempts) for status, attempts in ask(world, sql)]


def waiting_visit(world: World) -> uuid.UUID:
    """A visit that waits for its callback, with one photo verified and one only uploaded."""
    visit_id, data, other = world.plan(), jpeg(), jpeg()
    body = world.body((world.photo(visit_id, "R1", data), data))
    uploaded = uuid.uuid4()
    told = {"visit": str(visit_id), "item": "R1"} | content(other)
    said = world.call("visitor", "PUT", f"/api/v1/field/evidence/{uploaded}", told)
    world.upload(said.json["upload"], other)
    body["evidence"].append({"id": str(uploaded), "item": "R1"} | content(other))
    body["answers"]["R1"]["photos"].append(str(uploaded))
    assert world.submit(visit_id, body).status_code == 200
    return visit_id


def photo_of(world: World) -> uuid.UUID:
    waiting_visit(world)
    return ask(world, "SELECT id FROM evidence WHERE state = 'verified'")[0].id


def publication_of(world: World) -> uuid.UUID:
    world.published()
    return ask(world, "SELECT id FROM publication")[0].id


def order_of(world: World) -> uuid.UUID:
    visit_id = world.submitted()
    with unit_of_work(world.tenant_id):
        reports.order_quality(visit_id, ["en"])
    return ask(world, "SELECT id FROM report")[0].id


SUBJECTS: dict[Any, Callable[[World], uuid.UUID]] = {
    handlers.copy_photo: photo_of,
    handlers.order_quality_edition: World.submitted,
    handlers.order_dealer_edition: publication_of,
    handlers.print_report: order_of,
    handlers.sweep_visit: waiting_visit,
    handlers.end_waiting: waiting_visit,
    handlers.end_overdue: waiting_visit,
}
# each run writes another message, with which the one before is dead: tests/people/
WRITERS = {handlers.send_invitation, handlers.send_reset_link, handlers.send_reset_code}
# each run is the next step, and the last of them ends it: tests/visits/test_rescoring_steps.py
STEPPERS = {handlers.rescore}
IDLE = {handlers.end_overdue}  # its deadline lies ahead; tests/visits/test_parts.py lets it pass


@pytest.mark.parametrize("handler", SUBJECTS, ids=lambda handler: handler.__name__)
def test_every_handler_run_twice_does_its_work_once(world: World, press: Press, handler) -> None:
    subject, workshop = SUBJECTS[handler](world), Workshop.of(world.outside, press)
    before, seen = everything(world), []

    for _ in range(2):
        with unit_of_work(world.tenant_id):
            handler(workshop, subject)
        seen.append(everything(world))

    assert seen[0] == seen[1]
    assert (seen[0] == before) == (handler in IDLE)


def everything(world: World) -> tuple[Any, ...]:
    """What a handler may leave behind: rows, jobs, copies, states."""
    copies = ask(world, "SELECT sha256 FROM copy ORDER BY 1")
    states = ask(world, "SELECT id, state FROM visit UNION SELECT id, state FROM report ORDER BY 1")
    return rows(world), jobs(world), copies, states


def test_the_list_above_names_every_handler() -> None:
    at_work = {handler for each in HANDLERS.values() for handler in each}

    assert at_work == set(SUBJECTS) | WRITERS | STEPPERS
    assert isinstance(HANDLERS, MappingProxyType)


def test_two_printers_at_once_make_one_file_and_say_so_once(world: World, press: Press) -> None:
    report_id, second = order_of(world), Press()

    def print_with(one: Press) -> Callable[[], None]:
        def work() -> None:
            with world.app.app_context():
                worker.run_verb(
                    Workshop.of(world.outside, one),
                    "report.requested",
                    world.tenant_id,
                    report_id,
                )

        return work

    together([print_with(press), print_with(second)])
    second.close()

    assert [row[0] for row in report_of(world, "quality")] == ["ready"]
    assert len(ask(world, "SELECT seq FROM event_log WHERE verb = 'report.ready'")) == 1


def test_a_missing_copy_aborts_the_report_and_its_last_words_say_so(
    world: World, press: Press
) -> None:
    publication = publication_of(world)
    (row,) = ask(world, "SELECT sha256 FROM copy WHERE kind = 'print'")
    world.outside.store.delete(f"{world.tenant_id}/{row.sha256}")
    with unit_of_work(world.tenant_id):
        reports.order_dealer(publication, ["zh-CN"])
    (report,) = ask(world, "SELECT id FROM report WHERE edition = 'dealer'")
    workshop = Workshop.of(world.outside, press)

    with pytest.raises(Problem) as refusal:
        worker.run_verb(workshop, "report.requested", world.tenant_id, report.id)
    worker.say_last_words("report.requested", world.tenant_id, report.id, refusal.value.code)

    assert refusal.value.code == "evidence.lost"
    assert report_of(world, "dealer") == [("failed", "evidence.lost")]
    assert rows(world)["report"] == 1


def test_what_a_dealer_waits_for_is_taken_before_everything_else(world: World) -> None:
    visit_id = world.submitted()
    world.act("reviewer", visit_id, "approve")
    world.act("publisher", visit_id, "publish")

    with unit_of_work(world.tenant_id):
        rows = db.session.execute(
            sa.text(
                "SELECT task_name, priority FROM queue.procrastinate_jobs"
                " WHERE args ->> 'tenant' = :tenant"
            ),
            {"tenant": str(world.tenant_id)},
        ).all()

    priorities = dict(sorted((row.task_name, row.priority) for row in rows))
    assert priorities["visit.published"] > max(
        priority for task, priority in priorities.items() if task != "visit.published"
    )
