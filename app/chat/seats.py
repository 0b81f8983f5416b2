"""On which side of the table somebody sits in a room."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from app.authz.access import Actor, can
from app.authz.permissions import Permission
from app.chat.rules import ASKER
from app.tickets.life import kind_of
from app.tickets.rooms import RoomFacts


@dataclass(frozen=True)
class Seat:
    """Who somebody is in one room. `author` names their messages and marks, `kind` is what others see."""

    author: str
    kind: str
    name: str = ""

    @property
    def is_staff(self) -> bool:
        """Tell whether this side sees the notes."""
        return self.author != ASKER


def seat_of(actor: Actor, ticket: RoomFacts) -> Seat:
    """Return the actor's seat; staff who merely hold the receipt of a ticket are its asker."""
    if actor.account_id and can(actor, Permission.CHAT_READ_NOTES, ticket):
        return Seat(actor.account_id, kind_of(actor), actor.name)
    return Seat(ASKER, "asker")


def seat_key(ticket: RoomFacts, author: str | None) -> str:
    """Return a name of an author that means nothing outside this ticket: no account id leaves the house."""
    if not author or author == ASKER:
        return author or ""
    return hashlib.sha256(f"{ticket.id}:{author}".encode()).hexdigest()[:8]
