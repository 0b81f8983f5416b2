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
    """A ticket changed its state; `cursor` is the change's place in the room.

    Steps that a message takes (asker_writes, lawyer_writes) have no place of their own.
    """

    ticket_id: str
    action: str
    from_state: str
    to_state: str
    cursor: int
    public_before: int = 0
    is_staff_only: bool = False


@dataclass(frozen=True, kw_only=True)
class TicketDeleted(Event):
    """A ticket and everything in it was destroyed."""

    ticket_id: str


@dataclass(frozen=True, kw_only=True)
class ConflictDeclared(Event):
    """A lawyer answered whether anything stands against working on a ticket; the answer stays private."""

    ticket_id: str


@dataclass(frozen=True, kw_only=True)
class QuestionPreviewed(Event):
    """Somebody who does not work on a ticket yet was shown its question."""

    ticket_id: str


@dataclass(frozen=True, kw_only=True)
class TicketRead(Event):
    """Somebody of the staff who does not work on the ticket opened the conversation."""

    ticket_id: str
    in_emergency: bool = False


@dataclass(frozen=True, kw_only=True)
class EmergencyDecided(Event):
    """A step on the way to reading a ticket in an emergency, or the end of it."""

    ticket_id: str
    step: str  # asked, agreed, refused, ended


@dataclass(frozen=True, kw_only=True)
class ReplyChanged(Event):
    """A prepared reply was written, changed or deleted."""

    reply_id: str
    change: str  # created, edited, deleted
    is_shared: bool
