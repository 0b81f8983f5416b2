"""What the desk and the public pages read, on both databases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app import worker
from app.core.clock import now, today
from app.core.transaction import transaction
from app.extensions import db
from app.tickets import queries, service
from app.tickets.models import Ticket
from app.tickets.queries import Filters
from app.tickets.rules import State
from tests.actors import actor_of, lawyer
from tests.cases import browser_of, make_case
from tests.factories import make_account, make_ticket
from tests.support.fixtures_app import Statements

pytestmark = pytest.mark.usefixtures("db_session")


def set_on(ticket: Ticket, **values: Any) -> None:
    with transaction():
        for name, value in values.items():
            setattr(ticket, name, value)


def replied(minutes: int, *, days_ago: int = 1) -> Ticket:
    """Return a ticket that was answered after so many minutes."""
    ticket = make_ticket()
    opened = now() - timedelta(days=days_ago, minutes=minutes)
    set_on(
        ticket,
        created_at=opened,
        first_reply_at=opened + timedelta(minutes=minutes),
        state=State.ANSWERED.value,
    )
    return ticket


@pytest.mark.parametrize("typed", ["{0}{1}", "{0}-{1}", " {0} {1} "])
def test_a_ticket_is_found_by_its_number_however_it_is_written(typed: str) -> None:
    ticket = make_ticket()
    found = queries.find_by_number(typed.format(ticket.number[:4], ticket.number[4:]))
    assert found is ticket
    assert queries.find_by_number("") is None


def test_the_queue_leaves_out_what_a_lawyer_declared_a_conflict_about() -> None:
    who, ticket, other = lawyer(), make_ticket(), make_ticket()
    service.declare_conflict(who, ticket, is_clear=False)
    service.declare_conflict(who, other, is_clear=True)
    page = queries.queue(who.account_id, Filters())
    assert [(row.id, row.is_declared) for row in page.rows] == [(other.id, True)]
    assert queries.count_queue(who.account_id, Filters()) == 1
    assert queries.count_queue(lawyer().account_id, Filters()) == 2


def test_a_lawyer_sees_at_first_what_fits_their_languages_and_fields(app: Flask) -> None:
    account = make_account(languages=["ru"], topics=["away"])
    fitting = make_ticket(language="ru", topic="away")
    strange = [make_ticket(language="kk", topic="away"), make_ticket(language="ru", topic="observers")]
    browser = browser_of(app, actor_of(account))
    text = browser.get("/desk").text
    assert fitting.number[4:] in text
    assert not [ticket for ticket in strange if ticket.number[4:] in text]
    everything = browser.get("/desk?language=").text
    assert all(ticket.number[4:] in everything for ticket in (fitting, *strange))


def test_cases_that_wait_for_the_lawyer_come_first() -> None:
    who = lawyer()
    cases = [make_case(who).ticket for _ in range(3)]
    states = (State.WAITING_FOR_ASKER, State.CLAIMED, State.WAITING_FOR_LAWYER)
    for age, (ticket, state) in enumerate(zip(cases, states, strict=True)):
        set_on(ticket, state=state.value, waiting_since=now() - timedelta(hours=9 - age))
    assert [ticket.state for ticket in queries.cases_of(who.account_id or "")] == [
        State.CLAIMED,
        State.WAITING_FOR_LAWYER,
        State.WAITING_FOR_ASKER,
    ]


def test_cases_in_lawyers_hands_are_paged_by_how_long_they_stand_still() -> None:
    tickets = [make_case().ticket for _ in range(5)]
    for age, ticket in enumerate(tickets):
        set_on(ticket, waiting_since=now() - timedelta(hours=age // 2))
    seen: list[str] = []
    after = None
    while True:
        rows, after = queries.in_work(after=after, limit=2)
        seen += [row.id for row in rows]
        if after is None:
            break
    assert sorted(seen) == sorted(ticket.id for ticket in tickets)
    assert seen[0] == tickets[4].id


def test_the_usual_time_is_the_median_of_recent_first_replies() -> None:
    for minutes in (10, 20, 30, 40, 5000):
        replied(minutes)
    replied(1, days_ago=60)
    make_ticket()
    summary = queries.waiting_summary()
    assert (summary.waiting, summary.usual) == (1, timedelta(minutes=30))


def test_too_few_replies_make_no_promise() -> None:
    replied(10)
    assert queries.waiting_summary().usual is None


def test_waiting_is_counted_once_a_minute(statements: Statements, monkeypatch: pytest.MonkeyPatch) -> None:
    make_ticket()
    assert queries.waiting_summary().waiting == 1
    make_ticket()
    with statements.counted():
        assert queries.waiting_summary().waiting == 1
    assert len(statements) == 0
    later = now() + timedelta(seconds=61)
    monkeypatch.setattr(queries, "now", lambda: later)
    assert queries.waiting_summary().waiting == 2


def test_the_worker_deletes_expired_tickets_and_returns_orphaned_cases() -> None:
    expired, account = make_ticket(), make_account()
    case = make_case(actor_of(account))
    set_on(expired, delete_on=today())
    with transaction():
        account.licence_expires_on = today() - timedelta(days=1)
    for name in ("tickets.retention", "tickets.licences"):
        worker._periodic[name].run()
    db.session.rollback()
    assert db.session.get(Ticket, expired.id) is None
    assert db.session.get_one(Ticket, case.ticket.id).state == State.RETURNED
