"""What the two pages of a room show: the asker's and the desk's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for
from flask_babel import format_timedelta

from app.accounts.browser import is_shared
from app.authz.access import Actor, can, load_or_404
from app.authz.permissions import Permission
from app.chat import queries
from app.chat.files import limits
from app.chat.forms import FileForm, MessageForm
from app.chat.panels import render_panels
from app.chat.rules import CHANGE_WINDOW
from app.chat.seats import Seat, seat_key, seat_of
from app.chat.silence import silence_minutes
from app.chat.words import words
from app.core.errors import NotFound
from app.reference.queries import prepared_replies
from app.tickets.emergency import note_reading
from app.tickets.models import Ticket
from app.tickets.queries import find_by_number, waiting_summary_with_mine
from app.tickets.resting import resting
from app.tickets.rules import LIVE, QUEUE

ASKERS_DOOR, DESK = "t", "desk"


@dataclass(frozen=True)
class Room:
    """A ticket that this actor may read, and through which door they came."""

    ticket: Ticket
    actor: Actor
    seat: Seat
    door: str

    def url(self, endpoint: str, **values: Any) -> str:
        """Return the address of one of this feature's own pages in this room."""
        if endpoint in {"room", "case"}:
            return url_for(f"chat.{endpoint}", number=self.ticket.number, **values)
        return url_for(f"chat.{endpoint}", door=self.door, number=self.ticket.number, **values)

    def home(self, **values: Any) -> str:
        """Return the address of the page itself."""
        return self.url("case" if self.door == DESK else "room", **values)


def open_room(actor: Actor, number: str, door: str) -> Room:
    """Return the room behind a door, or raise NotFound: the desk's door opens only for staff of the case."""
    ticket = load_or_404(actor, Permission.CHAT_READ, find_by_number(number))
    seat = seat_of(actor, ticket)
    if door == DESK and not seat.is_staff:
        raise NotFound
    if seat.is_staff:
        note_reading(actor, ticket)
    # Staff who took the asker's address stand at the desk all the same.
    return Room(ticket, actor, seat, DESK if seat.is_staff else door)


def show(
    room: Room,
    form: MessageForm | None = None,
    note_form: MessageForm | None = None,
    upload_form: FileForm | None = None,
) -> str:
    """Render the page of a room; a form that could not be sent is shown with what was typed."""
    screen = queries.timeline_before(room.actor, room.ticket, _place())
    context = {
        "room": room,
        "ticket": room.ticket,
        "screen": screen,
        "entry_words": words(),
        "own": queries.own_mark(room.actor, room.ticket),
        "other": queries.other_marks(room.actor, room.ticket),
        "form": form or MessageForm.fresh(),
        "upload_form": upload_form or FileForm.fresh(),
        "upload_limits": limits(),
        "can_write": can(room.actor, Permission.CHAT_SEND, room.ticket),
        "changeable": queries.changeable_messages(room.actor, room.ticket),
        "live": live_settings(room, screen.cursor),
        **aside_context(room),
    }
    if room.door == DESK:
        replies = prepared_replies(room.actor.account_id, room.ticket.topic_slug)
        return render_template(
            "chat/case.html",
            **context,
            note_form=note_form or MessageForm.fresh(prefix="note"),
            can_note=can(room.actor, Permission.CHAT_NOTE, room.ticket),
            replies=replies,
        )
    return render_template("chat/room.html", **context)


def aside_context(room: Room) -> dict[str, Any]:
    """Return what stands around the conversation and changes with the ticket's state."""
    waits = room.ticket.state in QUEUE and not room.seat.is_staff
    waiting = waiting_summary_with_mine() if waits else None
    is_live = room.ticket.state in LIVE
    return {
        "room": room,
        "ticket": room.ticket,
        "waiting": waiting,
        "resting": is_live and bool(resting([room.ticket.id])),
        "silence": silence_minutes() if is_live else None,
        "usual": format_timedelta(waiting.usual) if waiting and waiting.usual else None,
        "panels": render_panels(room.actor, room.ticket),
    }


def live_settings(room: Room, cursor: int) -> dict[str, Any]:
    """Return what the script needs to know; texts come from the template."""
    root: str = request.environ.get("kenes.script_name", "")
    return {
        "ticket": room.ticket.number,
        "cursor": cursor,
        "seat": seat_key(room.ticket, room.seat.author),
        "viewer": room.seat.kind,
        "keep": not is_shared(),
        "socket": f"{root}/socket.io",
        "changeSeconds": int(CHANGE_WINDOW.total_seconds()),
        "urls": {
            "changes": room.url("changes"),
            "post": room.url("post"),
            "marks": room.url("mark"),
            "aside": room.url("aside"),
            "change": room.url("change", message_id="0"),
            "withdraw": room.url("withdraw", message_id="0"),
            **(
                {"note": room.url("note"), "reply": room.url("reply", reply_id="0")}
                if room.seat.is_staff
                else {}
            ),
        },
    }


def _place() -> int | None:
    return request.args.get("before", type=int)
