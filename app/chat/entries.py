"""One line of a room, whatever it came from: the question, a message, a note, a change of state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.accounts.models import Account
from app.chat.attachments import unpacked
from app.chat.models import Message, body_context
from app.chat.rules import ASKER
from app.chat.seats import seat_key
from app.core.sealing import Seal, SealBroken, ticket_seal
from app.extensions import db
from app.tickets.models import Ticket, TicketChange
from app.tickets.reasons import describe
from app.tickets.receipts import question_text
from app.tickets.rooms import RoomFacts

QUESTION = "question"  # the id of the opening entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a page shows and a socket carries, with the text opened; the same for all on one side.

    The text of a change of state is its reason, in the reader's language. A message has a text, a file or
    a card (attachments.py).
    """

    id: str
    kind: str  # question, message, note, change
    cursor: int
    place: int
    by: str  # asker, lawyer, moderator, system
    at: datetime
    language: str
    name: str = ""
    seat: str = ""
    client_id: str | None = None
    text: str | None = None
    file: dict[str, Any] | None = None
    card: dict[str, Any] | None = None
    edited_at: datetime | None = None
    withdrawn_at: datetime | None = None
    action: str | None = None
    state: str | None = None


def question_entry(ticket: Ticket) -> Entry:
    """Return the question as the first entry; it never changes."""
    return Entry(
        id=QUESTION,
        kind="question",
        cursor=0,
        place=0,
        by="asker",
        seat=seat_key(ticket, ASKER),
        at=ticket.created_at,
        language=ticket.language,
        text=question_text(ticket),
    )


def message_entry(message: Message, ticket: Ticket) -> Entry:
    """Return the entry of a message that is at hand."""
    author = db.session.get(Account, message.author) if message.author_kind != "asker" else None
    return opened_entry(message, ticket, name=author.name if author else "")


def opened_entry(message: Any, ticket: RoomFacts, *, name: str) -> Entry:
    """Return the entry of a message's columns, its author's name being known."""
    body = _open(ticket_seal(ticket), message.body_sealed, body_context(message.id))
    return entry_of_message(message, ticket, name=name, body=body)


def entry_of_message(message: Any, ticket: RoomFacts, *, name: str, body: str | None) -> Entry:
    """Return the entry of a message's columns, its body being open."""
    return Entry(
        id=message.id,
        kind="note" if message.kind == "note" else "message",
        cursor=message.changed_at_cursor,
        place=message.seq,
        by=message.author_kind,
        seat=seat_key(ticket, message.author),
        name=name,
        at=message.created_at,
        language=ticket.language,
        client_id=message.client_id,
        **unpacked(message.kind, body),
        edited_at=message.edited_at,
        withdrawn_at=message.withdrawn_at,
    )


def entry_of_row(row: Any, ticket: Ticket, seal: Seal, *, for_staff: bool) -> Entry:
    """Return the entry of a row of the timeline query, in the reader's language."""
    if row.kind == "change":
        change = TicketChange(id=row.id, action=row.action, reason_sealed=row.sealed)
        body: str | None = describe(ticket, change, for_staff=for_staff)
    else:
        body = _open(seal, row.sealed, body_context(row.id))
    return Entry(
        id=row.id,
        kind=row.kind if row.kind in {"change", "note"} else "message",
        cursor=row.cursor,
        place=row.place,
        by=row.by,
        seat=seat_key(ticket, row.author),
        name=row.name or "",
        at=row.at,
        language=ticket.language,
        client_id=row.client_id,
        **unpacked(row.kind, body),
        edited_at=row.edited_at,
        withdrawn_at=row.withdrawn_at,
        action=row.action,
        state=row.state,
    )


def _open(seal: Seal, sealed: bytes | None, context: str) -> str | None:
    """Return the text, or None when there is none or it was tampered with: one row may not hide a room."""
    if sealed is None:
        return None
    try:
        return seal.open(sealed, context)
    except SealBroken:
        return None
