"""Two tenants with one of everything, filled once for all tests of the doors."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from audit.app import create_app
from audit.infra.config import Config
from audit.infra.db import db
from audit.reports.press import Press
from tests.api.stock import Stock
from tests.conftest import KEYS
from tests.world import make_world

Program = Callable[..., Flask]


@pytest.fixture(scope="module")
def stock(app: Flask, press: Press) -> Stock:
    """A tenant with one of everything."""
    with app.app_context():
        return Stock.of(make_world(app), press)


@pytest.fixture(scope="module")
def stranger(app: Flask, press: Press) -> Stock:
    """Another tenant, with one of everything too."""
    with app.app_context():
        return Stock.of(make_world(app), press)


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    """Tests look at rows beside calling doors."""
    with app.app_context():
        yield


@pytest.fixture
def program(database_url: str, tmp_path: Path) -> Iterator[Program]:
    """Makes the same program with other settings; its connections end with the test."""
    made: list[Flask] = []

    def make(**settings: Any) -> Flask:
        config = Config(
            database_url=database_url, store_url=f"folder:{tmp_path}", **KEYS, **settings
        )
        made.append(create_app(config))
        return made[-1]

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()
