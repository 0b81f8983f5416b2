"""Opening a ticket by its receipt."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher, extract_parameters
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from app.core import limits, slowhash
from app.core.slowhash import is_outdated, is_same, slow_hash
from app.core.transaction import transaction
from app.extensions import db
from app.tickets.models import Ticket
from app.tickets.receipts import holds_secret, new_secret, verify
from tests.factories import make_receipt
from tests.support.fixtures_app import Statements

DbSession = scoped_session[Session]
NOBODYS = new_secret()


def test_number_and_secret_open_the_ticket_and_nothing_else_does(db_session: DbSession) -> None:
    ticket, secret = make_receipt()
    other, other_secret = make_receipt()
    assert verify(ticket.number, secret) is ticket
    assert verify(f"{ticket.number[:4]} - {ticket.number[4:]}", secret.upper().replace("-", " ")) is ticket
    assert verify(ticket.number, other_secret) is None
    assert verify(other.number, secret) is None
    assert verify("10000000", secret) is None
    assert verify(other.number, NOBODYS) is None
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


def test_unknown_wrong_and_deleted_cost_exactly_the_same_work(
    db_session: DbSession, statements: Statements, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock would tell of the machine's mood; queries and the hash's costs are what there is to measure."""
    ticket, _ = make_receipt()
    gone, gone_secret = make_receipt()
    with transaction():
        db.session.delete(db.session.get(Ticket, gone.id))
    hashed: list[object] = []
    real = PasswordHasher.verify

    def watched(self: PasswordHasher, stored: str, text: str) -> bool:
        hashed.append((extract_parameters(stored), len(text)))
        return real(self, stored, text)

    monkeypatch.setattr(PasswordHasher, "verify", watched)
    slowhash.decoy()  # made once per process

    def work(number: str, secret: str) -> tuple[list[str], list[object]]:
        hashed.clear()
        with statements.counted():
            assert verify(number, secret) is None
        return list(statements.seen), list(hashed)

    works = [work(ticket.number, NOBODYS), work("10000000", NOBODYS), work(gone.number, gone_secret)]
    assert works[0] == works[1] == works[2]
    assert len(works[0][1]) == 1
    assert len(works[0][0]) == 1


def test_a_slip_is_told_before_the_slow_hash_and_before_the_database(
    db_session: DbSession, statements: Statements, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket, secret = make_receipt()

    def never(*_args: object) -> bool:
        raise AssertionError("a slow hash was computed")

    monkeypatch.setattr(PasswordHasher, "verify", never)
    slips = [
        secret[:-1],
        secret[1] + secret[0] + secret[2:] if secret[0] != secret[1] else secret[:-1],
        "",
        "O" * 24,
    ]
    with statements.counted():
        assert [verify(ticket.number, slip) for slip in slips] == [None] * 4
    assert len(statements) == 0


class TestCosts:
    """What an installation uses when nobody says otherwise."""

    @pytest.fixture
    def settings(self) -> dict[str, str]:
        return {"PASSWORD_MEMORY_KIB": ""}

    def test_a_secret_is_hashed_with_64_mebibytes_three_passes_and_a_long_salt(
        self, db_session: DbSession
    ) -> None:
        costs = extract_parameters(slow_hash("a secret"))
        assert (costs.type.name, costs.memory_cost, costs.time_cost) == ("ID", 65536, 3)
        assert costs.salt_len >= 16


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
            assert verify(ticket.number, NOBODYS, network="one") is None
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
            assert verify("10000000", NOBODYS, network="one") is None
        assert len(pauses) == 2


def test_a_text_that_gives_the_secret_away_is_recognised(db_session: DbSession) -> None:
    ticket, secret = make_receipt()
    other, _ = make_receipt()
    for text in (f"менің кодым {secret}", secret.upper().replace("-", " "), f"({secret.replace('-', '')})"):
        assert holds_secret(ticket, text)
        assert not holds_secret(other, text)
    assert not holds_secret(ticket, "Қайда дауыс беремін? Учаске ашық па, кімге барамын?")
