"""`@socket_command`: what every incoming event goes through before a handler sees it.

Fresh actor, language, rate limit, schema; errors become an acknowledgement with a stable code.
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
from app.core.errors import DomainError, NotAllowed
from app.core.limits import hit
from app.extensions import db, socketio
from app.i18n import DEFAULT_LANGUAGE, in_language
from app.realtime.connection import connection_of
from app.realtime.schema import parse
from app.web.actor import current_actor, forget_actor

log = logging.getLogger(__name__)
Ack = dict[str, Any]
C = TypeVar("C")
EVENTS_PER_SOCKET = "20/10seconds"


@dataclass(frozen=True)
class Command:
    """A declared event: its schema and the permission its service asks for."""

    name: str
    schema: type
    permission: Permission


COMMANDS: dict[str, Command] = {}


def socket_command(
    name: str, schema: type[C], permission: Permission, *, rate: str = EVENTS_PER_SOCKET
) -> Callable[[Callable[[Actor, C], Ack]], Callable[[Actor, C], Ack]]:
    """Register a handler `(actor, command) -> ack` for an event."""

    def decorate(handler: Callable[[Actor, C], Ack]) -> Callable[[Actor, C], Ack]:
        COMMANDS[name] = Command(name, schema, permission)

        def receive(*payload: Any) -> Ack:
            return _receive(name, schema, rate, handler, payload)

        socketio.on(name)(receive)
        return handler

    return decorate


def _receive(
    name: str, schema: type[C], rate: str, handler: Callable[[Actor, C], Ack], payload: tuple[Any, ...]
) -> Ack:
    connection = connection_of()
    g.language = connection.language if connection else DEFAULT_LANGUAGE
    with in_language(g.language):
        try:
            if connection is None:
                raise NotAllowed
            hit("socket", f"{connection.sid}:{name}", rate)
            command = parse(schema, payload)
            forget_actor()
            actor = current_actor()
            return {"ok": True, **handler(actor, command)}
        except DomainError as error:
            return {"ok": False, "error": {"code": error.code, "message": str(error.message)}}
        except Exception as error:  # noqa: BLE001 - one bad event may not end the connection
            log.error("socket event %s failed: %s", name, type(error).__name__)
            return {"ok": False, "error": {"code": "server_error", "message": ""}}
        finally:
            db.session.remove()
