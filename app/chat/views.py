"""The pages of a room."""

from __future__ import annotations

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from app.authz.permissions import Permission
from app.chat import service
from app.chat.blueprint import bp
from app.chat.forms import MessageForm
from app.chat.pages import ASKERS_DOOR, DESK, Room, aside_context, open_room, show
from app.tickets.replies import reply_text
from app.web.actor import current_actor
from app.web.guards import permission


@bp.get("/t/<number>")
@permission(Permission.CHAT_READ)
def room(number: str) -> str | Response:
    """Show the conversation to the asker."""
    opened = open_room(current_actor(), number, ASKERS_DOOR)
    if opened.seat.is_staff:
        return redirect(Room(opened.ticket, opened.actor, opened.seat, DESK).home())
    page = show(opened)
    _note_visit(opened)
    return page


@bp.get("/desk/<number>")
@permission(Permission.CHAT_READ)
def case(number: str) -> str:
    """Show the conversation to those who work on it; `?reply=` starts the message with a prepared text."""
    opened = open_room(current_actor(), number, DESK)
    form = None
    if reply := request.args.get("reply"):
        form = MessageForm.fresh(reply_text(opened.actor, opened.ticket, reply).text)
    page = show(opened, form)
    _note_visit(opened)
    return page


@bp.get("/<any(t, desk):door>/<number>/aside")
@permission(Permission.CHAT_READ)
def aside(door: str, number: str) -> str:
    """Return what stands around the conversation, for pages that heard of a change of state."""
    opened = open_room(current_actor(), number, door)
    return render_template("chat/_aside.html", **aside_context(opened))


def _note_visit(opened: Room) -> None:
    """Who opened the newest page has read it, also without scripts."""
    if "before" not in request.args:
        ticket = opened.ticket
        newest = ticket.cursor if opened.seat.is_staff else ticket.public_cursor
        service.mark_read(opened.actor, ticket, read=newest)
