"""Tickets that an asker wants to have in the account."""

from __future__ import annotations

from sqlalchemy import ColumnElement, false, or_, select, update

from app.accounts.events import TicketsKept
from app.authz.access import Actor, Role
from app.core.events import in_transaction
from app.extensions import db
from app.tickets.models import Ticket

PAGE_SIZE = 20


@in_transaction(TicketsKept)
def give_to_account(event: TicketsKept) -> None:
    """Write the account on tickets that belong to none yet."""
    db.session.execute(
        update(Ticket)
        .where(Ticket.id.in_(event.ticket_ids), Ticket.account_id.is_(None))
        .values(account_id=event.account_id)
    )


def own_tickets(actor: Actor, *, page: int = 1) -> tuple[list[Ticket], bool]:
    """Return a page of the asker's tickets, of the account and of this browser, and whether more follow."""
    query = select(Ticket).where(_is_own(actor)).order_by(Ticket.created_at.desc(), Ticket.id)
    rows = list(db.session.scalars(query.offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE + 1)))
    return rows[:PAGE_SIZE], len(rows) > PAGE_SIZE


def _is_own(actor: Actor) -> ColumnElement[bool]:
    held = Ticket.id.in_(sorted(actor.ticket_ids)) if actor.ticket_ids else false()
    if actor.account_id and actor.role is Role.ASKER:
        return or_(Ticket.account_id == actor.account_id, held)
    return held
