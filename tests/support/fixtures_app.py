"""The application on both databases, its client, its mail."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session, scoped_session

from app import create_app
from app.extensions import db
from tests.support import databases
from tests.support.client import CheckedClient
from tests.support.speed import compile_rules_once

compile_rules_once()
BOTH = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))


def worker_name() -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(params=BOTH)
def backend(request: pytest.FixtureRequest) -> str:
    """Which database the test runs on: every test that uses `app` runs on both."""
    return str(request.param)


@pytest.fixture
def content() -> str:
    """Return what the database holds at the start: a test module overrides this with CONTENT or FULL."""
    return databases.EMPTY


@pytest.fixture
def database_url(backend: str, content: str, tmp_path: Path) -> str:
    """Return the address of a migrated database that nobody has used."""
    if backend == "postgresql":
        if content == databases.EMPTY:
            return databases.fresh_postgres(f"app_{worker_name()}")
        return databases.copy_postgres(content, f"{content}_{worker_name()}")
    path = tmp_path / "kenes.sqlite"
    databases.copy_sqlite(content, path)
    return f"sqlite:///{path}"


@pytest.fixture
def settings() -> dict[str, str]:
    """Return settings beyond the usual ones; a test module overrides this fixture to change some."""
    return {}


@pytest.fixture
def app(database_url: str, settings: dict[str, str], tmp_path: Path) -> Iterator[Flask]:
    """Return the whole application on its own database, threading mode, mail kept in memory."""
    environ = databases.environment(database_url, tmp_path / "instance", **settings)
    application = create_app(environ)
    application.test_client_class = CheckedClient
    # Every test builds its own application; compiling the same templates for each would take the most time.
    application.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(databases.run_folder()))
    yield application
    _close_sessions()
    with application.app_context():
        db.engine.dispose()


def _close_sessions() -> None:
    """Give back the connections of every context of the test, also of its threads and sockets.

    A connection found later by the garbage collector would fail some other test.
    """
    sessions = db.session.registry.registry
    while sessions:
        sessions.popitem()[1].close()


@pytest.fixture
def client(app: Flask) -> CheckedClient:
    """Return a browser without scripts that refuses unsound pages."""
    client = app.test_client()
    assert isinstance(client, CheckedClient)
    return client


@pytest.fixture
def db_session(app: Flask) -> Iterator[scoped_session[Session]]:
    """Return the session of an application context that lasts as long as the test."""
    with app.app_context():
        yield db.session


@pytest.fixture
def outbox(app: Flask) -> list[Any]:
    """Return the mails sent so far."""
    state = app.extensions["mailman"]
    if not hasattr(state, "outbox"):
        state.outbox = []
    sent: list[Any] = state.outbox
    return sent


class Statements:
    """Counts the SQL statements that a block of the test causes."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def __len__(self) -> int:
        return len(self.seen)

    @contextmanager
    def counted(self) -> Iterator[Statements]:
        """Start anew, and count until the end of the block."""
        self.seen.clear()
        event.listen(Engine, "before_cursor_execute", self._note)
        try:
            yield self
        finally:
            event.remove(Engine, "before_cursor_execute", self._note)

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")):
            self.seen.append(statement)


@pytest.fixture
def statements() -> Statements:
    """Return a counter: `with statements.counted(): client.get(…)`, then `len(statements)`."""
    return Statements()
