"""The audit log: every event, once, in an unbroken chain."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session, scoped_session

from app.accounts import service as accounts
from app.core.events import Event, record
from app.core.transaction import transaction
from app.extensions import db
from app.staff.audit import START, action_of, verify
from app.staff.models import AuditEntry
from app.tickets.service import delete_ticket
from tests.actors import asker_of
from tests.factories import PASSWORD, QUESTION, make_account, make_ticket

DbSession = scoped_session[Session]


@dataclass(frozen=True, kw_only=True)
class SomethingTested(Event):
    thing_id: str
    number: int = 0
    kinds: tuple[str, ...] = ()


def note(thing: str, **values: object) -> None:
    with transaction():
        record(SomethingTested(actor="system", thing_id=thing, **values))  # type: ignore[arg-type]


def entries() -> list[AuditEntry]:
    return list(db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)))


def tamper(statement: str) -> None:
    """Change the log the way only the owner of the database can."""
    with db.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER audit_entries_no_update"))
            connection.execute(text("DROP TRIGGER audit_entries_no_delete"))
            connection.execute(text(statement))
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            connection.execute(text(statement))


def test_every_event_becomes_one_entry_with_identifiers_only(db_session: DbSession) -> None:
    note("abc", number=7, kinds=("phone", "plate"))
    (entry,) = entries()
    assert (entry.actor, entry.action, entry.subject) == ("system", "something_tested", "abc")
    assert entry.details == {"number": 7, "kinds": ["phone", "plate"]}
    assert entry.chain != START


def test_a_whole_life_of_a_ticket_leaves_no_word_of_it_in_the_log(db_session: DbSession) -> None:
    ticket = make_ticket()
    delete_ticket(asker_of(ticket), ticket)
    rows = entries()
    assert [row.action for row in rows] == ["ticket_opened", "ticket_deleted"]
    assert {row.subject for row in rows} == {ticket.id}
    stored = " ".join(str([row.actor, row.action, row.subject, row.details]) for row in rows)
    assert not any(word in stored for word in QUESTION.split() if len(word) > 4)
    assert verify().is_sound


def test_what_is_rolled_back_is_not_in_the_log_and_the_next_event_is(db_session: DbSession) -> None:
    def fail() -> None:
        with transaction():
            record(SomethingTested(actor="system", thing_id="lost"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    note("kept")
    assert [entry.subject for entry in entries()] == ["kept"]
    assert verify().is_sound


def test_a_failed_sign_in_stays_in_the_log(db_session: DbSession) -> None:
    account = make_account()
    assert accounts.sign_in(account.login, "wrong words altogether") is None
    assert accounts.sign_in("nobody@example.org", PASSWORD) is None
    failed = [entry.subject for entry in entries() if entry.action == "sign_in_failed"]
    assert failed == [account.id, ""]


def test_what_askers_do_with_their_own_accounts_is_nobodys_business(db_session: DbSession) -> None:
    from tests.actors import VISITOR  # noqa: PLC0415

    account = accounts.sign_up(VISITOR, login="kestrel", password="sixteen green boats 9", locale="kk")
    accounts.sign_in("kestrel", "sixteen green boats 9")
    assert account.id not in {entry.subject for entry in entries()}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entries SET actor = 'asker' WHERE subject = 'b'",
        "DELETE FROM audit_entries WHERE subject = 'b'",
    ],
)
def test_the_application_can_neither_change_nor_delete_an_entry(
    db_session: DbSession, statement: str
) -> None:
    note("b")
    with pytest.raises(DatabaseError, match="append-only"), transaction():
        db.session.execute(text(statement))
    assert len(entries()) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entries SET actor = 'asker' WHERE subject = 'b'",
        "UPDATE audit_entries SET details = '{}' WHERE subject = 'b'",
        "DELETE FROM audit_entries WHERE subject = 'b'",
    ],
)
def test_a_changed_or_missing_entry_breaks_the_chain(db_session: DbSession, statement: str) -> None:
    for thing in "abc":
        note(thing, number=1)
    numbers = [entry.id for entry in entries()]
    db.session.rollback()
    tamper(statement)
    verdict = verify()
    assert not verdict.is_sound
    assert verdict.broken_at in numbers[1:]


def test_a_cut_off_end_shows_when_its_hash_was_noted(app: Flask, db_session: DbSession) -> None:
    for thing in "abc":
        note(thing)
    head = verify().head
    db.session.rollback()
    tamper("DELETE FROM audit_entries WHERE subject = 'c'")
    assert verify().is_sound
    assert not verify(head).is_sound
    db.session.rollback()
    result = app.test_cli_runner().invoke(args=["audit", "verify", "--head", head])
    assert result.exit_code == 1
    assert "cut off" in result.output


def test_the_command_prints_the_newest_hash(app: Flask, db_session: DbSession) -> None:
    note("a")
    newest = entries()[-1].chain
    db.session.rollback()
    result = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert result.exit_code == 0
    assert newest in result.output


def test_writers_at_once_do_not_fork_the_chain(app: Flask, db_session: DbSession) -> None:
    writers, rounds = 6, 15
    ready = Barrier(writers)

    def write(writer: int) -> None:
        with app.app_context():
            ready.wait(10)
            for turn in range(rounds):
                note(f"{writer}-{turn}")
                db.session.remove()

    db.session.rollback()
    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(write, range(writers)))
    assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == writers * rounds
    assert verify().entries == writers * rounds
    assert verify().is_sound


def test_names_of_actions_are_the_names_of_events() -> None:
    assert action_of(SomethingTested) == "something_tested"
