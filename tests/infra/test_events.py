"""The event log: whole after use, never forked, and no tampering that stays unseen (rel 4.10)."""

import json
import threading
import uuid

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from psycopg import errors

from audit.infra.db import db, unit_of_work
from audit.infra.events import EventRow, append, broken_at, link, record, verify_log
from audit.people.models import Tenant
from tests.infra.filled import as_owner, as_tenant, connect
from tests.world import World

FORGED = json.dumps({"verb": "visit.approved", "subject": "forged"})


@pytest.fixture
def used(world: World) -> World:
    """A tenant in which a visit was made; its receipts hold on to their log rows by foreign key."""
    world.submitted()
    return world


def verified(world: World) -> tuple[int, int | None]:
    with unit_of_work(world.tenant_id):
        return verify_log()


def code_of(world: World) -> str:
    with unit_of_work(world.tenant_id):
        return db.session.get_one(Tenant, world.tenant_id).code


def run(app: Flask, code: str) -> tuple[int, str]:
    runner: FlaskCliRunner = app.test_cli_runner()
    result = runner.invoke(args=["audit", "verify-log", "--tenant", code])
    return result.exit_code, result.output


def test_the_chain_is_whole_after_use(used: World) -> None:
    rows, broken = verified(used)

    answer = used.call("tenant_admin", "GET", "/api/v1/desk/log?limit=500").json["items"]

    assert broken is None
    assert [row["seq"] for row in answer] == list(range(1, rows + 1))


def test_a_row_is_canonical_and_names_nobody(used: World) -> None:
    answer = used.call("tenant_admin", "GET", "/api/v1/desk/log?limit=500").json["items"]

    for row in answer:
        body = json.loads(row["body"])
        assert row["body"] == json.dumps(body, sort_keys=True, separators=(",", ":"))
        assert body["at"].endswith("Z")
        assert body["actor"].split(":")[0] in {"person", "visitor", "system"}
        assert "@example.com" not in row["body"]


def test_what_is_rolled_back_was_never_logged(used: World) -> None:
    before = verified(used)

    with pytest.raises(ZeroDivisionError):
        log_and_fail(used)

    assert verified(used) == before


def log_and_fail(world: World) -> None:
    with unit_of_work(world.tenant_id):
        record("system", "something.happened", uuid.uuid4())
        append("system", "something.happened", uuid.uuid4())
        raise ZeroDivisionError


def test_sixteen_writers_make_one_chain(used: World) -> None:
    start, failures = threading.Barrier(16), []
    before, _ = verified(used)

    def write(number: int) -> None:
        start.wait()
        with used.app.app_context():
            for _ in range(25):
                try:
                    with unit_of_work(used.tenant_id):
                        record(f"system{number}", "something.happened", uuid.uuid4())
                except Exception as error:  # noqa: BLE001 -- counted below
                    failures.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert verified(used) == (before + 16 * 25, None)


BODY = "UPDATE event_log SET body = replace(body, '{\"', '{ \"') WHERE tenant_id = %s AND seq = 4"
HASH = "UPDATE event_log SET hash = sha256(hash) WHERE tenant_id = %s AND seq = 4"
PREV = "UPDATE event_log SET prev = sha256(prev) WHERE tenant_id = %s AND seq = 4"
SWAP = """UPDATE event_log e SET body = o.body FROM event_log o WHERE e.tenant_id = %s
  AND o.tenant_id = e.tenant_id AND (e.seq, o.seq) IN ((4, 5), (5, 4))"""
TAMPERINGS = {
    "body changed": (BODY, 4),
    "hash changed": (HASH, 4),
    "prev changed": (PREV, 4),
    "first changed": (BODY.replace("seq = 4", "seq = 1"), 1),
    "middle removed": ("DELETE FROM event_log WHERE tenant_id = %s AND seq = 4", 4),
    "head removed": ("DELETE FROM event_log WHERE tenant_id = %s AND seq = 1", 1),
    "emptied": ("DELETE FROM event_log WHERE tenant_id = %s", 1),
    "two swapped": (SWAP, 4),
    "renumbered": ("UPDATE event_log SET seq = seq + 1000 WHERE tenant_id = %s AND seq > 3", 4),
    "head forged": ("UPDATE tenant SET event_head = sha256(event_head) WHERE id = %s", None),
    "head set back": ("UPDATE tenant SET event_seq = event_seq - 1 WHERE id = %s", None),
}  # fmt: skip


@pytest.mark.parametrize("kind", TAMPERINGS)
def test_every_kind_of_tampering_is_found(world: World, kind: str) -> None:
    statement, place = TAMPERINGS[kind]

    as_owner(statement, world.tenant_id)
    rows, broken = verified(world)

    assert broken == (place or rows + (kind == "head forged") + 2 * (kind == "head set back"))


def test_a_tail_cut_off_is_found(used: World) -> None:
    rows, _ = verified(used)
    with unit_of_work(used.tenant_id):
        record("system", "something.happened", uuid.uuid4())

    as_owner("DELETE FROM event_log WHERE tenant_id = %s AND seq > %s", used.tenant_id, rows)

    assert verified(used) == (rows + 1, rows + 1)


def test_a_forged_row_appended_by_hand_is_found(used: World) -> None:
    with unit_of_work(used.tenant_id):
        head = db.session.query(EventRow).order_by(EventRow.seq.desc()).first()
        assert head is not None

    # as the program's own role: it may insert, but not move the chain's head unseen
    with connect() as app_link:
        as_tenant(app_link, used.tenant_id)
        forged = link(head.hash, head.seq + 1, FORGED)
        app_link.execute(
            "INSERT INTO event_log (tenant_id, seq, prev, hash, body) VALUES (%s, %s, %s, %s, %s)",
            (used.tenant_id, head.seq + 1, head.hash, forged, FORGED),
        )

    assert verified(used) == (head.seq, head.seq + 2)


def test_a_row_put_in_between_cannot_fork_the_chain(used: World) -> None:
    with connect() as app_link:
        as_tenant(app_link, used.tenant_id)
        with pytest.raises(errors.UniqueViolation) as refused:
            app_link.execute(
                "INSERT INTO event_log (tenant_id, seq, prev, hash, body)"
                " SELECT tenant_id, 5000, prev, sha256(prev), %s FROM event_log WHERE seq = 3",
                (FORGED,),
            )

    assert refused.value.diag.constraint_name == "event_log_no_fork"


def test_a_chain_rewritten_from_the_middle_is_found_against_its_head() -> None:
    rows, prev = [], b""
    for seq in range(1, 8):
        body = f'{{"n":{seq}}}' if seq != 4 else '{"n":"forged"}'
        rows.append(EventRow(seq=seq, prev=prev, body=body, hash=link(prev, seq, body)))
        prev = rows[-1].hash

    assert broken_at(rows, 7, prev) is None
    assert broken_at(rows, 7, b"as anchored before") == 8
    assert broken_at([], 0, b"") is None


def test_verify_log_says_whole_with_status_0(app: Flask, used: World) -> None:
    rows, _ = verified(used)

    status, said = run(app, code_of(used))

    assert (status, f"{rows} rows, whole" in said) == (0, True)


def test_verify_log_names_the_broken_row_with_status_1(app: Flask, used: World) -> None:
    as_owner(BODY, used.tenant_id)

    status, said = run(app, code_of(used))

    assert status == 1
    assert "broken at seq 4" in said


def test_verify_log_of_an_unknown_tenant_ends_with_status_1(app: Flask, used: World) -> None:
    status, said = run(app, f"{code_of(used)}x")

    assert status == 1
    assert "There is no tenant" in said
