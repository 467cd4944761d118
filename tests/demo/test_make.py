"""The demo is made through the services, goes on where it was cut off, and is done once."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from audit.infra.db import db

ROOT = Path(__file__).parents[2]
VISITS = 5  # of the story's first, all published; the rest differs in how far it goes
COUNTED = ("visit", "submission", "evidence", "revision", "scorecard", "publication", "report")


@pytest.fixture
def tell(database_url: str, tmp_path: Path):
    """Runs `flask audit demo` as `./dev run` does; answers its standard output."""

    def run(visits: int) -> str:
        env = os.environ | {
            "DATABASE_URL": database_url,
            "STORE_URL": f"folder:{tmp_path}",
            "SECRET_KEY": "5e" * 32,
            "RECEIPT_KEY": "4e" * 32,
        }
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "audit", "demo"]
        command += ["--visits", str(visits)]
        done = subprocess.run(
            command, env=env, cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def counted(app: Flask) -> dict[str, int]:
    """Rows of the demo brand, seen as the brand itself."""
    with app.app_context(), db.engine.begin() as link:
        tenant = link.execute(sa.text("SELECT find_tenant('chenling')")).scalar_one()
        link.execute(sa.text("SELECT set_config('app.tenant', :id, true)"), {"id": str(tenant)})
        return {
            table: link.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar_one()
            for table in COUNTED
        }


def test_the_demo_goes_on_where_it_was_cut_off_and_is_done_once(app: Flask, tell) -> None:
    tell(2)
    first = counted(app)
    logins = tell(VISITS)
    second = counted(app)
    tell(VISITS)

    assert (first["publication"], second["publication"]) == (2, VISITS)
    assert second == counted(app)
    assert second["visit"] == 24
    assert second["report"] >= 8
    assert "quality@chenling.example" in logins
    assert "chenling-demo-2026" in logins
