"""The only place that talks to the Socket.IO server: sends, seats and shows out. Call it after the commit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask import current_app

from app.config import Settings
from app.extensions import socketio

NAMESPACE = "/"
# An acknowledgement that is on its way still leaves before the door closes.
GRACE = 0.2  # seconds


def listen(event: str, receive: Callable[..., Any]) -> None:
    """Have `receive(sid, *payload)` called for an event of a socket, and answer with what it returns."""
    _server().on(event, handler=receive, namespace=NAMESPACE)


def publish(
    room: str | list[str], event: str, payload: dict[str, Any], *, except_sid: str | None = None
) -> None:
    """Send an event to a room, or to several as one packet; only a hint, readers heal gaps themselves."""
    _server().emit(event, payload, to=room, skip_sid=except_sid, namespace=NAMESPACE)


def publish_here(room: str, event: str, payload: dict[str, Any]) -> None:
    """Send an event to those of a room whom this very process serves."""
    _server().emit(event, payload, to=room, namespace=NAMESPACE, ignore_queue=True)


def is_anybody_in(room: str) -> bool:
    """Tell whether it is worth rendering for a room; other processes cannot be asked, so then: yes."""
    settings: Settings = current_app.extensions["kenes_settings"]
    if settings.redis_url is not None:
        return True
    return bool(_server().manager.rooms.get(NAMESPACE, {}).get(room))


def enter(sid: str, rooms: Iterable[str]) -> None:
    """Seat a socket of this process in rooms."""
    for room in rooms:
        _server().enter_room(sid, room, namespace=NAMESPACE)


def leave(sid: str, rooms: Iterable[str]) -> None:
    """Take a socket out of rooms, wherever it is served."""
    for room in rooms:
        _server().leave_room(sid, room, namespace=NAMESPACE)


def close(sid: str, reason: str) -> None:
    """Say why, then close a socket, wherever it is served."""
    publish(sid, "chat:closed", {"ticket": None, "reason": reason})
    _server().disconnect(sid, namespace=NAMESPACE)


def close_soon(sid: str, reason: str) -> None:
    """Close a socket that is waiting for an acknowledgement."""

    def later() -> None:
        socketio.sleep(GRACE)  # type: ignore[arg-type]
        close(sid, reason)

    socketio.start_background_task(later)


def _server() -> Any:
    return socketio.server  # type: ignore[attr-defined]
