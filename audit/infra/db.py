"""The database, its walls, and the only commit.

Promise: everything inside `unit_of_work(tenant)` is kept together or not at all, and sees the rows
of that tenant only. Outside of it `db.session` refuses to work: a transaction without a tenant is
a programmer's error, never an unfiltered answer (rel 4.11). Read `unit_of_work` first.
"""

import contextlib
import random
import select
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

import psycopg
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.exc import DBAPIError, IntegrityError, InvalidatePoolError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, SessionTransaction, mapped_column
from sqlalchemy.pool import ConnectionPoolEntry

from audit.infra.failpoints import reach
from audit.problems import Problem

T = TypeVar("T")

# jsonb holds whatever JSON holds; the typed reader of each column stands in its feature
Json = dict[str, Any]


class Base(DeclarativeBase):
    """Parent of every model. Inherit this, not `db.Model`: it carries our column types."""

    registry = sa.orm.registry(
        type_annotation_map={
            datetime: sa.DateTime(timezone=True),
            Decimal: sa.Numeric,
            Json: JSONB,
            list[str]: ARRAY(sa.Text),
            list[uuid.UUID]: ARRAY(sa.Uuid),
        }
    )


class Owned:
    """A row that belongs to a tenant: key (tenant_id, id), the wall stands in the database."""

    tenant_id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=lambda: tenant())  # noqa: PLW0108 -- defined below
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)


RAISE_WALL = sa.text("SELECT set_config('app.tenant', :tenant, true)")
_TRIES, _PAUSE_SECONDS = 4, 0.02
_TRUSTED_SECONDS = 1.0
_ONLY_BAD_LUCK = frozenset({"40001", "40P01"})  # serialization failure, deadlock
# connection lost; rolled back by the server; too few resources; stopped by its operator; its disk
_PASSING_CLASSES = frozenset({"08", "40", "53", "57", "58"})
_PASSING = frozenset({"55P03", "25006", "25P03"})  # lock not to be had; read-only; idle too long

db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False, "autoflush": False})


def tenant() -> uuid.UUID:
    """The tenant of the unit of work we are in."""
    try:
        return db.session.info["tenant"]  # type: ignore[no-any-return] # info is an untyped dict
    except KeyError:
        raise RuntimeError("No unit of work is open: wrap the call in unit_of_work().") from None


@sa.event.listens_for(db.session, "after_begin")
def _raise_wall(_session: Session, _transaction: SessionTransaction, link: sa.Connection) -> None:
    link.execute(RAISE_WALL, {"tenant": str(tenant())})


@contextlib.contextmanager
def unit_of_work(tenant_id: uuid.UUID) -> Iterator[None]:
    """Do all of it or none of it, as one tenant; what the body raises is raised after rollback."""
    session = db.session()
    if "tenant" in session.info:
        raise RuntimeError("Units of work do not nest: one tenant, one transaction.")
    session.info["tenant"] = tenant_id
    try:
        yield
        reach("commit.before")
        session.commit()
        reach("commit.after")
    except BaseException:
        session.rollback()
        session.info.pop("events", None)
        _keep_the_refused(session)
        raise
    finally:
        session.info.clear()
        db.session.remove()


def keep_despite_refusal(row: Base) -> None:
    """Store `row` even though the caller is about to refuse and roll back.

    For what a refusal must not lose (the body of a conflicting submission, model 4): it is
    committed in a transaction of its own before the refusal is answered.
    """
    db.session.info.setdefault("kept", []).append(row)


def _keep_the_refused(session: Session) -> None:
    if rows := session.info.pop("kept", ()):
        session.add_all(rows)
        reach("kept.before")
        session.commit()
        reach("kept.after")


def retried(work: Callable[[], T]) -> T:
    """What `work` answers; done again when the database says that this was only bad luck.

    Serialization failures and deadlocks (rel 4.9) leave nothing behind, and the one who was in the
    way has passed. Bounded: the last refusal is raised, and told as 503. `work` opens its own unit
    of work and may do nothing outside the database that twice would be wrong.
    """
    for attempt in range(_TRIES - 1):
        try:
            return work()
        except DBAPIError as error:
            if sqlstate(error) not in _ONLY_BAD_LUCK:
                raise
        time.sleep(random.uniform(0.5, 1.5) * _PAUSE_SECONDS * 2**attempt)  # noqa: S311 -- two who collided must not collide again
    return work()


def sqlstate(error: DBAPIError) -> str:
    """PostgreSQL's five characters for what went wrong; empty when it said nothing."""
    return (isinstance(error.orig, psycopg.Error) and error.orig.sqlstate) or ""


def is_passing(error: DBAPIError) -> bool:
    """Whether the database is away, full, overloaded or in the way: the same again may succeed."""
    code = sqlstate(error)
    cut_off = isinstance(error.orig, psycopg.OperationalError | psycopg.InterfaceError)
    away = error.connection_invalidated or (cut_off and not code)
    return away or code[:2] in _PASSING_CLASSES or code in _PASSING


@contextlib.contextmanager
def before_any_tenant() -> Iterator[sa.Connection]:
    """A connection for the SECURITY DEFINER look-ups that run before a tenant is known."""
    with db.engine.begin() as connection:
        yield connection


def look_up(function: sa.TextClause, facts: Mapping[str, object]) -> sa.Row[Any] | None:
    """The row that such a look-up finds, if it only reads: one statement, so neither BEGIN nor
    COMMIT goes with it. Every request begins with one."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as link:
        return link.execute(function, facts).one_or_none()


def connections_in_use() -> int:
    """How many connections of this process's pool are lent out now."""
    pool = db.engine.pool
    return pool.checkedout() if isinstance(pool, sa.QueuePool) else 0


def engine_options(pool_size: int) -> dict[str, object]:
    """How we connect: dead connections are left out, or the first requests after a restart of the
    database would fail."""
    return {
        "pool_size": pool_size,
        "max_overflow": 0,
        "pool_timeout": 5,
        "pool_events": [(_leave_out_the_dead, "checkout"), (_note_idle, "checkin")],
        "hide_parameters": True,  # an error's text ends up in logs; answers and names must not
        "connect_args": {"application_name": "audit"},
    }


def _leave_out_the_dead(
    link: psycopg.Connection, entry: ConnectionPoolEntry, _lent: object
) -> None:
    """A ping where there is doubt, because one with every use cost as much as a statement: when
    something can be read before we asked (what else but its farewell), or when it lay idle, for
    what stands between may cut a connection without a word. The pool then makes all of them new."""
    idle_seconds = time.monotonic() - entry.info.get("idle_since", float("inf"))
    if idle_seconds < _TRUSTED_SECONDS and not _can_be_read(link):
        return
    try:
        link.execute("")
        link.rollback()
    except psycopg.Error as error:
        raise InvalidatePoolError from error


def _note_idle(_link: psycopg.Connection | None, entry: ConnectionPoolEntry) -> None:
    entry.info["idle_since"] = time.monotonic()


def _can_be_read(link: psycopg.Connection) -> bool:
    asked = select.poll()
    asked.register(link.fileno(), select.POLLIN)
    return bool(asked.poll(0))


@contextlib.contextmanager
def refusing(codes: Mapping[str, str]) -> Iterator[None]:
    """Flush what the body adds; a broken constraint named in `codes` becomes that problem.

    The database decides (two requests may race past any check of ours); this only says it kindly.
    """
    try:
        yield
        db.session.flush()
    except IntegrityError as error:
        known = isinstance(error.orig, psycopg.Error) and error.orig.diag.constraint_name
        name = known or ""
        if name not in codes:
            raise
        raise Problem(codes[name]) from error
