"""Looks at the open sockets of this process again and again: are they still allowed, do they miss anything?

Events close sockets at once; this is for what no event tells: time that ran out, a lost event, a
message queue that was down.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping

from flask import Flask, current_app

from app.authz.access import Actor
from app.config import Settings
from app.core.transaction import read_anew
from app.extensions import db, socketio
from app.realtime.connection import Connection, forget, keep, open_connections
from app.realtime.gateway import close
from app.web.actor import actors_of

log = logging.getLogger(__name__)
BATCH = 50  # a few milliseconds of work, then messages have their turn
PAUSE = 0.02  # seconds

# What a feature looks after: the sockets of a batch, each with its actor of this moment.
Check = Callable[[Mapping[str, tuple[Connection, Actor]]], None]
_checks: list[Check] = []
_running: set[int] = set()
_lock = threading.Lock()


def each_sweep(check: Check) -> Check:
    """Register what a feature does with the open sockets from time to time."""
    if check not in _checks:
        _checks.append(check)
    return check


def start() -> None:
    """Begin to sweep in this process, once per application."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    with _lock:
        if id(app) in _running:
            return
        _running.add(id(app))
    socketio.start_background_task(_sweep_for_ever, app)


def sweep() -> None:
    """Close the sockets of ended sessions, keep the others in the registry, let the features look."""
    connections = open_connections()
    for begin in range(0, len(connections), BATCH):
        batch = connections[begin : begin + BATCH]
        actors = actors_of({connection.session_id for connection in batch})
        alive: dict[str, tuple[Connection, Actor]] = {}
        for connection in batch:
            actor = actors.get(connection.session_id)
            if actor is None:
                close(connection.sid, "session")
                forget(connection.sid)
            else:
                keep(connection)
                alive[connection.sid] = (connection, actor)
        for check in _checks:
            check(alive)
        read_anew()
        socketio.sleep(PAUSE)  # type: ignore[arg-type]


def _sweep_for_ever(app: Flask) -> None:
    settings: Settings = app.extensions["kenes_settings"]
    while True:
        socketio.sleep(settings.sweep_seconds)
        with app.app_context():
            try:
                sweep()
            except Exception as error:  # noqa: BLE001 - the next round may find the database again
                log.warning("sweep failed: %s", type(error).__name__)
            finally:
                db.session.remove()
