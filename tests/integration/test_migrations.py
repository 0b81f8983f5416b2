"""The migrations make exactly the tables of the models, on both databases, and can be taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from app.extensions import db

MIGRATIONS = str(Path(__file__).resolve().parents[2] / "migrations")
# Full-text tables are SQLite's own affair: it makes several hidden tables for each.
HIDDEN = ("_data", "_idx", "_content", "_docsize", "_config")


def tables() -> set[str]:
    names = inspect(db.engine).get_table_names()
    return {name for name in names if name != "alembic_version" and not name.endswith(HIDDEN)}


def differences() -> list[object]:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        return [item for item in compare_metadata(context, db.metadata) if not _is_hidden(item)]


def _is_hidden(item: object) -> bool:
    return isinstance(item, tuple) and item[0] == "remove_table" and item[1].name.endswith(HIDDEN)


def test_the_tables_are_those_of_the_models(app: Flask) -> None:
    with app.app_context():
        assert differences() == []
        assert set(db.metadata.tables) <= tables()


def test_a_model_without_a_migration_is_found(app: Flask) -> None:
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE forgotten (id INTEGER PRIMARY KEY)"))
    with app.app_context():
        assert [item[0] for item in differences() if isinstance(item, tuple)] == ["remove_table"]
        with db.engine.begin() as connection:
            connection.execute(text("DROP TABLE forgotten"))


@pytest.mark.slow
def test_migrations_go_down_to_nothing_and_up_again(app: Flask) -> None:
    with app.app_context():
        before = tables()
        db.session.remove()
        downgrade(directory=MIGRATIONS, revision="base")
        assert tables() == set()
        upgrade(directory=MIGRATIONS)
        assert tables() == before
        assert differences() == []
