"""Citing in the conversation: a pick list, its list alone for the script, and the button that sends."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, request
from werkzeug.wrappers import Response

from app.authz.permissions import Permission
from app.chat.blueprint import bp
from app.chat.cards import found, send_card
from app.chat.entries import message_entry
from app.chat.pages import open_room
from app.chat.presentation import wire
from app.chat.words import words
from app.core.errors import Invalid
from app.web.actor import current_actor
from app.web.error_pages import wants_json
from app.web.guards import permission

WORDS_MAX = 100


@bp.get("/<any(desk):door>/<number>/cite")
@permission(Permission.CHAT_NOTE)
def cite(door: str, number: str) -> str:
    """Show what can be cited for some words; `?part=list` returns the list alone."""
    room = open_room(current_actor(), number, door)
    typed = request.args.get("q", "")[:WORDS_MAX]
    cards = [(card, str(uuid.uuid4())) for card in found(room.actor, room.ticket, typed)]
    page = "chat/_cards.html" if request.args.get("part") == "list" else "chat/cite.html"
    return render_template(page, room=room, typed=typed, cards=cards, w=words())


@bp.post("/<any(desk):door>/<number>/cards")
@permission(Permission.CHAT_SEND)
def card(door: str, number: str) -> Response | dict[str, Any]:
    """Put a card into the conversation."""
    room = open_room(current_actor(), number, door)
    values = {name: request.form.get(name, "") for name in ("client_id", "of", "card_id")}
    try:
        message = send_card(room.actor, room.ticket, **values)
    except Invalid as error:
        if wants_json():
            raise
        flash(str(error.message), "error")
        return redirect(room.url("cite"), 303)
    if wants_json():
        return {"ok": True, "entry": wire(message_entry(message, room.ticket), room.ticket)}
    return redirect(room.home(_anchor=f"e-{message.id}"), 303)
