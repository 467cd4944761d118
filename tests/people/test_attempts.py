"""Counting at the same time: attempts wait for each other and never in a circle."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from audit.infra.clock import now
from tests.infra.filled import connect

HOUR = timedelta(hours=1)


def take_sql(link: psycopg.Connection[Any], key: bytes, ago: timedelta = timedelta()) -> None:
    """What `take` does, in a transaction that stays open."""
    link.execute("SELECT take_attempts(ARRAY[%s], ARRAY[60], ARRAY[3], %s)", (key, now() - ago))


def give_back_sql(link: psycopg.Connection[Any], *keys: bytes) -> None:
    """What `give_back` does."""
    link.execute("SELECT give_back_attempts(%s, ARRAY[60, 60])", (list(keys),))


@pytest.mark.parametrize("other", ["sweeps", "gives back"])
@pytest.mark.usefixtures("world")
def test_who_counts_waits_for_others_and_never_in_a_circle(other: str) -> None:
    low, high = b"a" * 16, b"b" * 16

    def come(link: psycopg.Connection[Any]) -> None:
        if other == "sweeps":
            take_sql(link, low)
        else:
            give_back_sql(link, high, low)
        link.commit()

    with connect() as first, connect() as second, ThreadPoolExecutor(1) as pool:
        take_sql(second, low)
        second.commit()
        take_sql(first, low)  # half of a try in two buckets, lowest first
        take_sql(second, high, HOUR if other == "sweeps" else timedelta())
        second.commit()
        waiting = pool.submit(come, second)
        time.sleep(0.3)
        try:
            take_sql(first, high)  # the other half
        finally:
            first.commit()
        waiting.result(10)
