"""What every test may ask for: the migrated database, the program, a world to act in."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from audit.app import create_app
from audit.evidence.sandbox import close as close_sandbox
from audit.infra.config import Config
from audit.infra.db import db
from audit.reports.press import Press
from tests.world import World, make_world

ROOT = Path(__file__).parents[1]
KEYS = {"secret_key": b"s" * 32, "receipt_key": b"r" * 32}


def pytest_addoption(parser: pytest.Parser) -> None:
    """`./dev test --long` does what is counted fifty times as often, before a release."""
    parser.addoption("--long", action="store_true", help="100,000 random visits, not 2,000")


@pytest.fixture(scope="session")
def database_url() -> str:
    """The app role's URL of a throw-away database with every migration run as the owner."""
    if "TEST_DATABASE_URL" not in os.environ:
        pytest.fail("no test database: run `./dev test`, which starts one", pytrace=False)
    env = os.environ | {"OWNER_DATABASE_URL": os.environ["TEST_OWNER_DATABASE_URL"]}
    command = [sys.executable, "-m", "alembic", "upgrade", "head"]
    subprocess.run(command, env=env, cwd=ROOT, check=True)
    return os.environ["TEST_DATABASE_URL"]


@pytest.fixture(scope="session")
def app(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The whole program on that database, with a folder store."""
    folder = tmp_path_factory.mktemp("store")
    pages = tmp_path_factory.mktemp("pages")
    (pages / "desk.html").write_text("<!doctype html><title>desk</title>")
    (pages / "assets").mkdir()
    (pages / "assets" / "desk-4f2a91c0.js").write_text("export {};")
    config = Config(
        database_url=database_url,
        store_url=f"folder:{folder}",
        pool_size=20,
        pages_folder=str(pages),
        mail_url=f"outbox:{folder}/outbox",
        sms_url=f"outbox:{folder}/outbox",
        **KEYS,
    )
    app = create_app(config)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def press() -> Iterator[Press]:
    """One warm press for all tests."""
    press = Press()
    yield press
    press.close()


@pytest.fixture(scope="session", autouse=True)
def _no_child_left() -> Iterator[None]:
    """The sandbox of this process ends with the tests that used it."""
    yield
    close_sandbox()


@pytest.fixture
def world(app: Flask) -> Iterator[World]:
    """A tenant of its own for this test: everybody, a network, a published checklist, a wave."""
    with app.app_context():
        yield make_world(app)
