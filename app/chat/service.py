"""Writing in a room: send, edit, withdraw, note, and how far somebody has read."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.authz.access import Actor, require
from app.authz.permissions import Permission
from app.chat.events import MarksMoved, MessageChanged, What
from app.chat.harm import check_harmless
from app.chat.models import Message, ReadMark
from app.chat.rules import check_changeable, check_client_id, clean_body
from app.chat.seats import Seat, seat_of
from app.core.clock import now
from app.core.database import new_id
from app.core.events import record
from app.core.limits import hit
from app.core.sealing import ticket_seal
from app.core.transaction import transaction
from app.extensions import db
from app.tickets.life import Place, deletion_day, lock, move, take_place
from app.tickets.models import Ticket
from app.tickets.rules import Action, next_state

MESSAGES_PER_AUTHOR = "40/minute"


def send_message(
    actor: Actor, ticket: Ticket, *, client_id: str, body: str, confirmed: bool = False
) -> Message:
    """Store a message once, however often the same `client_id` comes; return it.

    An asker's text that seems to hold personal data is refused until it comes `confirmed`.
    """
    require(actor, Permission.CHAT_READ, ticket)
    return _write_once(actor, ticket, client_id, body, is_note=False, confirmed=confirmed)


def add_note(actor: Actor, ticket: Ticket, *, client_id: str, body: str) -> Message:
    """Store a note that only staff see; repeatable like a message."""
    require(actor, Permission.CHAT_NOTE, ticket)
    return _write_once(actor, ticket, client_id, body, is_note=True)


def edit_message(actor: Actor, message: Message, *, body: str, confirmed: bool = False) -> Message:
    """Change the text of one's own message for a while; others see that it was edited."""
    require(actor, Permission.CHAT_READ, message)
    text = clean_body(body)
    ticket, seat = message.ticket, seat_of(actor, message.ticket)
    check_harmless(ticket, seat, text, confirmed=confirmed)
    with transaction():
        _relock(message)
        seal = ticket_seal(ticket)
        context = f"message:{message.id}"
        is_same = message.body_sealed is not None and seal.open(message.body_sealed, context) == text
        if is_same and message.author == seat.author:
            return message  # a repeat: the acknowledgement of the first one was lost
        _check_changeable(actor, seat, message)
        message.body_sealed = seal.seal(text, context)
        message.edited_at = now()
        _mark_changed(actor, message, What.EDITED)
    return message


def withdraw_message(actor: Actor, message: Message) -> Message:
    """Take one's own message back for a while; its text is destroyed, its place stays."""
    require(actor, Permission.CHAT_READ, message)
    seat = seat_of(actor, message.ticket)
    with transaction():
        _relock(message)
        if message.withdrawn_at is not None and message.author == seat.author:
            return message
        _check_changeable(actor, seat, message)
        message.body_sealed = None
        message.withdrawn_at = now()
        _mark_changed(actor, message, What.WITHDRAWN)
    return message


def mark_read(actor: Actor, ticket: Ticket, *, read: int = 0, delivered: int = 0) -> ReadMark:
    """Move the reader's high-water marks; they only grow and never pass what there is."""
    require(actor, Permission.CHAT_READ, ticket)
    seat = seat_of(actor, ticket)
    newest = ticket.cursor if seat.is_staff else ticket.public_cursor
    read = min(read, newest)
    delivered = max(min(delivered, newest), read)
    mark = db.session.get(ReadMark, (ticket.id, seat.author))
    if mark is not None and mark.read_up_to >= read and mark.delivered_up_to >= delivered:
        return mark
    with transaction():
        lock(ticket)  # two devices of one reader may not both insert the row
        mark = db.session.get(ReadMark, (ticket.id, seat.author), populate_existing=True)
        if mark is None:
            mark = ReadMark(ticket_id=ticket.id, reader=seat.author, delivered_up_to=0, read_up_to=0)
            db.session.add(mark)
        mark.read_up_to = max(mark.read_up_to, read)
        mark.delivered_up_to = max(mark.delivered_up_to, delivered)
        mark.updated_at = now()
        record(
            MarksMoved(
                actor=actor.reference,
                ticket_id=ticket.id,
                reader=seat.author,
                reader_kind=seat.kind,
                delivered_up_to=mark.delivered_up_to,
                read_up_to=mark.read_up_to,
            )
        )
    return mark


def _write_once(
    actor: Actor, ticket: Ticket, client_id: str, body: str, *, is_note: bool, confirmed: bool = True
) -> Message:
    check_client_id(client_id)
    seat = seat_of(actor, ticket)
    if (known := _find(ticket, seat, client_id)) is not None:
        return known
    text = clean_body(body)
    check_harmless(ticket, seat, text, confirmed=confirmed)
    hit("chat", f"{ticket.id}:{seat.author}", MESSAGES_PER_AUTHOR)
    with transaction():
        lock(ticket)
        if (known := _find(ticket, seat, client_id)) is not None:
            return known
        # Only now: a repeat of a stored message must succeed in a room that was closed meanwhile.
        require(actor, Permission.CHAT_NOTE if is_note else Permission.CHAT_SEND, ticket)
        return _store(actor, ticket, seat, client_id, text, is_note=is_note)


def _store(actor: Actor, ticket: Ticket, seat: Seat, client_id: str, text: str, *, is_note: bool) -> Message:
    values = {} if is_note else _step(actor, ticket, seat)
    place = take_place(ticket, staff_only=is_note, **values)
    message = Message(
        id=new_id(),
        ticket_id=ticket.id,
        seq=place.cursor,
        changed_at_cursor=place.cursor,
        author=seat.author,
        author_kind=seat.kind,
        client_id=client_id,
        kind="note" if is_note else "text",
        created_at=now(),
    )
    message.ticket = ticket
    message.body_sealed = ticket_seal(ticket).seal(text, f"message:{message.id}")
    db.session.add(message)
    _record(actor, message, What.SENT, place)
    return message


def _step(actor: Actor, ticket: Ticket, seat: Seat) -> dict[str, Any]:
    """Take the step of the ticket's life that a message means; return what else it changes."""
    action = Action.LAWYER_WRITES if seat.is_staff else Action.ASKER_WRITES
    if next_state(ticket.state, action) != ticket.state:
        move(actor, ticket, action)
    values: dict[str, Any] = {"message_count": ticket.message_count + 1}
    if seat.is_staff and ticket.first_reply_at is None:
        values["first_reply_at"] = now()
    values["delete_on"] = deletion_day(ticket.state, ticket.urgency)
    return values


def _find(ticket: Ticket, seat: Seat, client_id: str) -> Message | None:
    query = select(Message).where(
        Message.ticket_id == ticket.id, Message.author == seat.author, Message.client_id == client_id
    )
    return db.session.scalar(query)


def _relock(message: Message) -> None:
    lock(message.ticket)
    db.session.refresh(message, ["body_sealed", "edited_at", "withdrawn_at", "changed_at_cursor"])


def _check_changeable(actor: Actor, seat: Seat, message: Message) -> None:
    # Asked under the lock: the room may have been closed a moment ago.
    require(actor, Permission.CHAT_NOTE if message.kind == "note" else Permission.CHAT_SEND, message)
    check_changeable(
        author=message.author,
        by=seat.author,
        created_at=message.created_at,
        withdrawn_at=message.withdrawn_at,
        moment=now(),
    )


def _mark_changed(actor: Actor, message: Message, what: What) -> None:
    place = take_place(message.ticket, staff_only=message.kind == "note")
    message.changed_at_cursor = place.cursor
    _record(actor, message, what, place)


def _record(actor: Actor, message: Message, what: What, place: Place) -> None:
    record(
        MessageChanged(
            actor=actor.reference,
            ticket_id=message.ticket_id,
            message_id=message.id,
            what=what,
            author_kind=message.author_kind,
            is_note=message.kind == "note",
            cursor=place.cursor,
            public_before=place.public_before,
        )
    )
