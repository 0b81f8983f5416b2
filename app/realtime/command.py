"""`@socket_command`: what every incoming event goes through before a handler sees it.

Pace, schema, fresh actor, language; errors become an acknowledgement with a stable code.
Flask's `before_request` does not run for socket events, hence all of it is here.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import g

from app.authz.access import Actor
from app.authz.permissions import Permission
from app.core.errors import DomainError, NotAllowed, TooMany
from app.extensions import db, socketio
from app.i18n import DEFAULT_LANGUAGE, in_language
from app.realtime.connection import Connection, connection_of
from app.realtime.gateway import close_soon
from app.realtime.schema import parse
from app.web.actor import current_actor

log = logging.getLogger(__name__)
Ack = dict[str, Any]
C = TypeVar("C")
Handler = Callable[[Actor, C], Ack]


@dataclass(frozen=True)
class Command:
    """A declared event: its schema and the permission its service asks for."""

    name: str
    schema: type
    permission: Permission


COMMANDS: dict[str, Command] = {}


def socket_command(name: str, schema: type[C], permission: Permission) -> Callable[[Handler[C]], Handler[C]]:
    """Register a handler `(actor, command) -> ack` for an event."""

    def decorate(handler: Handler[C]) -> Handler[C]:
        COMMANDS[name] = Command(name, schema, permission)

        def receive(*payload: Any) -> Ack:
            return _receive(name, schema, handler, payload)

        socketio.on(name)(receive)
        return handler

    return decorate


def _receive(name: str, schema: type[C], handler: Handler[C], payload: tuple[Any, ...]) -> Ack:
    connection = connection_of()
    g.language = connection.language if connection else DEFAULT_LANGUAGE
    with in_language(g.language):
        try:
            if connection is None:
                raise NotAllowed(code="no_hello")
            connection.spend()
            command = parse(schema, payload)
            return {"ok": True, **handler(_fresh_actor(connection), command)}
        except DomainError as error:
            return {"ok": False, "error": _describe(error)}
        except Exception as error:  # noqa: BLE001 - one bad event may not end the connection
            log.error("socket event %s failed: %s", name, type(error).__name__)
            return {"ok": False, "error": {"code": "server_error", "message": ""}}
        finally:
            db.session.remove()


def _fresh_actor(connection: Connection) -> Actor:
    """Return the actor as the database knows them now; a session that has ended ends the socket."""
    actor = current_actor()
    if actor.session_id != connection.session_id:
        close_soon(connection.sid, "session")
        raise NotAllowed(code="session_ended")
    return actor


def _describe(error: DomainError) -> dict[str, Any]:
    described: dict[str, Any] = {"code": error.code, "message": str(error.message)}
    if field := getattr(error, "field", None):
        described["field"] = field
    if isinstance(error, TooMany):
        described["retry_after"] = error.retry_after
    return described
