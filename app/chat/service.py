"""Writing in a room: send, edit, withdraw, note, and how far somebody has read."""

from __future__ import annotations

from app.authz.access import Actor, require
from app.authz.permissions import Permission
from app.chat.attachments import KINDS
from app.chat.events import MarksMoved, MessageChanged, What
from app.chat.harm import check_harmless, is_worth_a_look
from app.chat.models import Message, ReadMark, body_context
from app.chat.rules import check_changeable, clean_body
from app.chat.seats import Seat, seat_of
from app.chat.writing import Draft, is_written, write
from app.core.clock import now
from app.core.errors import Conflict, DomainError
from app.core.events import record
from app.core.sealing import ticket_seal
from app.core.transaction import transaction
from app.extensions import db
from app.i18n import lazy_gettext as _l
from app.tickets.life import COLUMNS, Place, lock, take_place
from app.tickets.models import Ticket


def send_message(
    actor: Actor, ticket: Ticket, *, client_id: str, body: str, confirmed: bool = False
) -> Message:
    """Store a message once, however often the same `client_id` comes; return it.

    An asker's text that seems to hold personal data is refused until it comes `confirmed`.
    """
    require(actor, Permission.CHAT_READ, ticket)
    return _write(actor, ticket, client_id, body, is_note=False, confirmed=confirmed)


def add_note(actor: Actor, ticket: Ticket, *, client_id: str, body: str) -> Message:
    """Store a note that only staff see; repeatable like a message."""
    require(actor, Permission.CHAT_NOTE, ticket)
    return _write(actor, ticket, client_id, body, is_note=True)


def look_through(actor: Actor, ticket: Ticket, *, client_id: str, body: str, confirmed: bool) -> None:
    """Check a text that `is_worth_a_look` before anything is locked; a repeat was checked the first time."""
    seat = seat_of(actor, ticket)
    if not is_written(ticket.id, seat.author, client_id):
        check_harmless(ticket, seat, clean_body(body), confirmed=confirmed)


def edit_message(actor: Actor, message: Message, *, body: str, confirmed: bool = False) -> Message:
    """Change the text of one's own message for a while; others see that it was edited."""
    require(actor, Permission.CHAT_READ, message)
    if message.kind in KINDS:
        raise Conflict(_l("Only texts can be changed. Withdraw it and send another one."), code="not_a_text")
    text = clean_body(body)
    ticket, seat = message.ticket, seat_of(actor, message.ticket)
    check_harmless(ticket, seat, text, confirmed=confirmed)
    with transaction():
        _relock(message)
        seal = ticket_seal(ticket)
        context = body_context(message.id)
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


def _write(
    actor: Actor, ticket: Ticket, client_id: str, body: str, *, is_note: bool, confirmed: bool = True
) -> Message:
    if is_worth_a_look(body):
        look_through(actor, ticket, client_id=client_id, body=body, confirmed=confirmed)
    draft = Draft(
        number=ticket.number,
        client_id=client_id,
        body=body,
        is_note=is_note,
        confirmed=confirmed,
        actor=actor,
        is_checked=True,
    )
    outcome = write([draft])[0]
    if isinstance(outcome, DomainError):
        raise outcome
    db.session.refresh(ticket, COLUMNS)
    return db.session.get_one(Message, outcome.entry.id)


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
