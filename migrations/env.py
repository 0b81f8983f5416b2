"""Alembic's environment: one transaction per run, on both databases, up and down."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app

from app.core.database import UtcDateTime
from app.extensions import db

target = current_app.extensions["migrate"].db


def render_item(kind: str, item: Any, _context: Any) -> str | bool:
    """Write our own column types as what the database sees: migrations may not depend on app/."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def run_migrations() -> None:
    """Run inside the application's own engine."""
    with target.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_item=render_item,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("Migrations run online only: they look at the database they change.")
run_migrations()
