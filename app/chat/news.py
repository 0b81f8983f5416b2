"""Tells open pages of a room that what stands around the conversation has changed."""

from __future__ import annotations

from app.extensions import db
from app.realtime.gateway import publish
from app.realtime.rooms import asker_room, staff_room
from app.tickets.models import Ticket

ASIDE = "chat:aside"


def announce_aside(ticket_id: str | None) -> None:
    """Have both sides fetch it anew; for later stages, after their commit. Says nothing but the number."""
    ticket = db.session.get(Ticket, ticket_id) if ticket_id else None
    if ticket is not None:
        publish([staff_room(ticket.id), asker_room(ticket.id)], ASIDE, {"ticket": ticket.number})
