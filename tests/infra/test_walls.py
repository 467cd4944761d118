"""The walls of the database, proved by a plain connection as the role of web and worker (rel 4.11).

Promise: the tables are read from the catalogue, so a new one without a wall, or without its line in
GRANTS, fails here.
"""

import uuid
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from flask import Flask
from psycopg import errors, sql
from psycopg.types.json import Jsonb

from audit.reports.press import Press
from tests.infra.filled import as_tenant, connect, fill
from tests.world import make_world

Link = psycopg.Connection[Any]

ADD, ALL = "INSERT, SELECT", "DELETE, INSERT, SELECT, UPDATE"
# what audit_app may do to each table, and which columns it may write when not all
GRANTS: dict[str, tuple[str, str]] = {
    "tenant": (ADD, "event_head event_seq second_factor"),
    "region": (ADD, ""),
    "dealer": (ADD, ""),
    "person": (ADD, "epoch password recovery totp_secret totp_step"),
    "membership": (ADD, ""),
    "session": (ADD, "epoch revoked_at second_factor seen_at"),
    "invitation": (ADD, "accepted_at expires_at revoked_at token_hash"),
    "reset": ("DELETE, " + ADD, ""),
    "visitor": (ADD, ""),
    "visitor_identity": (ADD, ""),
    "event_log": (ADD, ""),
    "checklist_version": (ADD, "arranged document hash published_at row_version state"),
    "framework": (ADD, ""),
    "kpi_document": (ADD, ""),
    "target": ("DELETE, " + ADD, "amber target"),
    "weighting": ("DELETE, " + ADD, "weight_set_id"),
    "library_entry": (ADD, "retired_at"),
    "programme": (ADD, ""),
    "rescoring": (ADD, "failure finished_at state summary"),
    "rescored_visit": (ADD, "done_at frozen not_asked other reasons"),
    "wave": (ADD, "state"),
    "visit": (ADD, ("counted current_revision late row_version state version_hash visitor_id "
                   "window_closes window_opens")),
    "draft": (ALL, ""),
    "submission": (ADD, ""),
    "submission_conflict": (ADD, ""),
    "revision": (ADD, ""),
    "scorecard": (ADD, ""),
    "visit_kpi": ("DELETE, " + ADD, "den num"),
    "visit_signal": ("DELETE, " + ADD, ""),
    "flag": (ADD, ""),
    "decision": (ADD, ""),
    "publication": (ADD, "withdrawn_at"),
    "blob": (ADD, "keep_until purged_at"),
    "copy": (ADD, ""),
    "evidence": (ADD, "decided_at declared refusal seq state"),
    "report": (ADD, "document_hash failure file_sha256 size_bytes state"),
}  # fmt: skip
NOT_OURS = {
    "alembic_version": "Alembic's own; audit_app has no right to it at all",
    "attempt": "counts tries before a tenant is known; reached by two functions only",
}
HOLDS_TENANT = {"tenant": "id"}  # every other table has tenant_id; person has none


@pytest.fixture(scope="module")
def tenants(app: Flask, press: Press) -> tuple[uuid.UUID, uuid.UUID]:
    """Two tenants with rows in every table."""
    with app.app_context():
        ours, theirs = (fill(make_world(app), press) for _ in range(2))
    return ours.tenant_id, theirs.tenant_id


@pytest.fixture
def link(database_url: str) -> Iterator[Link]:  # noqa: ARG001 -- it must be migrated
    """A connection as audit_app, rolled back at the end."""
    with connect() as connection:
        yield connection
        connection.rollback()


def rows(link: Link, statement: str, *values: object) -> list[Any]:
    return link.execute(statement, values).fetchall()  # type: ignore[arg-type] # literals


def tables(link: Link) -> set[str]:
    found = rows(link, "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p')"
                       " AND relnamespace = 'public'::regnamespace")  # fmt: skip
    return {name for (name,) in found}


def put(text: str, table: str, **names: str) -> sql.Composed:
    parts = names | {"t": table, "own": HOLDS_TENANT.get(table, "tenant_id")}
    return sql.SQL(text).format(**{key: sql.Identifier(name) for key, name in parts.items()})  # type: ignore[arg-type] # literals


def test_every_table_is_known_here(link: Link) -> None:
    found = tables(link)

    assert found - set(NOT_OURS) == set(GRANTS), (
        "a table came or went: wall() it in its migration and give it its line in GRANTS"
    )


def test_every_table_has_its_wall_forced(link: Link) -> None:
    walls = rows(link, "SELECT relname, relrowsecurity, relforcerowsecurity, "
                       "(SELECT count(*) FROM pg_policy WHERE polrelid = c.oid AND polpermissive)"
                       " FROM pg_class c WHERE relkind IN ('r', 'p')"
                       " AND relnamespace = 'public'::regnamespace")  # fmt: skip

    low = [name for name, on, forced, count in walls
           if name not in NOT_OURS and not (on and forced and count)]  # fmt: skip

    assert low == []


def test_what_is_not_walled_is_out_of_reach(link: Link) -> None:
    for table in NOT_OURS:
        with pytest.raises(errors.InsufficientPrivilege), link.transaction():
            link.execute(put("SELECT * FROM {t}", table))


@pytest.mark.parametrize("table", GRANTS)
def test_the_rights_are_the_fewest(link: Link, table: str) -> None:
    rights, columns = GRANTS[table]

    ((given,),) = rows(
        link, "SELECT string_agg(privilege_type, ', ' ORDER BY privilege_type COLLATE \"C\")"
              " FROM information_schema.role_table_grants"
              " WHERE grantee = 'audit_app' AND table_name = %s", table)  # fmt: skip
    ((written,),) = rows(
        link, "SELECT string_agg(column_name, ' ' ORDER BY column_name COLLATE \"C\")"
              " FROM information_schema.column_privileges WHERE grantee = 'audit_app'"
              " AND privilege_type = 'UPDATE' AND table_name = %s", table)  # fmt: skip
    ((public,),) = rows(
        link, "SELECT count(*) FROM information_schema.role_table_grants"
              " WHERE grantee = 'PUBLIC' AND table_name = %s", table)  # fmt: skip

    assert given == rights
    assert public == 0
    if "UPDATE" not in rights:
        assert (written or "") == columns


@pytest.mark.parametrize("table", ["event_log", "submission", "revision", "scorecard", "decision"])
def test_what_is_written_for_ever_is_neither_changed_nor_removed(
    link: Link, tenants: tuple[uuid.UUID, uuid.UUID], table: str
) -> None:
    as_tenant(link, tenants[0])

    for text in ("UPDATE {t} SET {own} = {own}", "DELETE FROM {t}", "TRUNCATE {t}"):
        with pytest.raises(errors.InsufficientPrivilege), link.transaction():
            link.execute(put(text, table))


@pytest.mark.parametrize("table", GRANTS)
def test_without_a_tenant_every_look_is_an_error(
    link: Link, tenants: tuple[uuid.UUID, uuid.UUID], table: str
) -> None:
    with pytest.raises(errors.UndefinedObject), link.transaction():
        link.execute(put("SELECT * FROM {t}", table))
    as_tenant(link, tenants[0])
    link.commit()

    # after a transaction that had one the setting is empty, not absent: an error still
    with pytest.raises(errors.InvalidTextRepresentation), link.transaction():
        link.execute(put("SELECT * FROM {t}", table))


@pytest.mark.parametrize("table", sorted(set(GRANTS) - {"person"}))
def test_no_row_of_another_tenant_is_seen(
    link: Link, tenants: tuple[uuid.UUID, uuid.UUID], table: str
) -> None:
    ours, theirs = tenants
    count = put("SELECT count(*) FILTER (WHERE {own} = %s), count(*) FROM {t}", table)

    as_tenant(link, theirs)
    there = link.execute(count, (theirs,)).fetchone()
    as_tenant(link, ours)
    seen = link.execute(count, (theirs,)).fetchone()

    assert there is not None
    assert there[0] == there[1] > 0, f"fill() in filled.py leaves {table} empty"
    assert seen is not None
    assert seen[0] == 0 < seen[1]


def test_a_person_is_seen_where_they_hold_a_membership_only(
    link: Link, tenants: tuple[uuid.UUID, uuid.UUID]
) -> None:
    found = []
    for tenant in tenants:
        as_tenant(link, tenant)
        found.append({row[0] for row in rows(link, "SELECT id FROM person")})
        members = {row[0] for row in rows(link, "SELECT person_id FROM membership")}
        assert found[-1] == members

    assert found[0]
    assert found[1]
    assert not found[0] & found[1]


@pytest.mark.parametrize("table", sorted(set(GRANTS) - {"person"}))
def test_no_row_of_another_tenant_is_added_changed_or_removed(
    link: Link, tenants: tuple[uuid.UUID, uuid.UUID], table: str
) -> None:
    ours, theirs = tenants
    as_tenant(link, theirs)
    row = link.execute(put("SELECT to_jsonb(r) FROM {t} r LIMIT 1", table)).fetchone()
    assert row is not None
    as_tenant(link, ours)

    with (
        pytest.raises(errors.InsufficientPrivilege, match="row-level security"),
        link.transaction(),
    ):
        insert(link, table, row[0])
    rights, columns = GRANTS[table]
    for column in [*columns.split(), *(["tenant_id"] if rights == ALL else [])]:
        text = "UPDATE {t} SET {column} = {column} WHERE {own} = %s"
        assert link.execute(put(text, table, column=column), (theirs,)).rowcount == 0
    if "DELETE" in rights:
        assert link.execute(put("DELETE FROM {t} WHERE {own} = %s", table), (theirs,)).rowcount == 0
    if rights == ALL:
        with pytest.raises(errors.InsufficientPrivilege, match="row-level"), link.transaction():
            link.execute(put("UPDATE {t} SET tenant_id = %s", table), (theirs,))


def insert(link: Link, table: str, row: dict[str, Any]) -> None:
    """The same row again; columns that compute themselves are left out."""
    computed = rows(link, "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass"
                          " AND attgenerated <> ''", table)  # fmt: skip
    names = sql.SQL(", ").join(sql.Identifier(name) for name in row if (name,) not in computed)
    text = "INSERT INTO {t} ({names}) SELECT {names} FROM jsonb_populate_record(NULL::{t}, %s)"
    link.execute(sql.SQL(text).format(t=sql.Identifier(table), names=names), (Jsonb(row),))
