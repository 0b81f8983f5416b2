"""The protocol over plain requests: for scripts whose socket does not get through, and for refreshing."""

from __future__ import annotations

from typing import Any

from flask import request

from app.authz.permissions import Permission
from app.chat import queries, service
from app.chat.blueprint import bp
from app.chat.pages import open_room
from app.chat.presentation import wire_marks, wire_slice
from app.core.limits import hit
from app.tickets.replies import reply_text
from app.web.actor import current_actor
from app.web.guards import permission

NUMBER_MAX = 2**31 - 1
POLLS = "60/minute"


@bp.get("/<any(t, desk):door>/<number>/changes")
@permission(Permission.CHAT_READ)
def changes(door: str, number: str) -> dict[str, Any]:
    """Return what changed after `?after=`, as `chat:join` does."""
    room = open_room(current_actor(), number, door)
    hit("chat-poll", f"{room.actor.session_id}:{room.ticket.id}", POLLS)
    after = _number("after", queries.NOTHING_YET)
    found = queries.timeline_after(room.actor, room.ticket, after)
    marks = wire_marks(queries.other_marks(room.actor, room.ticket))
    return {"ok": True, **wire_slice(found, room.ticket, after), "marks": marks}


@bp.post("/<any(t, desk):door>/<number>/marks")
@permission(Permission.CHAT_READ)
def mark(door: str, number: str) -> dict[str, Any]:
    """Note how far this reader has read, as `chat:read` and `chat:delivered` do."""
    room = open_room(current_actor(), number, door)
    moved = service.mark_read(
        room.actor, room.ticket, read=_number("read", 0), delivered=_number("delivered", 0)
    )
    return {"ok": True, "delivered": moved.delivered_up_to, "read": moved.read_up_to}


@bp.get("/<any(desk):door>/<number>/replies/<reply_id>")
@permission(Permission.CHAT_SEND)
def reply(door: str, number: str, reply_id: str) -> dict[str, Any]:
    """Return a prepared reply with the facts of this ticket filled in."""
    room = open_room(current_actor(), number, door)
    filled = reply_text(room.actor, room.ticket, reply_id)
    return {"ok": True, "text": filled.text, "blanks": filled.blanks}


def _number(name: str, default: int) -> int:
    value = request.values.get(name, default, type=int)
    return max(-1, min(value, NUMBER_MAX))
