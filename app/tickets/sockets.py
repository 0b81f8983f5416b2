"""The live desk: whoever shows the queue asks to be told when it changes."""

from __future__ import annotations

from dataclasses import dataclass

from app.authz.access import Actor, require
from app.authz.permissions import Permission
from app.core.errors import NotFound
from app.realtime.command import Ack, socket_command
from app.realtime.connection import connection_of
from app.realtime.gateway import enter
from app.realtime.rooms import desk_room


@dataclass(frozen=True)
class WatchDesk:
    """Nothing to say but that one watches."""


@socket_command("desk:watch", WatchDesk, Permission.TICKET_QUEUE)
def watch(actor: Actor, _command: WatchDesk) -> Ack:
    """Join the room of the desk."""
    require(actor, Permission.TICKET_QUEUE)
    connection = connection_of()
    if connection is None:
        raise NotFound
    enter(connection.sid, [desk_room()])
    return {}
