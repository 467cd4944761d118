"""The orders in which lists are read a page at a time, and the version for those who serve."""

from alembic import op

revision, down_revision = "0011", "0010"

ORDERS = {
    "visit_by_window": "visit (tenant_id, window_opens, id)",
    "visit_by_state": "visit (tenant_id, state, id)",
    "wave_by_opening": "wave (tenant_id, opens_on, id)",
    "publication_by_day": "publication (tenant_id, published_on, id)",
    "flag_by_moment": "flag (tenant_id, visit_id, raised_at, id)",
    "evidence_by_moment": "evidence (tenant_id, subject_id, registered_at, id)",
    "person_by_name": "person (name, id)",
}


def upgrade() -> None:
    for name, columns in ORDERS.items():
        op.execute(f"CREATE INDEX {name} ON {columns}")
    # for `flask audit doctor`; the table itself stays out of reach
    op.execute("""
    GRANT SELECT ON alembic_version TO audit_login;
    CREATE FUNCTION schema_version() RETURNS text
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
        SELECT version_num FROM alembic_version $$;
    ALTER FUNCTION schema_version() OWNER TO audit_login;
    REVOKE ALL ON FUNCTION schema_version() FROM public;
    GRANT EXECUTE ON FUNCTION schema_version() TO audit_app;
    """)


def downgrade() -> None:
    op.execute("DROP FUNCTION schema_version; REVOKE SELECT ON alembic_version FROM audit_login")
    for name in ORDERS:
        op.execute(f"DROP INDEX {name}")
