"""Slow salted hashes (Argon2id, RFC 9106) for passwords and receipts, without stopping anybody else.

A hash takes a fifth of a second of processor time: under gevent it runs in the hub's thread pool, never
while a database connection is held, and only as many at a time as there are processors (at least two), so
that a flood can eat neither the memory nor the time of the conversations.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from threading import BoundedSemaphore
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import Flask, current_app

from app.config import AsyncMode, Settings
from app.core.errors import TooMany
from app.core.transaction import current_unit
from app.extensions import db

AT_ONCE = max(2, os.cpu_count() or 1)
PASSES = 3
PATIENCE_SECONDS = 10
T = TypeVar("T")


def slow_hash(text: str) -> str:
    """Return the hash to store; each call salts anew."""
    return _aside(lambda: _hasher().hash(text))


def is_same(stored: str | None, text: str) -> bool:
    """Tell whether `text` is what was hashed; takes as long when there is nothing to compare with."""
    spare = decoy()
    known = spare if stored is None else stored
    return _aside(lambda: _verify(known, text)) and stored is not None


def is_outdated(stored: str) -> bool:
    """Tell whether the hash was made with other costs than today's."""
    return _hasher().check_needs_rehash(stored)


def decoy() -> str:
    """Return a hash that nothing matches, made once per process with today's costs."""
    found: str | None = current_app.extensions.get("kenes_decoy_hash")
    if found is None:
        found = current_app.extensions["kenes_decoy_hash"] = slow_hash("no secret looks like this")
    return found


def _hasher() -> PasswordHasher:
    settings: Settings = current_app.extensions["kenes_settings"]
    return PasswordHasher(time_cost=PASSES, memory_cost=settings.password_memory_kib, parallelism=1)


def _verify(stored: str, text: str) -> bool:
    hasher = PasswordHasher()  # the costs stand in the hash itself
    try:
        return hasher.verify(stored, text)
    except (VerificationError, InvalidHashError):
        return False


def _aside(work: Callable[[], T]) -> T:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    settings: Settings = app.extensions["kenes_settings"]
    _release_connection()
    gate: BoundedSemaphore = app.extensions.setdefault("kenes_slow_gate", BoundedSemaphore(AT_ONCE))
    if not gate.acquire(timeout=PATIENCE_SECONDS):
        raise TooMany(retry_after=PATIENCE_SECONDS)
    try:
        if settings.async_mode is not AsyncMode.GEVENT:
            return work()
        from gevent import get_hub  # noqa: PLC0415 - only where gevent serves

        result: T = get_hub().threadpool.apply(_in_context(app, work))
        return result
    finally:
        gate.release()


def _in_context(app: Flask, work: Callable[[], T]) -> Callable[[], T]:
    def run() -> T:
        with app.app_context():
            return work()

    return run


def _release_connection() -> None:
    """Give the connection back: SQLite under gevent has one for everybody."""
    if current_unit().depth == 0:
        db.session.rollback()
