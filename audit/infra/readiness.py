"""Whether the program can do its work now, and what it does without while it cannot (rel 4.21).

Promise: an answer comes within seconds whatever hangs. Without the database there is none (the
caller lets its error through: 503); without the store, or with a queue that nobody works off,
submissions are still taken and receipted, so that is degraded and said by name.
"""

from concurrent.futures import Future, ThreadPoolExecutor

import sqlalchemy as sa

from audit.infra.db import before_any_tenant
from audit.infra.metrics import queue_state
from audit.infra.store import Store
from audit.problems import Problem

STORE_SECONDS = 2.0
LATE_SECONDS = 600.0  # a job due for longer than this: no worker runs, or too few

_asker = ThreadPoolExecutor(1, "readiness")


class Readiness:
    """Asks database, queue and store; one question to a store that hangs, not one a request."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._asked: Future[int | None] | None = None

    def degraded(self) -> list[str]:
        """What is out of order: `store`, `worker`. Raises what the database raises."""
        with before_any_tenant() as link:
            link.execute(sa.text("SELECT 1 FROM event_log LIMIT 0"))
            late = queue_state(link).oldest_seconds > LATE_SECONDS
        return (["worker"] if late else []) + ([] if self._store_answers() else ["store"])

    def _store_answers(self) -> bool:
        if self._asked is None:
            self._asked = _asker.submit(self._store.exists, "ready")
        try:
            self._asked.result(STORE_SECONDS)
        except TimeoutError:  # the built-in one since Python 3.11
            return False  # the same question goes on; the next caller waits for it too
        except Problem:
            self._asked = None
            return False
        self._asked = None
        return True
