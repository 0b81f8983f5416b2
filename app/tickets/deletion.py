"""The end of a ticket: rows and key are destroyed, by the asker's wish or when the time is over."""

from __future__ import annotations

import logging
from collections.abc import Callable

from sqlalchemy import delete, select

from app.authz.access import Actor, require, system_actor
from app.authz.permissions import Permission
from app.core.clock import today
from app.core.events import record
from app.core.scrubbing import scrub_later
from app.core.transaction import transaction
from app.extensions import db
from app.tickets.events import TicketDeleted
from app.tickets.models import Ticket

log = logging.getLogger(__name__)
BATCH = 100
Farewell = Callable[[Ticket], None]
_farewells: list[Farewell] = []


def before_deletion(farewell: Farewell) -> Farewell:
    """Let a later stage clean up what belongs to a ticket, in the same transaction, while it still exists."""
    if farewell not in _farewells:
        _farewells.append(farewell)
    return farewell


def delete_ticket(actor: Actor, ticket: Ticket) -> None:
    """Destroy a ticket with its key, messages, changes and answers. What was published stays published."""
    require(actor, Permission.TICKET_DELETE, ticket)
    with transaction():
        for farewell in _farewells:
            farewell(ticket)
        db.session.flush()
        record(TicketDeleted(actor=actor.reference, ticket_id=ticket.id))
        # The database itself deletes what hangs on the row; the wrapped key is a column of it.
        db.session.execute(
            delete(Ticket).where(Ticket.id == ticket.id).execution_options(synchronize_session=False)
        )
        db.session.expunge(ticket)
        scrub_later()


def delete_expired() -> int:
    """Delete what nobody needs any longer; return how many tickets. Each has a transaction of its own."""
    actor = system_actor("retention")
    query = select(Ticket).where(Ticket.delete_on <= today()).order_by(Ticket.delete_on).limit(BATCH)
    deleted = 0
    for ticket in list(db.session.scalars(query)):
        try:
            delete_ticket(actor, ticket)
        except Exception as error:  # noqa: BLE001 - one that cannot go may not keep the others
            log.error("a ticket past its day was not deleted: %s", type(error).__name__)
            continue
        deleted += 1
    return deleted
