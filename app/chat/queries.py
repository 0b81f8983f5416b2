"""Reading a room: one query over messages and changes of state, by cursor or by place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import CompoundSelect, LargeBinary, Select, String, null, select, type_coerce, union_all

from app.accounts.models import Account
from app.authz.access import Actor
from app.chat.entries import Entry, entry_of_row, question_entry
from app.chat.models import Message, ReadMark
from app.chat.rules import ASKER, CHANGE_WINDOW
from app.chat.seats import Seat, seat_of
from app.core.clock import now
from app.core.database import UtcDateTime
from app.core.sealing import ticket_seal
from app.extensions import db
from app.tickets.models import Ticket, TicketChange

PAGE = 100  # changes a time, over a socket
SCREEN = 50  # entries a page: on a slow line a long room opens with its newest ones
NOTHING_YET = -1  # before the question itself


@dataclass(frozen=True)
class Slice:
    """Entries in the order of their cursors. Whoever has applied them knows everything up to `cursor`."""

    entries: list[Entry]
    cursor: int
    more: bool


@dataclass(frozen=True)
class Screen:
    """The newest entries in the order of their places; `earlier` is where the ones before begin."""

    entries: list[Entry]
    cursor: int
    earlier: int | None


@dataclass(frozen=True)
class Marks:
    """How far one side's devices have received and its people have read."""

    delivered: int = 0
    read: int = 0


def timeline_after(actor: Actor, ticket: Ticket, after: int, limit: int = PAGE) -> Slice:
    """Return what changed after a cursor, oldest change first, with the texts opened.

    The caller has read `ticket` before: what commits between the two reads comes with the next call.
    """
    seat = seat_of(actor, ticket)
    newest = ticket.cursor if seat.is_staff else ticket.public_cursor
    entries = [question_entry(ticket)] if after < 0 else []
    query = _timeline(ticket, seat, cursor_above=max(after, 0))
    found = _read(ticket, seat, query.order_by("cursor").limit(limit + 1))
    entries += found[:limit]
    last = entries[-1].cursor if entries else after
    return Slice(entries, last if len(found) > limit else max(last, newest), len(found) > limit)


def timeline_before(actor: Actor, ticket: Ticket, before: int | None = None, limit: int = SCREEN) -> Screen:
    """Return a screenful of entries that stand before a place (None: the newest), oldest first."""
    seat = seat_of(actor, ticket)
    newest = ticket.cursor if seat.is_staff else ticket.public_cursor
    query = _timeline(ticket, seat, place_below=before)
    found = _read(ticket, seat, query.order_by(query.selected_columns.place.desc()).limit(limit + 1))
    entries = found[:limit][::-1]
    if len(found) > limit:
        return Screen(entries, newest, entries[0].place)
    return Screen([question_entry(ticket), *entries], newest, None)


def find_message(ticket: Ticket, message_id: str) -> Message | None:
    """Return a message of this very room."""
    query = select(Message).where(Message.ticket_id == ticket.id, Message.id == message_id)
    return db.session.scalar(query)


def change_row(ticket: Ticket, cursor: int) -> Any:
    """Return the row of the change of state at `cursor`, for `entry_of_row`."""
    return db.session.execute(_changes(ticket).where(TicketChange.cursor == cursor)).one()


def changeable_messages(actor: Actor, ticket: Ticket) -> list[Message]:
    """Return the actor's own messages that may still be edited or withdrawn, newest first."""
    query = select(Message).where(
        Message.ticket_id == ticket.id,
        Message.author == seat_of(actor, ticket).author,
        Message.created_at > now() - CHANGE_WINDOW,
        Message.withdrawn_at.is_(None),
    )
    return list(db.session.scalars(query.order_by(Message.seq.desc()).limit(20)))


def own_mark(actor: Actor, ticket: Ticket) -> Marks:
    """Return how far the actor's own side has read."""
    return _marks(ticket, reader=seat_of(actor, ticket).author)


def other_marks(actor: Actor, ticket: Ticket) -> Marks:
    """Return how far the other side has read: the asker for staff, the lawyer of the ticket for the asker."""
    if seat_of(actor, ticket).is_staff:
        return _marks(ticket, reader=ASKER)
    return _marks(ticket, reader=ticket.lawyer_id) if ticket.lawyer_id else Marks()


def _marks(ticket: Ticket, *, reader: str) -> Marks:
    mark = db.session.get(ReadMark, (ticket.id, reader))
    return Marks(mark.delivered_up_to, mark.read_up_to) if mark else Marks()


def _read(ticket: Ticket, seat: Seat, query: Any) -> list[Entry]:
    seal = ticket_seal(ticket)
    rows = db.session.execute(query)
    return [entry_of_row(row, ticket, seal, for_staff=seat.is_staff) for row in rows]


def _timeline(
    ticket: Ticket, seat: Seat, *, cursor_above: int | None = None, place_below: int | None = None
) -> CompoundSelect[Any]:
    messages, changes = _messages(ticket), _changes(ticket)
    if not seat.is_staff:
        messages = messages.where(Message.kind != "note")
        changes = changes.where(TicketChange.is_staff_only.is_(False))
    if cursor_above is not None:
        messages = messages.where(Message.changed_at_cursor > cursor_above)
        changes = changes.where(TicketChange.cursor > cursor_above)
    if place_below is not None:
        messages = messages.where(Message.seq < place_below)
        changes = changes.where(TicketChange.cursor < place_below)
    return union_all(messages, changes)


def _messages(ticket: Ticket) -> Select[Any]:
    columns: tuple[Any, ...] = (
        Message.id.label("id"),
        Message.kind.label("kind"),
        Message.changed_at_cursor.label("cursor"),
        Message.seq.label("place"),
        Message.author_kind.label("by"),
        Message.author.label("author"),
        Account.name.label("name"),
        Message.client_id.label("client_id"),
        Message.body_sealed.label("sealed"),
        Message.created_at.label("at"),
        Message.edited_at.label("edited_at"),
        Message.withdrawn_at.label("withdrawn_at"),
        _nothing(String, "action"),
        _nothing(String, "state"),
    )
    query = select(*columns).outerjoin(Account, Account.id == Message.author)
    return query.where(Message.ticket_id == ticket.id)


def _changes(ticket: Ticket) -> Select[Any]:
    columns: tuple[Any, ...] = (
        TicketChange.id.label("id"),
        type_coerce("change", String).label("kind"),
        TicketChange.cursor.label("cursor"),
        TicketChange.cursor.label("place"),
        TicketChange.actor_kind.label("by"),
        TicketChange.actor_id.label("author"),
        Account.name.label("name"),
        _nothing(String, "client_id"),
        type_coerce(TicketChange.reason_sealed, LargeBinary).label("sealed"),
        TicketChange.created_at.label("at"),
        _nothing(UtcDateTime, "edited_at"),
        _nothing(UtcDateTime, "withdrawn_at"),
        TicketChange.action.label("action"),
        TicketChange.to_state.label("state"),
    )
    query = select(*columns).outerjoin(Account, Account.id == TicketChange.actor_id)
    return query.where(TicketChange.ticket_id == ticket.id)


def _nothing(kind: type[Any], name: str) -> Any:
    return type_coerce(null(), kind).label(name)
