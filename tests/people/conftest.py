"""Every test of people begins with nobody having tried anything: all of them come from here."""

import pytest

from tests.infra.filled import connect


@pytest.fixture(autouse=True)
def _no_tries_yet(database_url: str) -> None:  # noqa: ARG001 -- it must be migrated
    with connect("TEST_OWNER_DATABASE_URL") as owner:
        owner.execute("TRUNCATE attempt")
