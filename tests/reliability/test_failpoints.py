"""Failpoints: each is named once, reached by ordinary work, and does what it was asked to."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from audit.evidence import sandbox
from audit.infra import failpoints
from audit.infra.db import db
from audit.infra.store import open_store
from audit.jobs import worker
from audit.reports.press import Press
from tests.house import PROGRAM, calls, name, text_at
from tests.serving import ROOT
from tests.stores import s3_url
from tests.world import World

__all__ = ["s3_url"]


@pytest.fixture
def reached(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    """The places reached meanwhile; every place is armed with an action that does nothing."""
    seen: set[str] = set()
    monkeypatch.setattr(failpoints, "_act", seen.add)
    with failpoints.armed(" ".join(f"{point}=sleep:0" for point in failpoints.POINTS)):
        yield seen


def placed() -> list[tuple[str, str | None]]:
    """File and name of every place in the program."""
    return [
        (name(path), text_at(call, 0))
        for path in PROGRAM
        for called, call in calls(path)
        if called == "reach"
    ]


def test_every_place_is_listed_once_and_every_listed_place_exists() -> None:
    names = [point for _, point in placed()]

    assert None not in names, "write the name as a literal, so that it can be found"
    assert sorted(set(names)) == sorted(failpoints.POINTS)
    assert len(names) == len(set(names))


def test_rel_22_ordinary_work_reaches_every_place_but_those_of_s3(
    world: World, press: Press, reached: set[str]
) -> None:
    sandbox.close()  # so that a child must be started
    visit_id = world.plan()
    world.published()
    world.work_off(press)
    world.submit(visit_id, world.body(), same := world.wave_id)
    world.submit(visit_id, world.callback(), same)
    with db.engine.begin() as link:
        link.exec_driver_sql("DELETE FROM queue.procrastinate_jobs")
    world.submitted()
    worker.run(world.app, world.outside, wait=False, install_signal_handlers=False)

    missed = {point for point in failpoints.POINTS if not point.startswith("store.s3")} - reached

    assert missed == set()


def test_rel_22_a_bucket_reaches_the_places_of_s3(s3_url: str, reached: set[str]) -> None:
    store = open_store(s3_url, signing_key=b"k" * 32, public_url="http://unused")
    digest = "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b"

    store.write_once("failpoints/1", b"1", "text/plain", digest)
    store.read("failpoints/1", 10)

    assert reached == {point for point in failpoints.POINTS if point.startswith("store.s3")}


def test_without_the_variable_nothing_is_armed_and_a_place_costs_nothing() -> None:
    began = time.perf_counter()
    for _ in range(100_000):
        failpoints.reach("commit.after")
    seconds = time.perf_counter() - began

    assert failpoints._armed == {}
    assert seconds < 0.2  # two microseconds each; a request passes ten of them


@pytest.mark.parametrize("text", ["commit.later=exit", "commit.after=explode", "commit.after"])
def test_a_misspelt_place_or_action_stops_the_start(text: str) -> None:
    with pytest.raises(ValueError, match="no such failpoint"):
        failpoints.parse(text)


def test_the_actions_do_what_they_say() -> None:
    with failpoints.armed("commit.before=raise commit.after=enospc@2"):
        with pytest.raises(RuntimeError, match="failpoint"):
            failpoints.reach("commit.before")
        failpoints.reach("commit.after")
        with pytest.raises(OSError, match="No space left"):
            failpoints.reach("commit.after")
        failpoints.reach("commit.after")

    failpoints.reach("commit.before")  # no longer armed


def test_exit_ends_the_process_as_kill_9_does() -> None:
    program = "from audit.infra.failpoints import reach; reach('job.done'); print('alive')"
    env = os.environ | {"FAILPOINTS": "job.done=exit"}

    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=env, capture_output=True, check=False
    )

    assert run.returncode == -signal.SIGKILL
    assert run.stdout == b""
    assert b"armed: job.done" in run.stderr


def test_a_request_that_fails_at_the_reply_is_committed_and_answered_the_same_again(
    world: World,
) -> None:
    visit_id, submission = world.plan(), world.tenant_id
    body = world.body(photo := (world.wave_id, b"declared"))
    with failpoints.armed("reply.before=raise@1"):
        lost = world.submit(visit_id, body, submission)

    again = world.submit(visit_id, body, submission)

    assert (lost.status_code, again.status_code) == (500, 200)
    assert (
        again.json["receipt"]["seq"]
        == world.submit(visit_id, body, submission).json["receipt"]["seq"]
    )
    assert again.json["waiting_for"]["evidence"] == [str(photo[0])]
