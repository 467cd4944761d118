"""Runs the migrations as role audit_owner, named by OWNER_DATABASE_URL; the app never does."""

import os

import sqlalchemy as sa
from alembic import context

engine = sa.create_engine(os.environ["OWNER_DATABASE_URL"], poolclass=sa.pool.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection, transaction_per_migration=True)
    with context.begin_transaction():
        # two starts at once wait for each other instead of racing
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7265617564697401)")
        context.run_migrations()
    connection.commit()
