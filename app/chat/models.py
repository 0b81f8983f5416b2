"""Messages of a room and how far each side has read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import now
from app.core.database import IdColumn, Model, UtcDateTime, new_id
from app.tickets.models import Ticket


class Message(Model):
    """A message or a staff note.

    `seq`, the cursor of its sending, is its place in the room; `changed_at_cursor` is bumped by every
    edit and withdrawal. `author` is "asker" or an account id; with `client_id` it makes a repeated
    send harmless.
    """

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("ticket_id", "author", "client_id"),
        UniqueConstraint("ticket_id", "changed_at_cursor"),
        UniqueConstraint("ticket_id", "seq"),
    )

    id: Mapped[str] = mapped_column(IdColumn(), primary_key=True, default=new_id)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id", ondelete="CASCADE"))
    seq: Mapped[int]
    changed_at_cursor: Mapped[int]
    author: Mapped[str] = mapped_column(String(32))
    author_kind: Mapped[str] = mapped_column(String(10))  # asker, lawyer, moderator, system
    client_id: Mapped[str] = mapped_column(String(36))
    kind: Mapped[str] = mapped_column(String(8), default="text")  # text, note, card
    body_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ticket: Mapped[Ticket] = relationship()


class ReadMark(Model):
    """High-water marks of one reader ("asker" or an account id) in one room, in cursors."""

    __tablename__ = "read_marks"

    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id", ondelete="CASCADE"), primary_key=True)
    reader: Mapped[str] = mapped_column(String(32), primary_key=True)
    delivered_up_to: Mapped[int] = mapped_column(default=0)
    read_up_to: Mapped[int] = mapped_column(default=0)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


def body_context(message_id: str) -> str:
    """Return what a message's sealed text is bound to."""
    return f"messages.body_sealed:{message_id}"
