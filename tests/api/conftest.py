"""Two tenants with one of everything, filled once for all tests of the doors."""

from collections.abc import Iterator

import pytest
from flask import Flask

from audit.reports.press import Press
from tests.api.stock import Stock
from tests.world import make_world


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
