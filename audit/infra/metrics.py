"""What the program counts of itself, in Prometheus' format.

Promise: labels are route rules, statuses, codes and kinds of work, all from our own lists: no name,
id or address of anybody can become one (T-D19), and their number is bounded.

With PROMETHEUS_MULTIPROC_DIR set (the client library's own setting) all processes of one machine,
web and worker, count together; without it, each for itself. The queue is read when somebody asks.
"""

from collections.abc import Iterator
from typing import NamedTuple

import sqlalchemy as sa
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

TYPE = "text/plain; version=0.0.4; charset=utf-8"
_OWN = CollectorRegistry()
REQUESTS = Counter(
    "audit_requests", "Requests answered.", ("method", "rule", "status"), registry=_OWN
)
REQUEST_SECONDS = Histogram(
    "audit_request_seconds",
    "Time from arrival to answer.",
    ("method", "rule"),
    registry=_OWN,
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
REFUSALS = Counter("audit_refusals", "Refusals by code of the catalogue.", ("code",), registry=_OWN)
CHILD_SECONDS = Histogram(
    "audit_child_seconds",
    "Calls of press and sandbox, by outcome: done, refused, timeout, died, raised.",
    ("work", "outcome"),
    registry=_OWN,
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
)
POOL_IN_USE = Gauge(
    "audit_pool_in_use",
    "Database connections in use when the last request ended.",
    registry=_OWN,
    multiprocess_mode="mostrecent",
)
POOL_SIZE = Gauge(
    "audit_pool_size",
    "Database connections there may be.",
    registry=_OWN,
    multiprocess_mode="mostrecent",
)
METHODS = frozenset({"GET", "PUT", "POST", "DELETE", "HEAD", "OPTIONS", "PATCH"})
QUEUE = sa.text("""
SELECT status::text, count(*) FROM queue.procrastinate_jobs
 WHERE status IN ('todo', 'doing', 'failed') GROUP BY status
""")
OLDEST = sa.text("""
SELECT coalesce(extract(epoch FROM now() - min(greatest(j.scheduled_at, e.at))), 0)
  FROM queue.procrastinate_jobs j
  JOIN LATERAL (SELECT max(at) AS at FROM queue.procrastinate_events
                 WHERE job_id = j.id AND type IN ('deferred', 'deferred_for_retry')) e ON true
 WHERE j.status = 'todo' AND coalesce(j.scheduled_at, now()) <= now()
""")


class QueueState(NamedTuple):
    """How many jobs there are by status, and for how long the oldest that is due has waited."""

    jobs: dict[str, int]
    oldest_seconds: float


def queue_state(link: sa.Connection) -> QueueState:
    """The queue as it is now, of all tenants."""
    jobs = {"todo": 0, "doing": 0, "failed": 0}
    jobs |= {row[0]: row[1] for row in link.execute(QUEUE)}
    return QueueState(jobs, float(link.execute(OLDEST).scalar_one()))


def count_request(method: str, rule: str, status: int, seconds: float) -> None:
    """One request answered; `rule` is the route's pattern, empty where there is none."""
    known = method if method in METHODS else "other"
    REQUESTS.labels(known, rule or "none", str(status)).inc()
    REQUEST_SECONDS.labels(known, rule or "none").observe(seconds)


def count_pool(in_use: int, size: int) -> None:
    """The database connections of this process, now."""
    POOL_IN_USE.set(in_use)
    POOL_SIZE.set(size)


class _Queue:
    """The queue as a collector of the client library wants it."""

    def __init__(self, state: QueueState) -> None:
        self._state = state

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Jobs by status, and the age of the oldest that is due."""
        jobs = GaugeMetricFamily("audit_jobs", "Jobs in the queue.", labels=["status"])
        for status, number in self._state.jobs.items():
            jobs.add_metric([status], number)
        yield jobs
        age = "Seconds that the oldest due job has waited."
        yield GaugeMetricFamily("audit_oldest_job_seconds", age, value=self._state.oldest_seconds)


def exposition(state: QueueState, *, together: bool) -> bytes:
    """Everything counted so far; `together` is over all processes of this machine."""
    shown, asked = _OWN, CollectorRegistry()
    if together:
        shown = CollectorRegistry()
        MultiProcessCollector(shown)  # type: ignore[no-untyped-call] # the library's gap
    asked.register(_Queue(state))
    return generate_latest(shown) + generate_latest(asked)
