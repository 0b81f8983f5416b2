"""Writing without a socket: forms that come back as pages, or as protocol objects to a script."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import redirect, render_template
from werkzeug.wrappers import Response

from app.authz.permissions import Permission
from app.chat import queries, service
from app.chat.blueprint import bp
from app.chat.entries import message_entry
from app.chat.forms import ChangeForm, MessageForm
from app.chat.models import Message
from app.chat.pages import DESK, Room, open_room, show
from app.chat.presentation import wire
from app.core.errors import DomainError, Invalid, NotFound
from app.web.actor import current_actor
from app.web.error_pages import wants_json
from app.web.forms import TOO_OLD, keeps_typed
from app.web.guards import permission

Answer = Response | dict[str, Any] | tuple[str, int]
Write = Callable[..., Message]


@bp.post("/<any(t, desk):door>/<number>/messages")
@permission(Permission.CHAT_SEND)
@keeps_typed
def post(door: str, number: str) -> Answer:
    """Send a message."""
    room = open_room(current_actor(), number, door)
    form = MessageForm()
    write = partial(service.send_message, confirmed=form.confirmed.data)
    return _write(room, form, write, lambda: show(room, form=form))


@bp.post("/<any(desk):door>/<number>/notes")
@permission(Permission.CHAT_NOTE)
@keeps_typed
def note(door: str, number: str) -> Answer:
    """Add a note that only staff see."""
    room = open_room(current_actor(), number, door)
    form = MessageForm(prefix="note")
    return _write(room, form, service.add_note, lambda: show(room, note_form=form))


@bp.route("/<any(t, desk):door>/<number>/messages/<message_id>", methods=["GET", "POST"])
@permission(Permission.CHAT_SEND)
@keeps_typed
def change(door: str, number: str, message_id: str) -> Answer:
    """Show a message's text for editing, and store the new one."""
    room = open_room(current_actor(), number, door)
    message = _find(room, message_id)
    form = ChangeForm(body=message_entry(message, room.ticket).text)
    if form.validate_on_submit():
        try:
            text, confirmed = form.body.data or "", form.confirmed.data
            return _done(room, service.edit_message(room.actor, message, body=text, confirmed=confirmed))
        except DomainError as error:
            _refuse(form, error)
    return _page(room, form, message), 422 if form.errors else 200


@bp.post("/<any(t, desk):door>/<number>/messages/<message_id>/withdraw")
@permission(Permission.CHAT_SEND)
def withdraw(door: str, number: str, message_id: str) -> Answer:
    """Take a message back."""
    room = open_room(current_actor(), number, door)
    return _done(room, service.withdraw_message(room.actor, _find(room, message_id)))


def _write(room: Room, form: MessageForm, write: Write, again: Callable[[], str]) -> Answer:
    if form.validate_on_submit():
        try:
            fields = {"client_id": form.client_id.data or "", "body": form.body.data or ""}
            return _done(room, write(room.actor, room.ticket, **fields))
        except DomainError as error:
            _refuse(form, error)
    elif wants_json():
        raise Invalid(TOO_OLD, code="session_expired")
    return again(), 422


def _refuse(form: MessageForm | ChangeForm, error: DomainError) -> None:
    """Show a refusal with the form, so that nothing typed is lost; scripts get the code instead."""
    if wants_json() or isinstance(error, NotFound):
        raise error
    form.confirmed.is_asked = error.code == "personal_data"
    form.refuse(error)


def _done(room: Room, message: Message) -> Answer:
    if wants_json():
        return {"ok": True, "entry": wire(message_entry(message, room.ticket), room.ticket)}
    return redirect(room.home(_anchor=f"e-{message.id}"), 303)


def _find(room: Room, message_id: str) -> Message:
    message = queries.find_message(room.ticket, message_id)
    if message is None or (message.kind == "note" and not room.seat.is_staff):
        raise NotFound
    return message


def _page(room: Room, form: ChangeForm, message: Message) -> str:
    layout = "layouts/staff.html" if room.door == DESK else "layouts/ticket.html"
    return render_template("chat/change.html", room=room, form=form, message=message, layout=layout)
