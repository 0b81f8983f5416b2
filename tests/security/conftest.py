"""One small installation with everybody in it, put back as it was after every door."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from app import create_app
from app.extensions import db
from tests.security.doors import Visitor
from tests.security.world import CAST, STATES, Snapshot, build
from tests.support import databases
from tests.support.client import CheckedClient


@pytest.fixture(scope="module")
def visitor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    folder = tmp_path_factory.mktemp("doors")
    path = folder / "kenes.sqlite"
    databases.copy_sqlite(databases.EMPTY, path)
    app: Flask = create_app(databases.environment(f"sqlite:///{path}", folder / "instance"))
    app.test_client_class = CheckedClient
    with pytest.MonkeyPatch.context() as patch, app.app_context():
        # When somebody was last seen is noted from time to time; on a slow day that would look like a change.
        patch.setattr("app.accounts.browser.TOUCH_EVERY", timedelta(days=1))
        world = build(app)
        for name in CAST:
            for state in STATES:
                # Who reads a case of others is written down once an hour: now, so that it is no change later.
                world.browser(name, state).get(f"/en/desk/{world.tickets[state].number}", check=False)
        db.session.rollback()
        snapshot = Snapshot(path)
        yield Visitor(world, snapshot)
        snapshot.close()
        db.session.remove()
        db.engine.dispose()
