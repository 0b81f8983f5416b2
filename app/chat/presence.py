"""Who is in a room and who types, for as long as their sockets are open; nothing of it is stored.

The asker sees the lawyer and may hide; staff see everybody of the staff, and the asker unless hidden.
"""

from __future__ import annotations

from typing import Any

from app.chat.seats import Seat, seat_key
from app.core.clock import now
from app.realtime.connection import Connection, on_close
from app.realtime.gateway import enter, leave, publish
from app.realtime.registry import registry, ticket_key
from app.realtime.rooms import asker_room, staff_room
from app.tickets.models import Ticket

ASKER_SEES = frozenset({"asker", "lawyer"})
TYPING_EVERY = 2.0  # seconds between two hints of one socket that are passed on


def sit_down(connection: Connection, ticket: Ticket, seat: Seat, *, visible: bool) -> None:
    """Let a socket hear what happens in the room; call it before reading what has happened."""
    enter(connection.sid, _rooms(ticket.id, connection.language, is_staff=seat.is_staff))
    connection.tickets[ticket.id] = {
        "number": ticket.number,
        "seat": seat_key(ticket, seat.author),
        "kind": seat.kind,
        "name": seat.name,
        "visible": "yes" if visible or seat.is_staff else "",
    }
    keep_seat(connection, ticket.id)


def keep_seat(connection: Connection, ticket_id: str) -> None:
    """Say to the other processes that this socket is still in the room."""
    member = {
        **connection.tickets[ticket_id],
        "session": connection.session_id,
        "language": connection.language,
    }
    registry().put(ticket_key(ticket_id), connection.sid, member)


def stand_up(connection: Connection, ticket_id: str) -> None:
    """Take a socket of this process out of a room."""
    member = connection.tickets.pop(ticket_id, None)
    if member is not None:
        leave(connection.sid, _rooms(ticket_id, connection.language, is_staff=member["kind"] != "asker"))
        _gone(connection, ticket_id, member)


def show_out(sid: str, ticket_id: str, member: dict[str, Any], reason: str) -> None:
    """Take a socket out of a room, wherever it is served, and say why."""
    leave(sid, _rooms(ticket_id, member["language"], is_staff=member["kind"] != "asker"))
    registry().drop(ticket_key(ticket_id), sid)
    publish(sid, "chat:closed", {"ticket": member["number"], "reason": reason})


def announce(ticket_id: str, number: str) -> None:
    """Tell both sides who is in the room now."""
    everybody = people(ticket_id, for_staff=True)
    publish(staff_room(ticket_id), "chat:presence", {"ticket": number, "people": everybody})
    shown = [person for person in everybody if person["kind"] in ASKER_SEES]
    publish(asker_room(ticket_id), "chat:presence", {"ticket": number, "people": shown})


def people(ticket_id: str, *, for_staff: bool) -> list[dict[str, str]]:
    """Return who is visibly in the room, each once, however many windows they have open."""
    members = registry().members(ticket_key(ticket_id)).values()
    visible = {member["seat"]: member for member in members if member["visible"]}
    return [
        {"seat": seat, "kind": member["kind"], "name": member["name"]}
        for seat, member in sorted(visible.items())
        if for_staff or member["kind"] in ASKER_SEES
    ]


def set_visible(connection: Connection, ticket_id: str, *, visible: bool) -> None:
    """Let others see that an asker is there, or not; staff are always seen by their colleagues."""
    member = connection.tickets.get(ticket_id)
    if member is not None and member["kind"] == "asker":
        member["visible"] = "yes" if visible else ""
        keep_seat(connection, ticket_id)
        announce(ticket_id, member["number"])


def type_hint(connection: Connection, ticket: Ticket, *, on: bool, note: bool) -> None:
    """Pass on that somebody types; hints that come too fast, or from the hidden, are dropped."""
    member = connection.tickets.get(ticket.id)
    if member is None or not member["visible"]:
        return
    moment = now().timestamp()
    if on and moment - float(member.get("typed", "0")) < TYPING_EVERY:
        return
    member["typed"] = str(moment) if on else "0"
    hint = {"ticket": ticket.number, **{key: member[key] for key in ("seat", "kind", "name")}, "on": on}
    publish(staff_room(ticket.id), "chat:typing", hint, except_sid=connection.sid)
    if member["kind"] in ASKER_SEES and not note:
        publish(asker_room(ticket.id), "chat:typing", hint, except_sid=connection.sid)


@on_close
def leave_all(connection: Connection) -> None:
    """A socket has closed: its person may have left the rooms it was in."""
    for ticket_id, member in connection.tickets.items():
        _gone(connection, ticket_id, member)


def _gone(connection: Connection, ticket_id: str, member: dict[str, str]) -> None:
    registry().drop(ticket_key(ticket_id), connection.sid)
    announce(ticket_id, member["number"])


def _rooms(ticket_id: str, language: str, *, is_staff: bool) -> list[str]:
    room = staff_room if is_staff else asker_room
    return [room(ticket_id), room(ticket_id, language)]
