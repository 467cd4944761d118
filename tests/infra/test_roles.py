"""What the roles of the database are, what the look-ups tell, and what nobody can change."""

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import errors

from tests.infra.filled import as_tenant, connect
from tests.world import World

ROOT = Path(__file__).parents[2]
Link = psycopg.Connection[Any]
LOOK_UPS = {
    *("find_login", "find_session", "find_tenant", "find_tenants", "find_link", "find_reset_code"),
    "schema_version",  # for the doctor
    *("take_attempts", "give_back_attempts"),  # count, and tell nothing but how long to wait
}


@pytest.fixture
def link(database_url: str) -> Iterator[Link]:  # noqa: ARG001 -- it must be migrated
    """A connection as audit_app, rolled back at the end."""
    with connect() as connection:
        yield connection
        connection.rollback()


def rows(link: Link, statement: str, *values: object) -> list[Any]:
    return link.execute(statement, values).fetchall()  # type: ignore[arg-type] # literals


def test_audit_app_has_no_power_beyond_its_grants(link: Link) -> None:
    powers = rows(link, "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication"
                        " FROM pg_roles WHERE rolname = current_user")  # fmt: skip
    belongs = rows(
        link, "SELECT count(*) FROM pg_auth_members WHERE member = current_user::regrole"
    )
    owns = rows(link, "SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole")

    assert rows(link, "SELECT current_user") == [("audit_app",)]
    assert powers == [(False,) * 5]
    assert belongs == owns == [(0,)]


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "CREATE TABLE queue.mine (id int)",
        "CREATE SCHEMA mine",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE ROLE mine",
        "ALTER TABLE visit DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE visit ADD COLUMN mine int",
        "DROP POLICY own_tenant ON visit",
        "DROP TABLE visit",
        "DROP TRIGGER keep_visitors_apart ON membership",
        "ALTER FUNCTION append_event(text) SECURITY DEFINER",
        "SET ROLE audit_owner",
        "SET ROLE audit_login",
        "SET SESSION AUTHORIZATION audit_owner",
        "COPY person TO PROGRAM 'cat'",
    ],
)
def test_audit_app_defines_nothing_and_becomes_nobody(link: Link, statement: str) -> None:
    with pytest.raises((errors.InsufficientPrivilege, errors.InvalidGrantOperation)):
        link.execute(statement)  # type: ignore[arg-type] # literals


def test_switching_row_security_off_hides_nothing_from_the_wall(link: Link, world: World) -> None:
    as_tenant(link, world.tenant_id)
    link.execute("SET LOCAL row_security = off")

    with pytest.raises(errors.InsufficientPrivilege):
        link.execute("SELECT * FROM visit")


def test_only_the_look_ups_run_as_somebody_else(link: Link) -> None:
    found = rows(link, "SELECT proname, proowner::regrole::text, proacl::text[], proconfig::text[]"
                       " FROM pg_proc WHERE prosecdef"
                       " AND pronamespace <> 'pg_catalog'::regnamespace")  # fmt: skip
    login = rows(link, "SELECT rolcanlogin, rolsuper, rolbypassrls FROM pg_roles"
                       " WHERE rolname = 'audit_login'")  # fmt: skip

    assert {name for name, *_ in found} == LOOK_UPS
    assert {owner for _, owner, *_ in found} == {"audit_login"}
    for _name, _owner, rights, settings in found:
        assert {right.split("/")[0] for right in rights} <= {"audit_login=X", "audit_app=X"}
        assert any(setting.startswith("search_path=pg_catalog") for setting in settings)
    assert login == [(False, False, False)]


def test_append_event_is_for_audit_app_alone_and_has_no_power_of_its_own(link: Link) -> None:
    ((definer, rights),) = rows(link, "SELECT prosecdef, proacl::text[] FROM pg_proc"
                                      " WHERE proname = 'append_event'")  # fmt: skip

    assert not definer
    assert {right.split("=")[0] for right in rights} == {"audit_owner", "audit_app"}


def test_a_look_up_tells_one_row_or_none(link: Link, world: World) -> None:
    as_tenant(link, world.tenant_id)
    ((email, token, code),) = rows(
        link, "SELECT p.email, s.token_hash, t.code FROM person p, session s, tenant t"
              " WHERE s.person_id = p.id LIMIT 1")  # fmt: skip
    link.commit()

    for found, absent, statement in (
        ((email,), ("nobody@example.com",), "SELECT * FROM find_login(%s)"),
        ((token,), (b"none",), "SELECT * FROM find_session(%s, now())"),
        ((code,), ("none",), "SELECT f FROM find_tenant(%s) f WHERE f IS NOT NULL"),
    ):
        assert len(rows(link, statement, *found)) == 1
        assert rows(link, statement, *absent) == []
        assert rows(link, statement, None) == []
        assert rows(link, statement, "%" if isinstance(found[0], str) else b"%") == []


def test_the_one_who_looks_up_reads_nothing_but_what_login_needs(link: Link) -> None:
    found = rows(link, "SELECT relname, privilege FROM pg_class,"
                       " unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS privilege"
                       " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
                       " AND has_table_privilege('audit_login', oid, privilege)")  # fmt: skip

    needed = {"person", "membership", "session", "tenant", "invitation", "reset"}
    told = {"alembic_version"}  # by schema_version(), to those who serve
    counted = {("attempt", right) for right in ("SELECT", "INSERT", "UPDATE", "DELETE")}

    assert set(found) == {(table, "SELECT") for table in needed | told} | counted


@pytest.mark.parametrize(
    "change",
    [
        "document = '{}', hash = encode(sha256('{}'), 'hex')",
        "state = 'draft', published_at = NULL",
        "published_at = now()",
        "arranged = '{}'",
    ],
)
def test_a_published_checklist_never_changes(link: Link, world: World, change: str) -> None:
    as_tenant(link, world.tenant_id)
    statement = f"UPDATE checklist_version SET {change} WHERE hash = %s"

    with pytest.raises(errors.CheckViolation) as refused:
        link.execute(statement, (world.version_hash,))  # type: ignore[arg-type] # literals

    assert refused.value.diag.constraint_name == "checklist_version_immutable"


def test_a_retired_checklist_stays_retired(link: Link, world: World) -> None:
    as_tenant(link, world.tenant_id)
    link.execute("UPDATE checklist_version SET state = 'retired'")

    with pytest.raises(errors.CheckViolation):
        link.execute("UPDATE checklist_version SET state = 'published'")


def test_a_document_and_its_hash_belong_together(link: Link, world: World) -> None:
    as_tenant(link, world.tenant_id)

    with pytest.raises(errors.CheckViolation) as refused:
        link.execute(
            "INSERT INTO checklist_version (tenant_id, id, code, version, state, document,"
            " arranged, hash, created_at)"
            " VALUES (%s, %s, 'x', 1, 'draft', '{}', '{}', 'ff', now())",
            (world.tenant_id, uuid.uuid4()),
        )

    assert refused.value.diag.constraint_name == "checklist_version_hash_true"


def test_what_is_shown_is_what_was_hashed_but_for_the_order(link: Link, world: World) -> None:
    as_tenant(link, world.tenant_id)
    link.execute(
        "INSERT INTO checklist_version (tenant_id, id, code, version, state, document, arranged,"
        " hash, created_at) SELECT tenant_id, gen_random_uuid(), 'x', 1, 'draft', d, d,"
        " encode(sha256(convert_to(d, 'UTF8')), 'hex'), now() FROM checklist_version,"
        ' (SELECT \'{"a":1,"b":2}\') AS made(d) LIMIT 1'
    )

    link.execute("UPDATE checklist_version SET arranged = '{\"b\":2,\"a\":1}' WHERE code = 'x'")
    with pytest.raises(errors.CheckViolation) as refused:
        link.execute("UPDATE checklist_version SET arranged = '{\"b\":3}' WHERE code = 'x'")

    assert refused.value.diag.constraint_name == "checklist_version_arranged_same"


def test_the_program_never_names_the_owner() -> None:
    program = [*(ROOT / "audit").rglob("*.py"), ROOT / "wsgi.py"]

    naming = [path.name for path in program if "OWNER_DATABASE_URL" in path.read_text("utf-8")]
    naming += [path.name for path in program if "audit_owner" in path.read_text("utf-8")]

    assert naming == []
