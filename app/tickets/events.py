"""What happens to tickets."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class TicketOpened(Event):
    """A question came in."""

    ticket_id: str


@dataclass(frozen=True, kw_only=True)
class TicketMoved(Event):
    """A ticket changed its state; `cursor` is the change's place in the room."""

    ticket_id: str
    action: str
    from_state: str
    to_state: str
    cursor: int
    is_staff_only: bool = False


@dataclass(frozen=True, kw_only=True)
class TicketDeleted(Event):
    """A ticket and everything in it was destroyed."""

    ticket_id: str
