"""After the commit: tells open pages what happened, and shows out who may no longer hear it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from app.accounts.events import SessionsEnded
from app.authz.access import Actor, can
from app.authz.permissions import Permission
from app.chat import presence
from app.chat.entries import Entry, entry_of_row, message_entry
from app.chat.events import MarksMoved, MessageChanged
from app.chat.models import Message
from app.chat.presentation import render_entry, wire
from app.chat.queries import change_row
from app.chat.seats import seat_key, seat_of
from app.chat.writing import Written, just_written
from app.core.events import after_commit
from app.core.sealing import ticket_seal
from app.extensions import db
from app.i18n import LANGUAGES, in_language
from app.realtime.connection import Connection
from app.realtime.gateway import close, is_anybody_in, publish, publish_here
from app.realtime.registry import registry, session_key, ticket_key
from app.realtime.rooms import asker_room, staff_room
from app.realtime.sweeper import each_sweep
from app.tickets.events import TicketDeleted, TicketMoved
from app.tickets.life import QUIET
from app.tickets.models import Ticket
from app.tickets.rooms import RoomFacts, read_rooms
from app.web.actor import actors_of


@after_commit(MessageChanged)
def push_message(event: MessageChanged) -> None:
    """Send a new, edited or withdrawn message to those who may read it."""
    written = just_written(event.message_id)
    if written is None or written.entry.cursor != event.cursor:
        written = _read(event)
    if written is None:
        return  # deleted, or changed again: the newer change is pushed by its own event
    for language in LANGUAGES:
        html = partial(written.html, language)
        shown = None if event.is_note else written.entry
        _push(event, written.room, language, for_asker=shown, for_staff=written.entry, html=html)


def _read(event: MessageChanged) -> Written | None:
    message = db.session.get(Message, event.message_id)
    if message is None or message.changed_at_cursor != event.cursor:
        return None
    return Written(message_entry(message, message.ticket), message.ticket)


@after_commit(TicketMoved)
def push_change(event: TicketMoved) -> None:
    """Send a change of state; steps that a message takes come with the message."""
    ticket = db.session.get(Ticket, event.ticket_id) if event.action not in QUIET else None
    if ticket is None:
        return
    row, seal = change_row(ticket, event.cursor), ticket_seal(ticket)
    for language in LANGUAGES:
        with in_language(language):
            shown = None if event.is_staff_only else entry_of_row(row, ticket, seal, for_staff=False)
            staff = entry_of_row(row, ticket, seal, for_staff=True)
            _push(event, ticket, language, for_asker=shown, for_staff=staff)


@after_commit(TicketMoved)
def show_out_former_staff(event: TicketMoved) -> None:
    """A ticket that changed hands is closed to whoever had it before, within the same moment."""
    if event.action not in QUIET:
        show_out_former_readers(event.ticket_id)


def show_out_former_readers(ticket_id: str) -> None:
    """Show out everybody who may no longer read the ticket."""
    ticket = db.session.get(Ticket, ticket_id)
    if ticket is None:
        return
    members = registry().members(ticket_key(ticket.id))
    actors = actors_of({member["session"] for member in members.values()})
    for sid, member in members.items():
        if not _may_stay(actors.get(member["session"]), ticket, member):
            presence.show_out(sid, ticket.id, member, "not_allowed")


@after_commit(TicketDeleted)
def close_room(event: TicketDeleted) -> None:
    """Everybody leaves a room that no longer exists."""
    for sid, member in registry().members(ticket_key(event.ticket_id)).items():
        presence.show_out(sid, event.ticket_id, member, "deleted")


@after_commit(SessionsEnded)
def close_sockets(event: SessionsEnded) -> None:
    """A session that has ended takes its sockets with it."""
    for session_id in event.session_ids:
        for sid in registry().members(session_key(session_id)):
            registry().drop(session_key(session_id), sid)
            close(sid, "session")


@after_commit(MarksMoved)
def push_marks(event: MarksMoved) -> None:
    """Tell the other side how far somebody has read."""
    ticket = db.session.get(Ticket, event.ticket_id)
    if ticket is None:
        return
    marks = {
        "ticket": ticket.number,
        "seat": seat_key(ticket, event.reader),
        "by": event.reader_kind,
        "delivered": event.delivered_up_to,
        "read": event.read_up_to,
    }
    publish(staff_room(ticket.id), "chat:marks", marks)
    if event.reader == ticket.lawyer_id:
        publish(asker_room(ticket.id), "chat:marks", marks)


@each_sweep
def look_after_rooms(alive: Mapping[str, tuple[Connection, Actor]]) -> None:
    """Show out who lost the right by time, and hint at changes whose push may have been lost."""
    ids = {ticket_id for connection, _ in alive.values() for ticket_id in connection.tickets}
    tickets = read_rooms(ids)
    for sid, (connection, actor) in alive.items():
        for ticket_id, member in list(connection.tickets.items()):
            ticket = tickets.get(ticket_id)
            if ticket is None or not _may_stay(actor, ticket, member):
                connection.tickets.pop(ticket_id)
                presence.show_out(sid, ticket_id, {**member, "language": connection.language}, "not_allowed")
                continue
            presence.keep_seat(connection, ticket_id)
            newest = ticket.public_cursor if member["kind"] == "asker" else ticket.cursor
            if member.get("hinted") != str(newest):
                member["hinted"] = str(newest)
                publish_here(sid, "chat:cursor", {"ticket": ticket.number, "cursor": newest})


def _may_stay(actor: Actor | None, ticket: RoomFacts, member: Mapping[str, Any]) -> bool:
    if actor is None or not can(actor, Permission.CHAT_READ, ticket):
        return False
    return seat_of(actor, ticket).is_staff is (member["kind"] != "asker")


def _push(
    event: MessageChanged | TicketMoved,
    ticket: RoomFacts,
    language: str,
    *,
    for_asker: Entry | None,
    for_staff: Entry,
    html: Callable[[], str] | None = None,
) -> None:
    """Send an entry to both sides: as one packet if both see the same. `html`, if both always do."""
    staff, asker = staff_room(ticket.id, language), asker_room(ticket.id, language)
    packets: list[tuple[str, dict[str, Any]]] = []
    if is_anybody_in(staff):
        shown = html() if html else render_entry(for_staff)
        packets.append((staff, wire(for_staff, ticket, after=event.cursor - 1, html=shown)))
    if for_asker is not None and is_anybody_in(asker):
        shown = html() if html else render_entry(for_asker)
        packets.append((asker, wire(for_asker, ticket, after=event.public_before, html=shown)))
    if len(packets) == 2 and packets[0][1] == packets[1][1]:
        publish([staff, asker], "chat:entry", packets[0][1])
        return
    for room, packet in packets:
        publish(room, "chat:entry", packet)
