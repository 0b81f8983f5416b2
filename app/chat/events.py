"""What happens in a room."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.core.events import Event


class What(StrEnum):
    """How a message changed."""

    SENT = "sent"
    EDITED = "edited"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True)
class MessageChanged(Event):
    """A message or a note was written, edited or withdrawn; `cursor` is the change's place in the room."""

    ticket_id: str
    message_id: str
    what: What
    author_kind: str
    is_note: bool
    cursor: int
    public_before: int


@dataclass(frozen=True, kw_only=True)
class MarksMoved(Event):
    """Somebody's device has received, or somebody has read, more of a room than before."""

    ticket_id: str
    reader: str
    reader_kind: str
    delivered_up_to: int
    read_up_to: int
