"""The queue: Procrastinate's schema as of 3.10.0, frozen beside this file's folder.

A later version's changes come as migrations of their own, never by editing that file.
"""

from pathlib import Path

from alembic import op

revision, down_revision = "0003", "0002"

SCHEMA = Path(__file__).parents[1] / "queue-procrastinate-3.10.0.sql"


def upgrade() -> None:
    op.execute("CREATE SCHEMA queue; SET LOCAL search_path = queue")
    # the driver would read its % as placeholders
    op.get_bind().exec_driver_sql(SCHEMA.read_text("utf-8").replace("%", "%%"))
    op.execute("""
    SET LOCAL search_path = public;
    GRANT USAGE ON SCHEMA queue TO audit_app;
    GRANT ALL ON ALL TABLES IN SCHEMA queue TO audit_app;
    GRANT ALL ON ALL SEQUENCES IN SCHEMA queue TO audit_app;
    """)


def downgrade() -> None:
    op.execute("DROP SCHEMA queue CASCADE")
