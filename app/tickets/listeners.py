"""Tells open desks that the queue has changed: a hint, they read the list themselves."""

from __future__ import annotations

from app.core.events import Event, after_commit
from app.realtime.gateway import publish
from app.realtime.rooms import account_room, desk_room
from app.tickets.events import ConflictDeclared, TicketDeleted, TicketMoved, TicketOpened

CHANGED = "desk:changed"


def tell_desks(_event: Event) -> None:
    """Hint to everybody who watches the queue."""
    publish(desk_room(), CHANGED, {})


@after_commit(ConflictDeclared)
def tell_own_desks(event: ConflictDeclared) -> None:
    """Hint to the other windows of the lawyer, for whom the queue looks different now."""
    publish(account_room(event.actor), CHANGED, {})


for _kind in (TicketOpened, TicketMoved, TicketDeleted):
    after_commit(_kind)(tell_desks)
