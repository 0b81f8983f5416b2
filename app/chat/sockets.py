"""The socket door of the room; docs/protocol.md describes every event."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.authz.access import Actor, load_or_404
from app.authz.permissions import Permission
from app.chat import presence, queries, service
from app.chat.entries import message_entry
from app.chat.harm import is_worth_a_look
from app.chat.models import Message
from app.chat.presentation import wire, wire_marks, wire_slice
from app.chat.seats import seat_of
from app.chat.writing import Draft, write_together
from app.core.errors import DomainError, NotFound, TooMany
from app.core.transaction import read_anew
from app.i18n import lazy_gettext as _l
from app.realtime.command import Ack, fresh_actor, late_socket_command, socket_command
from app.realtime.connection import Connection, connection_of
from app.tickets.emergency import note_reading
from app.tickets.models import Ticket
from app.tickets.queries import find_by_number

ROOMS_OF_ASKER, ROOMS_OF_STAFF = 3, 20
NUMBER = {"max": 12}
TEXT = {"max": 8_000}


@dataclass(frozen=True)
class Join:
    """Hear a room, and read what happened after a cursor (-1: from the question on)."""

    ticket: str = field(metadata=NUMBER)
    after: int = field(metadata={"min": -1})
    visible: bool = True


@dataclass(frozen=True)
class Leave:
    """Hear a room no longer."""

    ticket: str = field(metadata=NUMBER)


@dataclass(frozen=True)
class Send:
    """A new text; the client makes the id and repeats the event until it is acknowledged.

    `confirmed`: the asker wants to send what seems to be personal data.
    """

    ticket: str = field(metadata=NUMBER)
    client_id: str
    body: str = field(metadata=TEXT)
    confirmed: bool = False


@dataclass(frozen=True)
class Edit:
    """Another text for a message."""

    ticket: str = field(metadata=NUMBER)
    id: str
    body: str = field(metadata=TEXT)
    confirmed: bool = False


@dataclass(frozen=True)
class Withdraw:
    """Take a message back."""

    ticket: str = field(metadata=NUMBER)
    id: str


@dataclass(frozen=True)
class Mark:
    """How far the reader has come, as a cursor."""

    ticket: str = field(metadata=NUMBER)
    up_to: int


@dataclass(frozen=True)
class Typing:
    """Somebody began or stopped to type; `note`: only staff may know."""

    ticket: str = field(metadata=NUMBER)
    on: bool
    note: bool = False


@dataclass(frozen=True)
class Visible:
    """Whether others may see that this person is there."""

    ticket: str = field(metadata=NUMBER)
    visible: bool


@socket_command("chat:join", Join, Permission.CHAT_READ)
def join(actor: Actor, command: Join) -> Ack:
    """Seat the socket first, then read, so that nothing falls between."""
    ticket, connection = _ticket(actor, command.ticket), _connection()
    seat = seat_of(actor, ticket)
    limit = ROOMS_OF_STAFF if seat.is_staff else ROOMS_OF_ASKER
    is_new = ticket.id not in connection.tickets
    if is_new and len(connection.tickets) >= limit:
        raise TooMany(_l("Too many questions are open in this window. Close one."), code="too_many_rooms")
    presence.sit_down(connection, ticket, seat, visible=command.visible)
    # What was committed before the socket sat down must be in the read, also where reads see a snapshot;
    # and whoever lost the right meanwhile was shown out before they came in.
    read_anew()
    try:
        ticket = _ticket(actor, command.ticket)
    except NotFound:
        presence.stand_up(connection, ticket.id)
        raise
    found = queries.timeline_after(actor, ticket, command.after)
    if is_new:
        note_reading(actor, ticket)
        presence.announce(ticket.id, ticket.number)
    return {
        **wire_slice(found, ticket, command.after),
        "marks": wire_marks(queries.other_marks(actor, ticket)),
        "people": presence.people(ticket.id, for_staff=seat.is_staff),
    }


@socket_command("chat:leave", Leave, Permission.CHAT_READ)
def leave(actor: Actor, command: Leave) -> Ack:
    """Take the socket out of the room."""
    presence.stand_up(_connection(), _ticket(actor, command.ticket).id)
    return {}


@late_socket_command("chat:send", Send, Permission.CHAT_SEND)
def send(connection: Connection, command: Send) -> Ack:
    """Store a message; acknowledged after the commit."""
    return _write(connection, command, is_note=False)


@late_socket_command("chat:note", Send, Permission.CHAT_NOTE)
def note(connection: Connection, command: Send) -> Ack:
    """Store a note for staff; acknowledged after the commit."""
    return _write(connection, command, is_note=True)


@socket_command("chat:edit", Edit, Permission.CHAT_SEND)
def edit(actor: Actor, command: Edit) -> Ack:
    """Change a message's text."""
    ticket = _ticket(actor, command.ticket)
    message = service.edit_message(
        actor, _message(actor, ticket, command.id), body=command.body, confirmed=command.confirmed
    )
    return _entry(message, ticket)


@socket_command("chat:withdraw", Withdraw, Permission.CHAT_SEND)
def withdraw(actor: Actor, command: Withdraw) -> Ack:
    """Take a message back."""
    ticket = _ticket(actor, command.ticket)
    return _entry(service.withdraw_message(actor, _message(actor, ticket, command.id)), ticket)


@socket_command("chat:read", Mark, Permission.CHAT_READ)
def read(actor: Actor, command: Mark) -> Ack:
    """Note how far somebody has read."""
    mark = service.mark_read(actor, _ticket(actor, command.ticket), read=command.up_to)
    return {"delivered": mark.delivered_up_to, "read": mark.read_up_to}


@socket_command("chat:delivered", Mark, Permission.CHAT_READ)
def delivered(actor: Actor, command: Mark) -> Ack:
    """Note how far somebody's device has received."""
    mark = service.mark_read(actor, _ticket(actor, command.ticket), delivered=command.up_to)
    return {"delivered": mark.delivered_up_to, "read": mark.read_up_to}


@socket_command("chat:typing", Typing, Permission.CHAT_READ)
def typing(actor: Actor, command: Typing) -> Ack:
    """Pass on that somebody types."""
    presence.type_hint(_connection(), _ticket(actor, command.ticket), on=command.on, note=command.note)
    return {}


@socket_command("chat:presence", Visible, Permission.CHAT_READ)
def visible(actor: Actor, command: Visible) -> Ack:
    """Let others see that somebody is there, or not."""
    ticket = _ticket(actor, command.ticket)
    presence.set_visible(_connection(), ticket.id, visible=command.visible)
    return {}


def _write(connection: Connection, command: Send, *, is_note: bool) -> Ack:
    """Have the text written together with those of others that come at the same moment."""
    needs_look = is_worth_a_look(command.body)
    if needs_look:
        actor = fresh_actor(connection)
        fields: dict[str, Any] = {
            "client_id": command.client_id,
            "body": command.body,
            "confirmed": command.confirmed,
        }
        service.look_through(actor, _ticket(actor, command.ticket), **fields)
        read_anew()  # the connection to the database goes to whoever writes
    draft = Draft(
        number=command.ticket,
        client_id=command.client_id,
        body=command.body,
        is_note=is_note,
        confirmed=command.confirmed,
        is_checked=needs_look,
        session_id=connection.session_id,
    )
    outcome = write_together(draft)
    if isinstance(outcome, DomainError):
        raise outcome
    html = outcome.html(connection.language)
    return {"entry": wire(outcome.entry, outcome.room, html=html)}


def _ticket(actor: Actor, number: str) -> Ticket:
    return load_or_404(actor, Permission.CHAT_READ, find_by_number(number))


def _message(actor: Actor, ticket: Ticket, message_id: str) -> Message:
    message = queries.find_message(ticket, message_id)
    if message is None or (message.kind == "note" and not seat_of(actor, ticket).is_staff):
        raise NotFound
    return message


def _connection() -> Connection:
    connection = connection_of()
    if connection is None:
        raise NotFound
    return connection


def _entry(message: Message, ticket: Ticket) -> Ack:
    return {"entry": wire(message_entry(message, ticket), ticket)}
