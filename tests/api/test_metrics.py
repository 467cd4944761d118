"""What the program counts of itself, who may read it, and whether it is ready."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from audit.evidence.sandbox import Sandbox
from audit.infra.config import Config, SettingError
from audit.infra.readiness import Readiness
from audit.problems import Problem
from tests.api.conftest import Program
from tests.conftest import ROOT
from tests.world import World, jpeg

TOKEN = "metrics-token-of-sixteen"


def samples(text: str) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def read(world: World) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    return samples(world.call(None, "GET", "/metrics").text)


def test_requests_are_counted_by_rule_and_status_with_their_time(world: World) -> None:
    labels = {"method": "GET", "rule": "/api/v1/desk/visits/<uuid:visit_id>", "status": "404"}
    key = ("audit_requests_total", tuple(sorted(labels.items())))
    before = read(world).get(key, 0)

    world.call("planner", "GET", f"/api/v1/desk/visits/{world.tenant_id}")

    after = read(world)
    assert after[key] == before + 1
    assert any(name == "audit_request_seconds_bucket" for name, _ in after)
    refusals = [labels for name, labels in after if name == "audit_refusals_total"]
    assert (("code", "visit.unknown"),) in refusals


def test_what_a_caller_writes_never_becomes_a_label(world: World) -> None:
    for path in ("/Ann-13800138000", "/api/v1/desk/visits/Ann-13800138000"):
        world.call("planner", "ANN", path)
        world.call("planner", "GET", path)

    told = world.call(None, "GET", "/metrics").text

    assert "Ann" not in told
    assert "ANN" not in told
    assert str(world.tenant_id) not in told


def test_the_queue_and_the_pool_are_told_as_they_are(world: World) -> None:
    world.published()

    found = read(world)

    assert found["audit_jobs", (("status", "todo"),)] > 0
    assert found["audit_oldest_job_seconds", ()] >= 0
    assert found["audit_pool_size", ()] == world.outside.config.pool_size
    assert found["audit_pool_in_use", ()] >= 0


def test_calls_of_the_sandbox_are_counted_by_their_outcome(world: World) -> None:
    sandbox = Sandbox()
    try:
        sandbox.examine(jpeg(1))
        sandbox.examine(b"no photo")
    finally:
        sandbox.close()

    found = read(world)

    work = ("work", "audit.evidence.imaging:handle")
    for outcome in ("done", "refused"):
        assert found["audit_child_seconds_count", (("outcome", outcome), work)] >= 1


@pytest.mark.parametrize(
    ("headers", "address", "status"),
    [
        ({}, "127.0.0.1", 200),
        ({}, "::1", 200),
        ({}, "10.0.0.7", 404),
        ({"X-Forwarded-For": "10.0.0.7"}, "127.0.0.1", 404),
        ({"Forwarded": "for=10.0.0.7"}, "127.0.0.1", 404),
    ],
)
def test_without_a_token_only_this_machine_reads(
    world: World, headers: dict[str, str], address: str, status: int
) -> None:
    environ = {"REMOTE_ADDR": address}

    answer = world.app.test_client().get("/metrics", headers=headers, environ_base=environ)

    assert answer.status_code == status


def test_with_a_token_whoever_shows_it_reads_and_nobody_else(program: Program) -> None:
    client = program(metrics_token=TOKEN).test_client()
    shown = [{"Authorization": f"Bearer {each}"} for each in (TOKEN, TOKEN + "x", "")]

    statuses = [client.get("/metrics", headers=each).status_code for each in [*shown, {}]]

    assert statuses == [200, 404, 404, 404]


def test_a_token_that_could_be_guessed_stops_the_start() -> None:
    env = {"DATABASE_URL": "x", "STORE_URL": "x", "SECRET_KEY": "00" * 32, "RECEIPT_KEY": "00" * 32}

    with pytest.raises(SettingError, match="METRICS_TOKEN"):
        Config.from_env(env | {"METRICS_TOKEN": "short"})


COUNT = """
from audit.infra.metrics import QueueState, count_pool, count_request, exposition
count_request("GET", "/x", 200, 0.1)
count_pool(1, 8)
print(exposition(QueueState({"todo": 7}, 1.0), together=True).decode())
"""


def test_all_processes_of_a_machine_count_together(tmp_path: Path) -> None:
    env = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    command = [sys.executable, "-c", COUNT]

    told = [
        subprocess.run(command, env=env, cwd=ROOT, check=True, capture_output=True, text=True)
        for _ in range(2)
    ]

    found = samples(told[-1].stdout)
    labels = (("method", "GET"), ("rule", "/x"), ("status", "200"))
    assert found["audit_requests_total", labels] == 2
    assert found["audit_pool_size", ()] == 8
    assert found["audit_jobs", (("status", "todo"),)] == 7


class Stuck:
    """A store that answers when it is let go, or refuses."""

    def __init__(self) -> None:
        self.go, self.asked = threading.Event(), 0
        self.problem: Problem | None = None

    def exists(self, _key: str) -> int | None:
        self.asked += 1
        self.go.wait(30)
        if self.problem:
            raise self.problem
        return None


def test_ready_says_what_it_does_without(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Readiness, "degraded", lambda _self: ["store"])

    answer = world.call(None, "GET", "/health/ready")

    assert (answer.status_code, answer.json) == (200, {"status": "degraded", "degraded": ["store"]})


@pytest.mark.usefixtures("world")
def test_a_store_that_hangs_is_asked_once_and_said_within_seconds() -> None:
    store: Any = Stuck()
    readiness, began = Readiness(store), time.monotonic()

    told = [readiness.degraded() for _ in range(2)]
    elapsed = time.monotonic() - began
    store.go.set()

    assert all("store" in each for each in told)
    assert (store.asked, elapsed < 10) == (1, True)
    assert "store" not in readiness.degraded()


@pytest.mark.usefixtures("world")
def test_a_store_that_refuses_is_degraded_and_asked_again() -> None:
    store: Any = Stuck()
    store.go.set()
    store.problem = Problem("store.unavailable")
    readiness = Readiness(store)

    first = readiness.degraded()
    store.problem = None

    assert "store" in first
    assert "store" not in readiness.degraded()
