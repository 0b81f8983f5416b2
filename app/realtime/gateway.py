"""The only place that emits. Call it after the commit."""

from __future__ import annotations

from typing import Any

from app.extensions import socketio


def publish(room: str, event: str, payload: dict[str, Any], *, except_sid: str | None = None) -> None:
    """Send an event to a room; a hint only, readers heal gaps from the database."""
    socketio.emit(event, payload, to=room, skip_sid=except_sid)
