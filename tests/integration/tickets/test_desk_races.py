"""Several people at once, each with a database connection of their own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from app.authz.access import Actor
from app.core.errors import DomainError
from app.extensions import db
from app.tickets import service
from app.tickets.models import Ticket, TicketChange
from tests.actors import asker_of, lawyer, moderator
from tests.factories import make_ticket

Step = Callable[[Ticket], object]
DbSession = scoped_session[Session]


def at_once(app: Flask, ticket_id: str, *steps: Step) -> list[str]:
    """Let everybody load the ticket first and act then, together; return the codes of what happened."""
    ready = Barrier(len(steps))

    def act(step: Step) -> str:
        with app.app_context():
            ticket = db.session.get_one(Ticket, ticket_id)
            ready.wait(10)
            try:
                step(ticket)
            except DomainError as error:
                return error.code
            finally:
                db.session.remove()
            return "done"

    with ThreadPoolExecutor(len(steps)) as pool:
        return list(pool.map(act, steps))


def reread(ticket: Ticket) -> Ticket:
    db.session.rollback()
    return db.session.get_one(Ticket, ticket.id, populate_existing=True)


def declared(ticket: Ticket) -> Actor:
    who = lawyer()
    service.declare_conflict(who, ticket, is_clear=True)
    return who


def changes(ticket: Ticket) -> list[TicketChange]:
    query = select(TicketChange).where(TicketChange.ticket_id == ticket.id).order_by(TicketChange.cursor)
    return list(db.session.scalars(query))


def test_two_lawyers_claim_at_once_and_exactly_one_wins(app: Flask, db_session: DbSession) -> None:
    for _round in range(5):
        ticket = make_ticket()
        rivals = [declared(ticket), declared(ticket)]
        codes = at_once(app, ticket.id, *[lambda row, who=who: service.claim(who, row) for who in rivals])
        assert sorted(codes) == ["done", "taken"]
        assert reread(ticket).lawyer_id == rivals[codes.index("done")].account_id
        assert [change.action for change in changes(ticket)] == ["claim"]


def test_five_lawyers_claim_at_once_and_the_changes_stay_gap_free(app: Flask, db_session: DbSession) -> None:
    ticket = make_ticket()
    rivals = [declared(ticket) for _ in range(5)]
    codes = at_once(app, ticket.id, *[lambda row, who=who: service.claim(who, row) for who in rivals])
    assert sorted(codes) == ["done", *["taken"] * 4]
    assert [change.cursor for change in changes(ticket)] == [reread(ticket).cursor] == [1]


def test_a_case_taken_away_meanwhile_cannot_be_given_back(app: Flask, db_session: DbSession) -> None:
    """The state is the same before and after: only the row's lawyer tells that the page is old."""
    ticket = make_ticket()
    first, second, chief = declared(ticket), declared(ticket), moderator()
    service.claim(first, ticket)

    def late(row: Ticket) -> None:
        with app.app_context():
            other = db.session.get_one(Ticket, ticket.id)
            service.assign(chief, other, lawyer_id=str(second.account_id))
            db.session.remove()
        service.give_back(first, row, reason="no_time")

    assert at_once(app, ticket.id, late) == ["changed"]
    assert reread(ticket).lawyer_id == second.account_id


def test_the_asker_deletes_while_a_lawyer_claims(app: Flask, db_session: DbSession) -> None:
    ticket = make_ticket()
    who, asker = declared(ticket), asker_of(ticket)
    codes = at_once(
        app, ticket.id, lambda row: service.claim(who, row), lambda row: service.delete_ticket(asker, row)
    )
    assert codes[1] == "done"
    assert codes[0] in {"done", "gone"}
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Ticket)) == 0
