"""The queue: Procrastinate's own migrations, in the order of their names, up to a frozen last one.

They ship with the installed package and are never altered once released; what a later version adds
comes with a migration of our own that runs the names after `LAST`.
"""

from pathlib import Path

import procrastinate
from alembic import op

revision, down_revision = "0003", "0002"

FOLDER = Path(procrastinate.__file__).parent / "sql" / "migrations"
LAST = "03.04.00_50_post_add_retry_failed_job_procedure.sql"


def upgrade() -> None:
    op.execute("CREATE SCHEMA queue; SET LOCAL search_path = queue")
    names = sorted(path.name for path in FOLDER.glob("*.sql") if path.name <= LAST)
    if names[-1] != LAST:
        raise RuntimeError(f"Procrastinate ships no {LAST}: install requirements.txt")
    for name in names:
        # the driver would read its % as placeholders
        sql = (FOLDER / name).read_text("utf-8").replace("%", "%%")
        op.get_bind().exec_driver_sql(sql)
    op.execute("""
    SET LOCAL search_path = public;
    GRANT USAGE ON SCHEMA queue TO audit_app;
    GRANT ALL ON ALL TABLES IN SCHEMA queue TO audit_app;
    GRANT ALL ON ALL SEQUENCES IN SCHEMA queue TO audit_app;
    """)


def downgrade() -> None:
    op.execute("DROP SCHEMA queue CASCADE")
