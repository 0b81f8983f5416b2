"""The rows of tickets in whose rooms somebody writes: read under lock, changed in memory, stored in one go.

The same steps as in life.py for the steps a message takes, without the mapper and for many tickets at
once. A row knows what the policy and the room ask a ticket for; it is not the whole ticket.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import bindparam, select, update

from app.authz.access import Actor
from app.core.clock import now
from app.core.events import record
from app.extensions import db
from app.tickets.events import TicketMoved
from app.tickets.life import Place, deletion_day
from app.tickets.models import Ticket
from app.tickets.rules import Action, next_state


class RoomFacts(Protocol):
    """What a room needs of its ticket, be it the whole object or a row."""

    id: str
    number: str
    secret_hash: str
    key_sealed: bytes
    lawyer_id: str | None
    state: str
    language: str


@dataclass(slots=True, kw_only=True)
class RoomRow:
    """A ticket's row under lock."""

    id: str
    number: str
    secret_hash: str
    key_sealed: bytes
    account_id: str | None
    lawyer_id: str | None
    awaits_declaration: bool
    state: str
    language: str
    urgency: str
    cursor: int
    public_cursor: int
    message_count: int
    first_reply_at: datetime | None
    waiting_since: datetime
    delete_on: date

    def take_place(self, *, staff_only: bool) -> Place:
        """Take the next change number of the room, as `life.take_place` does."""
        before = self.public_cursor
        self.cursor += 1
        if not staff_only:
            self.public_cursor = self.cursor
        return Place(self.cursor, before)

    def take_message(self, actor: Actor, *, by_staff: bool) -> None:
        """Take the step of the ticket's life that a message means."""
        action = Action.LAWYER_WRITES if by_staff else Action.ASKER_WRITES
        after, moment = next_state(self.state, action), now()
        if after != self.state:
            record(
                TicketMoved(
                    actor=actor.reference,
                    ticket_id=self.id,
                    action=action.value,
                    from_state=self.state,
                    to_state=after.value,
                    cursor=self.cursor,
                    public_before=self.public_cursor,
                )
            )
            self.state, self.waiting_since = after.value, moment
        self.message_count += 1
        if by_staff and self.first_reply_at is None:
            self.first_reply_at = moment
        self.delete_on = deletion_day(self.state, self.urgency)


_NAMES = [field.name for field in fields(RoomRow)]
_CHANGED = (
    "cursor",
    "public_cursor",
    "state",
    "message_count",
    "first_reply_at",
    "waiting_since",
    "delete_on",
)
_TABLE = Ticket.__table__
_READ = select(*(_TABLE.c[name] for name in _NAMES))
# In the order of their identifiers: processes that lock the same rows never wait for each other in a ring.
_LOCK = (
    _READ.where(_TABLE.c.number.in_(bindparam("numbers", expanding=True)))
    .order_by(_TABLE.c.id)
    .with_for_update()
)
_LOOK = _READ.where(_TABLE.c.id.in_(bindparam("ids", expanding=True)))
_STORE = (
    update(_TABLE)  # type: ignore[arg-type]  # __table__ is typed wider than it is
    .where(_TABLE.c.id == bindparam("row_id"))
    .values({name: bindparam(f"new_{name}") for name in _CHANGED})
)


def lock_rooms(numbers: Collection[str]) -> dict[str, RoomRow]:
    """Return the rows of these numbers, locked until the commit; what does not exist is missing."""
    rows = db.session.connection().execute(_LOCK, {"numbers": sorted(numbers)})
    return {row.number: _room_row(row) for row in rows}


def read_rooms(ids: Collection[str]) -> dict[str, RoomRow]:
    """Return the rows of these tickets, only to look at; what does not exist is missing."""
    rows = db.session.connection().execute(_LOOK, {"ids": sorted(ids)}) if ids else ()
    return {row.id: _room_row(row) for row in rows}


def store_rooms(rows: Iterable[RoomRow]) -> None:
    """Write what has changed in rows that are still locked."""
    values = [
        {"row_id": row.id, **{f"new_{name}": getattr(row, name) for name in _CHANGED}}
        for row in sorted(rows, key=lambda row: row.id)
    ]
    if values:
        db.session.connection().execute(_STORE, values)


def _room_row(row: Any) -> RoomRow:
    return RoomRow(**dict(zip(_NAMES, row, strict=True)))
