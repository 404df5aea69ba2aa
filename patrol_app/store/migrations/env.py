"""Runs the migrations over the connection that ``patrol_app.store.upgrade`` hands in."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
