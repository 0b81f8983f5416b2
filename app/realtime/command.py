"""`@socket_command`: what every incoming event goes through before a handler sees it.

Pace, schema, fresh actor, language; errors become an acknowledgement with a stable code.
Events come from Socket.IO itself, not through a Flask request: there is none, and making one up for
every event costs more than many events themselves.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from flask import Flask, g

from app.authz.access import Actor
from app.authz.permissions import Permission
from app.core.errors import DomainError, NotAllowed, TooMany
from app.i18n import DEFAULT_LANGUAGE
from app.realtime.connection import Connection, connection_of
from app.realtime.gateway import close_soon, listen
from app.realtime.schema import parse
from app.web.actor import actors_of

log = logging.getLogger(__name__)
Ack = dict[str, Any]
C = TypeVar("C")
Handler = Callable[[Actor, C], Ack]
LateHandler = Callable[[Connection, C], Ack]
SESSION_ENDED = "session_ended"


@dataclass(frozen=True)
class Command:
    """A declared event: its schema and the permission its service asks for.

    Is the actor read `late`, the handler gets the connection and has its service read the actor
    together with everything else, under the lock of what is changed.
    """

    name: str
    schema: type
    permission: Permission
    handler: Callable[[Any, Any], Ack]
    late: bool


COMMANDS: dict[str, Command] = {}


def socket_command(name: str, schema: type[C], permission: Permission) -> Callable[[Handler[C]], Handler[C]]:
    """Register a handler `(actor, command) -> ack` for an event."""

    def decorate(handler: Handler[C]) -> Handler[C]:
        COMMANDS[name] = Command(name, schema, permission, handler, late=False)
        return handler

    return decorate


def late_socket_command(
    name: str, schema: type[C], permission: Permission
) -> Callable[[LateHandler[C]], LateHandler[C]]:
    """Register a handler `(connection, command) -> ack` whose service reads the actor."""

    def decorate(handler: LateHandler[C]) -> LateHandler[C]:
        COMMANDS[name] = Command(name, schema, permission, handler, late=True)
        return handler

    return decorate


def install_commands(app: Flask) -> None:
    """Let the sockets of an application reach the declared events."""
    for command in COMMANDS.values():
        listen(command.name, partial(_receive, app, command))


def fresh_actor(connection: Connection) -> Actor:
    """Return the actor as the database knows them now; a session that has ended ends the socket."""
    actor = actors_of([connection.session_id], touch=True).get(connection.session_id)
    if actor is None:
        raise session_ended()
    return actor


def session_ended() -> NotAllowed:
    """Return the error that closes the socket it is answered to."""
    return NotAllowed(code=SESSION_ENDED)


def _receive(app: Flask, command: Command, sid: str, *payload: Any) -> Ack:
    # The end of the context gives the database connection back.
    with app.app_context():
        g.sid = sid
        connection = connection_of()
        g.language = connection.language if connection else DEFAULT_LANGUAGE
        try:
            return {"ok": True, **_handle(command, connection, payload)}
        except DomainError as error:
            if error.code == SESSION_ENDED:
                close_soon(sid, "session")
            return {"ok": False, "error": _describe(error)}
        except Exception as error:  # noqa: BLE001 - one bad event may not end the connection
            log.error("socket event %s failed: %s", command.name, type(error).__name__)
            return {"ok": False, "error": {"code": "server_error", "message": ""}}


def _handle(command: Command, connection: Connection | None, payload: tuple[Any, ...]) -> Ack:
    if connection is None:
        raise NotAllowed(code="no_hello")
    connection.spend()
    parsed: Any = parse(command.schema, payload)
    return command.handler(connection if command.late else fresh_actor(connection), parsed)


def _describe(error: DomainError) -> dict[str, Any]:
    described: dict[str, Any] = {"code": error.code, "message": str(error.message)}
    if field := getattr(error, "field", None):
        described["field"] = field
    if isinstance(error, TooMany):
        described["retry_after"] = error.retry_after
    return described
