"""What is known about an open socket: its id, language and browser session."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, session

PROTOCOL_VERSION = 1


@dataclass(frozen=True)
class Connection:
    """One socket; rights are never kept here, they are read anew for each event."""

    sid: str
    language: str


def connection_of() -> Connection | None:
    """Return the socket of the present event, or None when it never said hello."""
    sid: str | None = getattr(request, "sid", None)
    language = session.get("socket_language")
    return Connection(sid, language) if sid and language else None
