"""A conversation in which nobody writes rests: nobody has to wait, and it takes none of the lawyer's time.

It rests while its newest visible change says so: any message, answer or step is a newer one and wakes it.
"""

from __future__ import annotations

from sqlalchemy import exists, select

from app.authz.access import Actor, require
from app.authz.permissions import Permission
from app.core.transaction import transaction
from app.extensions import db
from app.tickets.life import lock, move
from app.tickets.models import Ticket, TicketChange
from app.tickets.rules import LIVE, Action

IS_RESTING = exists().where(
    TicketChange.ticket_id == Ticket.id,
    TicketChange.cursor == Ticket.public_cursor,
    TicketChange.action == Action.REST.value,
)


def rest(actor: Actor, ticket: Ticket, *, seen: int) -> bool:
    """Let a conversation rest unless something has happened since its change `seen`; tell whether it does.

    Several processes may try at once: the first one takes the next place, for the others it is not `seen`.
    """
    require(actor, Permission.TICKET_REST, ticket)
    with transaction():
        lock(ticket)
        if ticket.public_cursor != seen or ticket.state not in LIVE:
            return False
        move(actor, ticket, Action.REST)
    return True


def resting(ticket_ids: list[str]) -> set[str]:
    """Return which of these conversations rest."""
    return set(db.session.scalars(select(Ticket.id).where(Ticket.id.in_(ticket_ids), IS_RESTING)))
