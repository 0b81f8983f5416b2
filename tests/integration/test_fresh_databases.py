"""Every test begins on an empty database, whatever the one before it left there."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.clock import now
from app.core.outbox import OutboxJob
from app.extensions import db
from tests.support.fixtures_app import Statements


@pytest.mark.parametrize("time", ["first", "second"])
def test_nothing_is_left_of_another_test(app: Flask, statements: Statements, time: str) -> None:
    with app.app_context(), statements.counted():
        assert db.session.scalar(select(func.count()).select_from(OutboxJob)) == 0
        db.session.add(OutboxJob(kind=time, payload={}, run_after=now()))
        db.session.commit()
    assert len(statements) == 2
