"""`flask audit doctor`: what is right is ok, each thing that is wrong is refused by its name."""

import dataclasses
import datetime as dt
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from audit.doctor import database, machine
from audit.doctor.findings import Finding
from audit.infra import failpoints
from audit.infra.config import Config
from audit.infra.store import open_store
from audit.infra.store_folder import FolderStore
from audit.problems import Problem

# a throw-away server does not wait for its disk, and nobody works beside a test
OF_THE_TEST = {"durability", "workers", "failed jobs"}
KEYS = {"secret_key": bytes(range(32)), "receipt_key": bytes(range(32, 64))}


def levels(found: Iterable[Finding]) -> dict[str, str]:
    return {finding.name: finding.level for finding in found}


@pytest.fixture
def engine(database_url: str) -> Iterator[sa.Engine]:
    """The database as the program reaches it."""
    made = sa.create_engine(database_url)
    yield made
    made.dispose()


@pytest.fixture
def owner(database_url: str) -> Iterator[sa.Engine]:
    """The same as the role that owns everything."""
    assert database_url
    made = sa.create_engine(os.environ["TEST_OWNER_DATABASE_URL"])
    yield made
    made.dispose()


@pytest.fixture
def config(database_url: str, tmp_path: Path) -> Config:
    """Settings with nothing wrong."""
    return Config(database_url=database_url, store_url=f"folder:{tmp_path}", **KEYS)


def test_a_right_database_is_ok_in_every_line(engine: sa.Engine) -> None:
    found = levels(database.look(engine))

    wrong = {name: level for name, level in found.items() if level != "ok"}
    assert set(wrong) <= OF_THE_TEST
    assert {"database", "migrations", "role", "clock", "walls", "workers"} <= set(found)


def test_a_server_that_does_not_wait_for_its_disk_is_refused(engine: sa.Engine) -> None:
    found = levels(database.look(engine))

    assert found["durability"] == "refuse"


def test_a_role_with_too_much_power_is_refused_and_its_powers_named(owner: sa.Engine) -> None:
    found = {finding.name: finding for finding in database.look(owner)}

    assert found["role"].level == "refuse"
    assert "owns tables" in found["role"].seen
    assert "migrations/roles.sql" in found["role"].todo


def test_a_table_without_a_wall_is_refused_by_name(engine: sa.Engine, owner: sa.Engine) -> None:
    with owner.begin() as link:
        link.exec_driver_sql("CREATE TABLE unwalled (tenant_id uuid)")
        link.exec_driver_sql("GRANT SELECT ON unwalled TO audit_app")
    try:
        found = {finding.name: finding for finding in database.look(engine)}
    finally:
        with owner.begin() as link:
            link.exec_driver_sql("DROP TABLE unwalled")

    assert (found["walls"].level, found["walls"].seen) == ("refuse", "open: unwalled")


def test_a_wall_that_is_only_painted_on_is_found_by_trying(
    engine: sa.Engine, owner: sa.Engine
) -> None:
    with owner.begin() as link:
        for sql in (
            "CREATE TABLE painted (tenant_id uuid)",
            "INSERT INTO painted VALUES (gen_random_uuid())",
            "ALTER TABLE painted ENABLE ROW LEVEL SECURITY",
            "ALTER TABLE painted FORCE ROW LEVEL SECURITY",
            "CREATE POLICY all_of_it ON painted TO audit_app USING (true)",
            "ALTER TABLE painted NO FORCE ROW LEVEL SECURITY",
            "INSERT INTO painted VALUES (gen_random_uuid())",
            "ALTER TABLE painted FORCE ROW LEVEL SECURITY",
            "GRANT SELECT ON painted TO audit_app",
        ):
            link.exec_driver_sql(sql)
    try:
        found = {finding.name: finding for finding in database.look(engine)}
    finally:
        with owner.begin() as link:
            link.exec_driver_sql("DROP TABLE painted")

    assert (found["walls"].level, found["walls"].seen) == ("refuse", "open: painted")


def test_migrations_that_were_not_run_are_refused(
    engine: sa.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "9999_later.py").write_text("")
    monkeypatch.setattr(database, "MIGRATIONS", tmp_path)

    found = {finding.name: finding for finding in database.look(engine)}

    assert found["migrations"].level == "refuse"
    assert "alembic upgrade head" in found["migrations"].todo


def test_a_clock_that_runs_apart_is_warned_of_then_refused(
    engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    right, told = database.now, []

    for seconds in (10, 3600):
        shift = database.now() - right() + dt.timedelta(seconds=seconds)
        monkeypatch.setattr(database, "now", lambda shift=shift: right() + shift)
        told.append(levels(database.look(engine))["clock"])

    assert told == ["warn", "refuse"]


def test_a_database_that_is_not_there_is_one_refusal() -> None:
    gone = sa.create_engine("postgresql+psycopg://audit_app:x@127.0.0.1:1/audit?connect_timeout=2")

    found = list(database.look(gone))

    assert [(finding.name, finding.level) for finding in found] == [("database", "refuse")]
    assert "127.0.0.1" not in found[0].seen


def test_a_right_machine_is_ok_in_every_line(config: Config) -> None:
    store = open_store(config.store_url, signing_key=config.secret_key, public_url="http://x")

    found = levels(machine.look(config, store))

    assert {name: level for name, level in found.items() if level == "refuse"} == {}
    assert {"PUBLIC_URL", "keys", "versions", "store", "photos", "press"} <= set(found)


def test_an_s3_store_is_tried_too(config: Config) -> None:
    url = os.environ["TEST_S3_URL"]
    store = open_store(url, signing_key=config.secret_key, public_url="http://x")

    found = list(machine._store(store))

    assert [(each.name, each.level) for each in found] == [("store", "ok")]
    assert "S3Store" in found[0].seen


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"public_url": "http://audit.example"}, "PUBLIC_URL"),
        ({"cors_origins": frozenset({"http://shop.example"})}, "CORS_ORIGINS"),
        ({"secret_key": b"ab" * 16}, "keys"),
        ({"receipt_key": KEYS["secret_key"]}, "keys"),
    ],
)
def test_a_setting_that_is_not_safe_is_refused(
    config: Config, change: dict[str, Any], name: str
) -> None:
    wrong = dataclasses.replace(config, **change)

    found = levels([*machine._addresses(wrong), *machine._keys(wrong)])

    assert [each for each, level in found.items() if level == "refuse"] == [name]


def test_a_program_that_a_test_would_break_is_refused(config: Config) -> None:
    with failpoints.armed("report.begin=exit"):
        found = {each.name: each for each in machine._addresses(config)}

    assert found["FAILPOINTS"].level == "refuse"
    assert "report.begin" in found["FAILPOINTS"].seen


def test_settings_are_not_quoted_with_their_secrets(config: Config) -> None:
    told: dict[str, Any] = {
        "mail_url": "smtps://me:canary-1@x",
        "sms_url": "https://x/?key=canary-2&to={mobile}",
        "metrics_token": "canary-3-canary-3",
        "database_url": "postgresql://a:canary-4@x",
    }

    shown = repr(dataclasses.replace(config, **told))

    assert "canary" not in shown
    assert str(config.secret_key) not in shown
    assert str(config.receipt_key) not in shown


def test_a_library_that_is_too_old_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(machine.OLDEST, "weasyprint", "999.0")

    (found,) = machine._versions()

    assert found.level == "refuse"
    assert "weasyprint" in found.seen


def test_a_store_that_cannot_write_once_is_refused(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unfit(_self: FolderStore) -> None:
        raise Problem("store.unfit", ability="write-once")

    monkeypatch.setattr(FolderStore, "check", unfit)
    store = open_store(config.store_url, signing_key=config.secret_key, public_url="http://x")

    (found,) = machine._store(store)

    assert (found.name, found.level) == ("store", "refuse")
    assert found.todo


def test_the_command_says_it_in_lines_and_in_json_and_ends_with_1(app: Flask) -> None:
    runner = app.test_cli_runner()

    lines, told = (runner.invoke(args=["audit", "doctor", *more]) for more in ([], ["--json"]))

    facts = json.loads(told.output)
    refused = [each["name"] for each in facts["findings"] if each["level"] == "refuse"]
    assert (lines.exit_code, told.exit_code) == (1, 1)
    assert {"durability", "keys"} <= set(refused)  # the tests' own keys are one letter 32 times
    assert facts["refused"] == len(refused)
    assert all(each["todo"] for each in facts["findings"] if each["level"] != "ok")
    assert "refuse  keys" in lines.output
