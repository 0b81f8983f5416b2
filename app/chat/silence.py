"""Finds conversations in which nobody has written for a while and lets them rest.

The processes that hold sockets look with every sweep, the worker from time to time for rooms nobody has open.
Whoever comes first does it, the others find it done.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from flask import current_app
from sqlalchemy import exists, select
from sqlalchemy.exc import InvalidRequestError

from app.authz.access import Actor, system_actor
from app.chat.models import Message
from app.config import Settings
from app.core.clock import now
from app.extensions import db
from app.realtime.connection import Connection
from app.realtime.sweeper import each_sweep
from app.tickets.models import Ticket, TicketChange
from app.tickets.queries import IS_IN_WORK
from app.tickets.resting import IS_RESTING, rest
from app.tickets.rules import LIVE
from app.worker import periodic

BATCH = 50


def silence_minutes() -> int:
    """Return after how many minutes without a message a conversation rests."""
    settings: Settings = current_app.extensions["kenes_settings"]
    return settings.silence_minutes


@periodic("chat.silence", every_seconds=20)
def let_rest() -> int:
    """Let the silent ones rest; return how many did because of this call."""
    actor, done = system_actor("silence"), 0
    for ticket in _silent():
        try:
            done += rest(actor, ticket, seen=ticket.public_cursor)
        except InvalidRequestError:
            db.session.rollback()  # deleted a moment ago
    return done


@each_sweep
def let_rest_with_sockets(_alive: Mapping[str, tuple[Connection, Actor]]) -> None:
    """Do it where people sit: a push of the worker reaches them only through a message queue."""
    let_rest()


def _silent() -> list[Ticket]:
    since = now() - timedelta(minutes=silence_minutes())
    spoken = exists().where(
        Message.ticket_id == Ticket.id, Message.kind != "note", Message.created_at > since
    )
    moved = exists().where(TicketChange.ticket_id == Ticket.id, TicketChange.created_at > since)
    query = select(Ticket).where(
        IS_IN_WORK,
        Ticket.state.in_(sorted(LIVE)),
        Ticket.waiting_since <= since,
        ~spoken,
        ~moved,
        ~IS_RESTING,
    )
    return list(db.session.scalars(query.order_by(Ticket.waiting_since).limit(BATCH)))
