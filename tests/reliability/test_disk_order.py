"""T-C14, the order as the program walks it: file, name, folder, commit, and only then the answer.

That the kernel and the database do what these steps ask is read from strace's record by the long
form (`disk_order`), whose reader is tried here on records of a right and of a wrong order.
"""

import os
import uuid
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from audit.infra import failpoints, store_folder
from audit.infra.db import db
from tests.reliability.disk_order import read_record
from tests.world import World, announce, jpeg

TENANT = "aa"
RIGHT = (
    'recvfrom(5, "PUT /api/v1/field/evidence/1/verify',
    "fsync(7</store/.incoming/tmp1>) = 0",
    'link("/store/.incoming/tmp1", "/store/aa/hash") = 0',
    "fsync(7</store/aa>) = 0",
    "fdatasync(4</pg/pg_wal/0001>) = 0",
    'sendto(5, "HTTP/1.1 200 OK',
)


def test_tc14_a_receipt_is_the_last_thing_that_happens(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    walked: list[str] = []
    fsync, link = os.fsync, os.link

    def synced(descriptor: int) -> None:
        fsync(descriptor)
        walked.append("fsync " + Path(f"/proc/self/fd/{descriptor}").readlink().parent.name)

    def named(*where: Any) -> None:
        link(*where)
        walked.append("link")

    data, photo, visit_id = jpeg(), uuid.uuid4(), world.plan()
    where = f"/api/v1/field/evidence/{photo}"
    told = world.call("visitor", "PUT", where, announce(visit_id, "R1", data)).json
    world.upload(told["upload"], data)
    monkeypatch.setattr(store_folder.os, "fsync", synced)
    monkeypatch.setattr(store_folder.os, "link", named)
    monkeypatch.setattr(failpoints, "_act", walked.append)
    sa.event.listen(db.engine, "commit", committed := lambda _link: walked.append("commit"))

    with failpoints.armed("reply.before=sleep:0 commit.after=sleep:0"):
        world.call("visitor", "POST", f"{where}/verify")
    sa.event.remove(db.engine, "commit", committed)

    steps = walked[walked.index("fsync .incoming") :]
    folders = {"fsync " + world.outside.store._root.name}
    steps = [step for step in steps if step not in folders or step == steps[-1]]
    assert walked[-3:] == ["commit", "commit.after", "reply.before"]
    assert steps.index("fsync .incoming") < steps.index("link") < steps.index("commit")


@pytest.mark.parametrize("lost", range(1, 5))
def test_tc14_the_reader_of_the_record_sees_what_is_missing(lost: int) -> None:
    right = [(float(n), call) for n, call in enumerate(RIGHT)]
    late = [step for n, step in enumerate(right) if n != lost]

    assert read_record(right, TENANT) == []
    # without its name a file is no photo, and nothing more is asked of it
    assert bool(read_record(late, TENANT)) == (lost != 2)


def test_tc14_a_receipt_before_the_database_is_a_fault() -> None:
    order = (*RIGHT[:4], RIGHT[5], RIGHT[4])

    assert read_record([(float(n), call) for n, call in enumerate(order)], TENANT)
