"""Which sockets belong to a session, an account or a room, over all processes.

In memory for one process; in Redis when several serve. Entries expire by themselves, so a process
that died leaves nobody behind for longer than TTL.
"""

from __future__ import annotations

import json
from typing import Any, Protocol

import redis
from flask import current_app

from app.config import Settings
from app.core.clock import now

TTL = 75  # seconds; the sweeper of each process renews its own
Value = dict[str, Any]


class Registry(Protocol):
    """Sockets by key."""

    def put(self, key: str, sid: str, value: Value) -> None:
        """Enter a socket, or say that it is still there."""

    def drop(self, key: str, sid: str) -> None:
        """Take a socket out."""

    def members(self, key: str) -> dict[str, Value]:
        """Return the sockets that are still there."""


class MemoryRegistry:
    """For one process."""

    def __init__(self) -> None:
        self.keys: dict[str, dict[str, tuple[float, Value]]] = {}

    def put(self, key: str, sid: str, value: Value) -> None:
        """Enter a socket, or say that it is still there."""
        self.keys.setdefault(key, {})[sid] = (now().timestamp() + TTL, value)

    def drop(self, key: str, sid: str) -> None:
        """Take a socket out."""
        entries = self.keys.get(key)
        if entries is not None:
            entries.pop(sid, None)
            if not entries:
                self.keys.pop(key, None)

    def members(self, key: str) -> dict[str, Value]:
        """Return the sockets that are still there."""
        moment = now().timestamp()
        entries = self.keys.get(key, {})
        return {sid: value for sid, (until, value) in list(entries.items()) if until > moment}


class RedisRegistry:
    """For several processes: one hash per key."""

    def __init__(self, client: redis.Redis) -> None:
        self.client = client

    def put(self, key: str, sid: str, value: Value) -> None:
        """Enter a socket, or say that it is still there."""
        entry = json.dumps([now().timestamp() + TTL, value])
        with self.client.pipeline(transaction=False) as pipe:
            pipe.hset(_name(key), sid, entry)
            pipe.expire(_name(key), TTL * 2)
            pipe.execute()

    def drop(self, key: str, sid: str) -> None:
        """Take a socket out."""
        self.client.hdel(_name(key), sid)

    def members(self, key: str) -> dict[str, Value]:
        """Return the sockets that are still there."""
        moment = now().timestamp()
        stored: dict[str, str] = self.client.hgetall(_name(key))  # type: ignore[assignment]
        entries = {sid: json.loads(entry) for sid, entry in stored.items()}
        return {sid: value for sid, (until, value) in entries.items() if until > moment}


def build_registry(redis_url: str | None) -> Registry:
    """Return the registry of an installation."""
    if redis_url is None:
        return MemoryRegistry()
    return RedisRegistry(redis.Redis.from_url(redis_url, decode_responses=True))


def registry() -> Registry:
    """Return the registry of the running application, made on first use."""
    found: Registry | None = current_app.extensions.get("kenes_sockets")
    if found is None:
        settings: Settings = current_app.extensions["kenes_settings"]
        found = current_app.extensions["kenes_sockets"] = build_registry(settings.redis_url)
    return found


def session_key(session_id: str) -> str:
    """The sockets of one browser session."""
    return f"session:{session_id}"


def ticket_key(ticket_id: str) -> str:
    """The sockets in one room."""
    return f"ticket:{ticket_id}"


def _name(key: str) -> str:
    return f"kenes:sockets:{key}"
