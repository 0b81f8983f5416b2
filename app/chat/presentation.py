"""Entries as HTML and as protocol objects: one macro and one shape for page, socket and polling."""

from __future__ import annotations

from typing import Any

from flask import current_app

from app.chat.entries import Entry
from app.chat.queries import Marks, Slice
from app.chat.words import words
from app.tickets.models import Ticket
from app.tickets.rooms import RoomFacts


def render_entry(entry: Entry, language: str | None = None) -> str:
    """Return the entry's HTML in a language (None: the current one), exactly as the page shows it."""
    module: Any = current_app.jinja_env.get_template("chat/entry.html").module
    return str(module.entry(entry, words(language)))


def wire(
    entry: Entry, ticket: RoomFacts, *, after: int | None = None, html: str | None = None
) -> dict[str, Any]:
    """Return the entry as the protocol carries it.

    `after` is the change before it on this side of the room; without it, in acknowledgements, the
    entry is shown but moves nobody's cursor.
    """
    return {
        "ticket": ticket.number,
        "id": entry.id,
        "kind": entry.kind,
        "cursor": entry.cursor,
        "after": after,
        "place": entry.place,
        "by": entry.by,
        "seat": entry.seat,
        "name": entry.name,
        "at": entry.at.isoformat(timespec="milliseconds"),
        "edited": entry.edited_at is not None,
        "withdrawn": entry.withdrawn_at is not None,
        "client_id": entry.client_id,
        "action": entry.action,
        "state": entry.state,
        "ticket_state": ticket.state,
        "text": entry.text,
        "file": entry.file,
        "card": entry.card,
        "html": render_entry(entry) if html is None else html,
    }


def wire_slice(found: Slice, ticket: Ticket, after: int) -> dict[str, Any]:
    """Return a page of changes, each naming the one before it."""
    entries = []
    for entry in found.entries:
        entries.append(wire(entry, ticket, after=after))
        after = max(after, entry.cursor)
    return {
        "ticket": ticket.number,
        "state": ticket.state,
        "cursor": found.cursor,
        "entries": entries,
        "more": found.more,
    }


def wire_marks(marks: Marks) -> dict[str, int]:
    """Return how far the other side has received and read."""
    return {"delivered": marks.delivered, "read": marks.read}
