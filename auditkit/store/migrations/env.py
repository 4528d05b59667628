"""Runs migrations on the connection and in the transaction that Alembic was given."""

from __future__ import annotations

from alembic import context

connection = context.config.attributes["connection"]
# SQLite can undo changes of tables too; Alembic does not count on it by itself
context.configure(connection=connection, transactional_ddl=True)
context.run_migrations()
