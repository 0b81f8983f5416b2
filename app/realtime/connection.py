"""What this process knows about its open sockets: language, session, pace, rooms. Never rights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from flask import current_app, g

from app.core.clock import now
from app.core.errors import TooMany
from app.realtime.registry import registry, session_key

PROTOCOL_VERSION = 1
BURST = 20  # events at once, and as many in ten seconds
PER_SECOND = 2.0

Farewell = Callable[["Connection"], None]


@dataclass
class Connection:
    """One socket. `tickets` are the rooms it has joined, with what the feature keeps about each."""

    sid: str
    language: str
    session_id: str
    account_id: str | None = None
    tickets: dict[str, dict[str, str]] = field(default_factory=dict)
    since: float = field(default_factory=lambda: now().timestamp())
    tokens: float = float(BURST)
    counted_at: float = 0.0

    def spend(self) -> None:
        """Count one event; raise TooMany from a client that talks faster than people do."""
        moment = now().timestamp()
        self.tokens = min(float(BURST), self.tokens + max(0.0, moment - self.counted_at) * PER_SECOND)
        self.counted_at = moment
        if not current_app.config["RATE_LIMITS"]:
            return
        if self.tokens < 1:
            raise TooMany(retry_after=1)
        self.tokens -= 1


_open: dict[str, Connection] = {}
_farewells: list[Farewell] = []


def connection_of() -> Connection | None:
    """Return the socket of the present event, or None when it never said hello."""
    return _open.get(g.get("sid", ""))


def remember(connection: Connection) -> None:
    """Keep an accepted socket until it closes."""
    _open[connection.sid] = connection


def keep(connection: Connection) -> None:
    """Say to the other processes that this socket is open."""
    value = {"since": connection.since, "seen": now().timestamp()}
    registry().put(session_key(connection.session_id), connection.sid, value)


def forget(sid: str) -> None:
    """Drop a closed socket and tell the features that had it in a room."""
    connection = _open.pop(sid, None)
    if connection is not None:
        registry().drop(session_key(connection.session_id), sid)
        for farewell in _farewells:
            farewell(connection)


def open_connections() -> list[Connection]:
    """Return the sockets of this process."""
    return list(_open.values())


def on_close(farewell: Farewell) -> Farewell:
    """Register what a feature does when a socket has closed."""
    if farewell not in _farewells:
        _farewells.append(farewell)
    return farewell
