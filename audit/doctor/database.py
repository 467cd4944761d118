"""The database: is it there, is it walled, is it durable, is its clock ours.

Promise: the walls are tried and not only looked up: a table that answers without a tenant is
refused whatever the catalogue says.
"""

import contextlib
import uuid
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from audit.doctor.findings import Finding, judged, ok, refuse, warn
from audit.infra.clock import now
from audit.infra.metrics import queue_state
from audit.infra.readiness import LATE_SECONDS

OLDEST_VERSION = 160000
SKEW_WARN_SECONDS, SKEW_REFUSE_SECONDS = 2.0, 60.0
HEARTBEAT_SECONDS = 60.0
MIGRATIONS = Path(__file__).parents[2] / "migrations" / "versions"
MIGRATE = "run the migrations as their own role: alembic upgrade head"
ROLES = "make the roles by migrations/roles.sql and serve as audit_app"
POWERS = sa.text("""
SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
       has_schema_privilege(current_user, 'public', 'CREATE') AS makes_tables,
       EXISTS (SELECT FROM pg_class c WHERE c.relowner = r.oid) AS owns,
       EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid) AS belongs
  FROM pg_roles r WHERE rolname = current_user
""")
TABLES = sa.text("""
SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity
       AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid) AS walled
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT a.attisdropped
 ORDER BY c.relname
""")
TOLD = sa.text("""
SELECT current_setting('fsync') AS fsync, current_setting('full_page_writes') AS pages,
       current_setting('synchronous_commit') AS waits,
       current_setting('synchronous_standby_names') AS standbys,
       (SELECT count(*) FROM pg_stat_replication) AS copies
""")
WORKERS = sa.text("""
SELECT count(*) FROM queue.procrastinate_workers
 WHERE last_heartbeat > now() - make_interval(secs => :seconds)
""")


def look(engine: sa.Engine) -> Iterator[Finding]:
    """Everything about the database behind `engine`; one refusal when it does not answer."""
    try:
        with engine.connect() as link:
            yield from _version(link)
            yield from _migrations(link)
            yield from _role(link)
            yield from _durability(link)
            yield from _clock(link)
        yield from _walls(engine)
        with engine.connect() as link:
            yield from _queue(link)
    except DBAPIError as error:
        seen = f"it does not answer as it should: {type(error.orig).__name__}"
        yield refuse("database", seen, "start it, or mend DATABASE_URL and the roles behind it")


def _version(link: sa.Connection) -> Iterator[Finding]:
    number = int(link.exec_driver_sql("SHOW server_version_num").scalar_one())
    seen = f"PostgreSQL {number // 10000}.{number % 10000}"
    todo = "use PostgreSQL 16 or newer"
    yield judged("database", seen, good=number >= OLDEST_VERSION, todo=todo)


def _migrations(link: sa.Connection) -> Iterator[Finding]:
    head = max(path.name[:4] for path in MIGRATIONS.glob("[0-9]*.py"))
    with contextlib.suppress(DBAPIError):
        found = link.execute(sa.select(sa.func.schema_version())).scalar()
        yield judged("migrations", f"at {found} of {head}", good=found == head, todo=MIGRATE)
        return
    link.rollback()
    yield refuse("migrations", "none that this role can see", MIGRATE)


def _role(link: sa.Connection) -> Iterator[Finding]:
    role = link.execute(POWERS).one()
    powers = {
        "superuser": role.rolsuper,
        "passes row-level security": role.rolbypassrls,
        "makes roles": role.rolcreaterole,
        "makes databases": role.rolcreatedb,
        "makes tables": role.makes_tables,
        "owns tables": role.owns,
        "belongs to other roles": role.belongs,
    }
    held = ", ".join(power for power, has in powers.items() if has)
    seen = f"{role.rolname}: {held or 'reads and writes rows, nothing else'}"
    yield judged("role", seen, good=not held, todo=ROLES)


def _durability(link: sa.Connection) -> Iterator[Finding]:
    told = link.execute(TOLD).one()
    if "off" in (told.fsync, told.pages):
        seen = f"fsync {told.fsync}, full_page_writes {told.pages}"
        yield refuse("durability", seen, "switch both on: a receipt must outlive a power cut")
    elif told.waits in ("off", "local") or (told.copies and not told.standbys):
        seen = f"synchronous_commit {told.waits}, {told.copies} standbys that nobody waits for"
        todo = "set synchronous_standby_names: after a failover receipts may be lost"
        yield warn("durability", seen, todo)
    else:
        yield ok("durability", f"fsync on, synchronous_commit {told.waits}")


def _clock(link: sa.Connection) -> Iterator[Finding]:
    before = now()
    theirs = link.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
    skew = abs((theirs - before - (now() - before) / 2).total_seconds())
    seen = f"{skew:.2f} s from the database's clock"
    todo = "let both machines ask the same time server (chrony, systemd-timesyncd)"
    if skew <= SKEW_WARN_SECONDS:
        yield ok("clock", seen)
    else:
        worse = skew > SKEW_REFUSE_SECONDS
        yield refuse("clock", seen, todo) if worse else warn("clock", seen, todo)


def _walls(engine: sa.Engine) -> Iterator[Finding]:
    with engine.connect() as link:
        tables = link.execute(TABLES).all()
    open_ones = [table.relname for table in tables if not table.walled]
    open_ones += [table.relname for table in tables if _answers(engine, table.relname)]
    seen = f"{len(tables)} tables" if not open_ones else f"open: {', '.join(sorted({*open_ones}))}"
    yield judged("walls", seen, good=bool(tables) and not open_ones, todo=MIGRATE)


def _answers(engine: sa.Engine, table: str) -> bool:
    """Whether rows come out without a tenant, or for a tenant that does not exist."""
    rows = sa.select(sa.literal(1)).select_from(sa.table(table)).limit(1)
    with engine.connect() as link:
        try:
            if link.execute(rows).first() is not None:
                return True
        except DBAPIError:
            link.rollback()  # the right answer: no tenant, or no right to this table
        wall = sa.func.set_config("app.tenant", str(uuid.uuid4()), True)  # noqa: FBT003 -- SQL's own argument
        with contextlib.suppress(DBAPIError):
            link.execute(sa.select(wall))
            return link.execute(rows).first() is not None
    return False


def _queue(link: sa.Connection) -> Iterator[Finding]:
    workers = link.execute(WORKERS, {"seconds": HEARTBEAT_SECONDS}).scalar_one()
    state = queue_state(link)
    seen = f"{workers} alive, {state.jobs['todo']} jobs, oldest due {state.oldest_seconds:.0f} s"
    if not workers or state.oldest_seconds > LATE_SECONDS:
        yield warn("workers", seen, "start more: flask --app wsgi audit worker")
    else:
        yield ok("workers", seen)
    if state.jobs["failed"]:
        seen = f"{state.jobs['failed']} jobs gave up"
        yield warn("failed jobs", seen, "look for job_failed in the worker's log")
