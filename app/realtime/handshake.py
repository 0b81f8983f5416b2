"""Opening and closing of sockets: same origin, a known session, a spoken protocol version, not too many."""

from __future__ import annotations

import logging
from typing import Any

from flask import current_app, request
from socketio.exceptions import ConnectionRefusedError as Refused  # type: ignore[import-untyped]

from app.config import Settings
from app.core.clock import now
from app.extensions import db, socketio
from app.i18n import DEFAULT_LANGUAGE, LANGUAGES
from app.realtime import sweeper
from app.realtime.connection import PROTOCOL_VERSION, Connection, forget, keep, remember
from app.realtime.gateway import close, enter
from app.realtime.registry import registry, session_key
from app.realtime.rooms import account_room, session_room
from app.web.actor import current_actor

log = logging.getLogger(__name__)
SOCKETS_PER_SESSION = 5
RENEWALS_MISSED = 2.5  # sweeps after which a socket nobody renewed counts as left behind


@socketio.on("connect")
def connect(auth: Any = None) -> None:
    """Accept a socket of a browser that is signed in or holds a receipt."""
    try:
        _greet(auth if isinstance(auth, dict) else {})
    except Refused:
        raise
    except Exception as error:  # noqa: BLE001 - whatever broke, the browser shall try again
        # Accepted but unknown it could neither hear nor send, and would not try again.
        log.warning("handshake failed: %s", type(error).__name__)
        raise Refused("busy") from None
    finally:
        db.session.remove()


def _greet(hello: dict[str, Any]) -> None:
    if hello.get("protocol") != PROTOCOL_VERSION:
        raise Refused("protocol")
    actor = current_actor()
    if actor.session_id is None:
        raise Refused("session")
    _make_room(actor.session_id)
    language = hello.get("language")
    known = language if language in LANGUAGES else DEFAULT_LANGUAGE
    sid: str = request.sid  # type: ignore[attr-defined]
    connection = Connection(sid, known, actor.session_id, actor.account_id)
    keep(connection)
    remember(connection)
    enter(sid, [session_room(actor.session_id)])
    if actor.account_id:
        enter(sid, [account_room(actor.account_id)])
    sweeper.start()


def _make_room(session_id: str) -> None:
    """Close the oldest sockets beyond the limit: on a flapping network they are dead and do not know it.

    First those of a process that no longer renews them: killed, it left them behind, and they may be
    younger than a window somebody looks at.
    """
    members = registry().members(session_key(session_id))
    settings: Settings = current_app.extensions["kenes_settings"]
    fresh = now().timestamp() - RENEWALS_MISSED * settings.sweep_seconds

    def order(sid: str) -> tuple[bool, float]:
        return float(members[sid].get("seen", 0)) > fresh, float(members[sid]["since"])

    for sid in sorted(members, key=order)[: max(0, len(members) - SOCKETS_PER_SESSION + 1)]:
        registry().drop(session_key(session_id), sid)
        close(sid, "too_many_sockets")


@socketio.on("disconnect")
def disconnect(*_reason: Any) -> None:
    """Forget a socket that has closed."""
    forget(request.sid)  # type: ignore[attr-defined]


@socketio.on("*")
def unknown_event(_event: str, *_payload: Any) -> dict[str, Any]:
    """Answer events nobody declared, so that a client never waits for nothing."""
    return {"ok": False, "error": {"code": "unknown_event", "message": ""}}


@socketio.on_error_default
def swallow(_error: BaseException) -> dict[str, Any]:
    """Keep the connection of others undisturbed; the handler has logged what may be logged."""
    return {"ok": False, "error": {"code": "server_error", "message": ""}}
