"""Runs the steps on the connection that is handed in, inside its transaction; Alembic executes this file."""

from __future__ import annotations

from alembic import context

from data_access.records.schema import VERSION_TABLE

context.configure(connection=context.config.attributes["connection"], version_table=VERSION_TABLE)
with context.begin_transaction():
    context.run_migrations()
