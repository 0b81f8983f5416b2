"""Opening a ticket by its receipt."""

from __future__ import annotations

import time
from statistics import median

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from app.core import limits
from app.core.slowhash import is_outdated, is_same, slow_hash
from app.core.transaction import transaction
from app.extensions import db
from app.tickets.receipts import holds_secret, verify
from tests.factories import make_receipt

DbSession = scoped_session[Session]


def test_number_and_secret_open_the_ticket_and_nothing_else_does(db_session: DbSession) -> None:
    ticket, secret = make_receipt()
    other, other_secret = make_receipt()
    assert verify(ticket.number, secret) is ticket
    assert verify(f"{ticket.number[:4]} - {ticket.number[4:]}", secret.upper().replace("-", " ")) is ticket
    assert verify(ticket.number, other_secret) is None
    assert verify(other.number, secret) is None
    assert verify("10000000", secret) is None
    assert verify("", "") is None
    assert verify(ticket.number, "x" * 100_000) is None


def test_a_deleted_ticket_answers_like_one_that_never_was(db_session: DbSession) -> None:
    ticket, secret = make_receipt()
    number = ticket.number
    with transaction():
        db.session.delete(ticket)
    assert verify(number, secret) is None


def test_the_same_secret_is_hashed_differently_every_time(app: Flask, db_session: DbSession) -> None:
    first, second = slow_hash("one secret"), slow_hash("one secret")
    assert first != second
    assert first.startswith("$argon2id$")
    assert is_same(first, "one secret")
    assert not is_same(first, "another")
    assert not is_same(None, "no secret looks like this")
    assert not is_same("not a hash", "one secret")
    assert not is_outdated(first)


class TestTiming:
    """With costs high enough to be seen."""

    @pytest.fixture
    def settings(self) -> dict[str, str]:
        return {"PASSWORD_MEMORY_KIB": "8192"}

    def test_wrong_number_and_wrong_secret_take_the_same_time(self, db_session: DbSession) -> None:
        ticket, _ = make_receipt()

        def spent(number: str) -> float:
            start = time.process_time()
            assert verify(number, "badoku-badoku-badoku-badoku-badoku") is None
            return time.process_time() - start

        spent(ticket.number)
        pairs = [(spent(ticket.number), spent("10000000")) for _ in range(15)]
        wrong_secret, wrong_number = (median(times) for times in zip(*pairs, strict=True))
        assert wrong_number == pytest.approx(wrong_secret, rel=0.25)


class TestDelay:
    """Attempts are slowed down, never locked out."""

    @pytest.fixture
    def settings(self) -> dict[str, str]:
        return {"RATE_LIMITS": "on"}

    def test_after_some_wrong_attempts_each_waits_longer_but_the_right_one_still_opens(
        self, db_session: DbSession, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pauses: list[float] = []
        monkeypatch.setattr(limits.time, "sleep", pauses.append)
        ticket, secret = make_receipt()
        for _ in range(12):
            assert verify(ticket.number, "wrong", network="one") is None
        assert pauses == sorted(pauses)
        assert len(pauses) == 7
        assert max(pauses) <= limits.LONGEST_PAUSE
        assert verify(ticket.number, secret, network="two") is ticket
        pauses.clear()
        assert verify(ticket.number, secret, network="two") is ticket
        assert pauses == []

    def test_a_number_that_does_not_exist_is_slowed_down_alike(
        self, db_session: DbSession, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pauses: list[float] = []
        monkeypatch.setattr(limits.time, "sleep", pauses.append)
        for _ in range(7):
            assert verify("10000000", "wrong", network="one") is None
        assert len(pauses) == 2


def test_a_text_that_gives_the_secret_away_is_recognised(db_session: DbSession) -> None:
    ticket, secret = make_receipt()
    other, _ = make_receipt()
    for text in (f"менің кодым {secret}", secret.upper().replace("-", " "), f"({secret.replace('-', '')})"):
        assert holds_secret(ticket, text)
        assert not holds_secret(other, text)
    assert not holds_secret(ticket, "Қайда дауыс беремін? Учаске ашық па, кімге барамын?")
