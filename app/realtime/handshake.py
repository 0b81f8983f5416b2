"""Opening and closing of sockets: same origin, a known session, a spoken protocol version."""

from __future__ import annotations

from typing import Any

from flask import session
from flask_socketio import join_room
from socketio.exceptions import ConnectionRefusedError as Refused  # type: ignore[import-untyped]

from app.extensions import db, socketio
from app.i18n import DEFAULT_LANGUAGE, LANGUAGES
from app.realtime.connection import PROTOCOL_VERSION
from app.realtime.rooms import account_room, session_room
from app.web.actor import current_actor


@socketio.on("connect")
def connect(auth: Any = None) -> None:
    """Accept a socket of a browser that is signed in or holds a receipt."""
    try:
        hello = auth if isinstance(auth, dict) else {}
        if hello.get("protocol") != PROTOCOL_VERSION:
            raise Refused("protocol")
        actor = current_actor()
        if actor.session_id is None:
            raise Refused("session")
        language = hello.get("language")
        session["socket_language"] = language if language in LANGUAGES else DEFAULT_LANGUAGE
        join_room(session_room(actor.session_id))
        if actor.account_id:
            join_room(account_room(actor.account_id))
    finally:
        db.session.remove()


@socketio.on("*")
def unknown_event(_event: str, *_payload: Any) -> dict[str, Any]:
    """Answer events nobody declared, so that a client never waits for nothing."""
    return {"ok": False, "error": {"code": "unknown_event", "message": ""}}


@socketio.on_error_default
def swallow(_error: BaseException) -> dict[str, Any]:
    """Keep the connection of others undisturbed; the handler has logged what may be logged."""
    return {"ok": False, "error": {"code": "server_error", "message": ""}}
