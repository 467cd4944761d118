"""How a tenant table is walled, written once for all migrations.

A policy compares with `(SELECT current_setting('app.tenant')::uuid)`: in this form it is planned
once, and an unset tenant is an error and not an empty answer.
"""

from alembic import op

TENANT = "(SELECT current_setting('app.tenant')::uuid)"


def wall(table: str, grants: str, column: str = "tenant_id") -> None:
    """Row-level security on `table`, forced, and what role audit_app may do there."""
    op.execute(f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY own_tenant ON {table} TO audit_app
            USING ({column} = {TENANT}) WITH CHECK ({column} = {TENANT});
        GRANT {grants} ON {table} TO audit_app;
    """)


def unwall_and_drop(*tables: str) -> None:
    """The way back: policies and grants go with their tables."""
    for table in tables:
        op.execute(f"DROP TABLE {table} CASCADE")
