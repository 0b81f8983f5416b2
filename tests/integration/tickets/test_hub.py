"""Under gevent, hashing leaves everybody else alone."""

from __future__ import annotations

import gevent
import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from app.core.slowhash import decoy, is_same, slow_hash
from app.tickets.receipts import verify
from tests.factories import make_receipt


@pytest.fixture
def backend() -> str:
    """SQLite is what gevent serves with a single connection."""
    return "sqlite"


@pytest.fixture
def settings() -> dict[str, str]:
    return {"KENES_ASYNC": "gevent", "PASSWORD_MEMORY_KIB": "65536"}


def test_the_hub_goes_on_while_a_hash_is_computed(app: Flask) -> None:
    ticks = 0

    def tick() -> None:
        nonlocal ticks
        while True:
            ticks += 1
            gevent.sleep(0.002)

    with app.app_context():
        decoy()
        stored = slow_hash("a secret")
        ticker = gevent.spawn(tick)
        before = ticks
        assert is_same(stored, "a secret")
        ticker.kill()
    assert ticks - before >= 5


def test_a_receipt_opens_with_the_one_connection_there_is(db_session: scoped_session[Session]) -> None:
    ticket, secret = make_receipt()
    assert verify(ticket.number, secret) is ticket
