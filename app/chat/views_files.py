"""Files over plain requests: sent by a form or a script, fetched as downloads, never shown as pages."""

from __future__ import annotations

from typing import Any

from flask import redirect
from werkzeug.wrappers import Response

from app.authz.permissions import Permission
from app.chat import files
from app.chat.blueprint import bp
from app.chat.entries import message_entry
from app.chat.forms import FileForm
from app.chat.models import Message
from app.chat.pages import Room, open_room, show
from app.chat.presentation import wire
from app.core.errors import DomainError, Invalid, NotFound
from app.web.actor import current_actor
from app.web.error_pages import wants_json
from app.web.forms import TOO_OLD, keeps_typed
from app.web.guards import permission

Answer = Response | dict[str, Any] | tuple[str, int]
# Even if a browser were talked into showing it: no scripts, no forms, no origin of ours.
SANDBOX = "default-src 'none'; img-src 'self'; sandbox"


@bp.post("/<any(t, desk):door>/<number>/files")
@permission(Permission.CHAT_SEND)
@keeps_typed
def upload(door: str, number: str) -> Answer:
    """Take a file into the room."""
    room = open_room(current_actor(), number, door)
    form = FileForm(prefix=FileForm.PREFIX)
    if form.validate_on_submit():
        try:
            return _done(room, files.add_file(room.actor, room.ticket, **form.values()))
        except DomainError as error:
            if wants_json() or isinstance(error, NotFound):
                raise
            form.refuse(error)
    elif wants_json():
        raise Invalid(TOO_OLD, code="session_expired")
    return show(room, upload_form=form), 422


@bp.get("/files/<message_id>")
@permission(Permission.CHAT_READ)
def file(message_id: str) -> Response:
    """Send a file as a download."""
    opened = files.open_file(current_actor(), message_id)
    response = _answer(opened)
    response.headers.set("Content-Disposition", "attachment", filename=opened.name)
    return response


@bp.get("/files/<message_id>/preview")
@permission(Permission.CHAT_READ)
def file_preview(message_id: str) -> Response:
    """Send the small picture that stands in the conversation."""
    return _answer(files.open_file(current_actor(), message_id, part="preview"))


def _done(room: Room, message: Message) -> Answer:
    if wants_json():
        return {"ok": True, "entry": wire(message_entry(message, room.ticket), room.ticket)}
    return redirect(room.home(_anchor=f"e-{message.id}"), 303)


def _answer(opened: files.OpenFile) -> Response:
    response = Response(opened.content, mimetype=opened.type)
    response.headers["Content-Security-Policy"] = SANDBOX
    return response
