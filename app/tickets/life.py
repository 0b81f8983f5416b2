"""One step in the life of a ticket, and the cursor that orders everything in its room.

Called by services inside their transaction, after they have asked for permission.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app
from sqlalchemy import update
from sqlalchemy.orm.attributes import set_committed_value

from app.authz.access import Actor, Role
from app.config import Settings
from app.core.clock import now, today
from app.core.database import changed_rows, new_id
from app.core.errors import Conflict
from app.core.events import record
from app.core.sealing import ticket_seal
from app.extensions import db
from app.tickets.events import TicketMoved
from app.tickets.models import Ticket, TicketChange
from app.tickets.rules import QUEUE, Action, KeepDays, State, delete_on, next_state

COLUMNS = [column.key for column in Ticket.__mapper__.column_attrs]
QUIET = frozenset({Action.ASKER_WRITES, Action.LAWYER_WRITES})


@dataclass(frozen=True)
class Place:
    """A change's number in the room, and the newest number the asker saw before it."""

    cursor: int
    public_before: int


def take_place(ticket: Ticket, *, staff_only: bool = False, **values: Any) -> Place:
    """Take the next change number of the room, gap-free; call it with the ticket's row locked.

    The row lock makes the order of numbers the order of commits. The asker's sequence is the same
    numbers without those of changes only staff may know of; each change names the one before it.
    Further columns of the ticket may be written on the way.
    """
    before = ticket.public_cursor
    cursor = Ticket.cursor + 1
    statement = (
        update(Ticket)
        .where(Ticket.id == ticket.id)
        .values(cursor=cursor, public_cursor=Ticket.public_cursor if staff_only else cursor, **values)
        .returning(Ticket.cursor, Ticket.public_cursor)
        .execution_options(synchronize_session=False)
    )
    row = db.session.execute(statement).one()
    for name, value in {"cursor": row.cursor, "public_cursor": row.public_cursor, **values}.items():
        set_committed_value(ticket, name, value)
    return Place(row.cursor, before)


def lock(ticket: Ticket) -> None:
    """Read the ticket's newest row and keep others from changing it until the commit."""
    # Columns only: PostgreSQL locks no rows through the outer joins of the relationships.
    db.session.refresh(ticket, COLUMNS, with_for_update=True)


def move(
    actor: Actor, ticket: Ticket, action: Action, *, reason: str = "", staff_only: bool = False, **values: Any
) -> TicketChange | None:
    """Take one step of the table; further columns of the ticket are given as `values`.

    The change is written only if the ticket still is in the state the step starts from; two
    people at once means one Conflict. A message is its own entry in the room, so the step it takes
    makes none.
    """
    before = State(ticket.state)
    after = next_state(before, action)
    _apply(ticket, before, after, values)
    if action in QUIET:
        if after != before:
            _record(actor, ticket, action, before, Place(ticket.cursor, ticket.public_cursor))
        return None
    place = take_place(ticket, staff_only=staff_only)
    change = TicketChange(
        id=new_id(),
        ticket_id=ticket.id,
        cursor=place.cursor,
        action=action.value,
        from_state=before.value,
        to_state=after.value,
        actor_kind=kind_of(actor),
        actor_id=actor.account_id if actor.is_staff else None,
        is_staff_only=staff_only,
        created_at=now(),
    )
    if reason:
        change.reason_sealed = ticket_seal(ticket).seal(reason, f"ticket_changes.reason_sealed:{change.id}")
    db.session.add(change)
    _record(actor, ticket, action, before, place, is_staff_only=staff_only)
    return change


def deletion_day(state: str, urgency: str) -> date:
    """Return when a question on which something happened today is deleted."""
    settings: Settings = current_app.extensions["kenes_settings"]
    keep = KeepDays(
        unanswered=settings.keep_unanswered_days,
        answered=settings.keep_answered_days,
        station=settings.keep_station_days,
    )
    return delete_on(today(), state, urgency, keep)


# An administrator is in a room only in an emergency, and looks after it as a moderator would.
KINDS = {Role.LAWYER: "lawyer", Role.MODERATOR: "moderator", Role.ADMINISTRATOR: "moderator"}


def kind_of(actor: Actor) -> str:
    """Return how an actor appears in a room: asker, lawyer, moderator or system."""
    if actor.is_system:
        return "system"
    return KINDS.get(actor.role or Role.ASKER, "asker")


def _record(
    actor: Actor, ticket: Ticket, action: Action, before: State, place: Place, *, is_staff_only: bool = False
) -> None:
    record(
        TicketMoved(
            actor=actor.reference,
            ticket_id=ticket.id,
            action=action.value,
            from_state=before.value,
            to_state=ticket.state,
            cursor=place.cursor,
            public_before=place.public_before,
            is_staff_only=is_staff_only,
        )
    )


def _apply(ticket: Ticket, before: State, after: State, values: dict[str, Any]) -> None:
    changes: dict[str, Any] = {"state": after.value, **values}
    if after != before:
        changes.setdefault("waiting_since", now())
        changes["delete_on"] = deletion_day(after, ticket.urgency)
    guard = [Ticket.id == ticket.id, Ticket.state == before.value]
    if before in QUEUE and after not in QUEUE:
        guard.append(Ticket.lawyer_id.is_(None))
    result = changed_rows(
        update(Ticket).where(*guard).values(**changes).execution_options(synchronize_session=False)
    )
    if result != 1:
        raise Conflict
    db.session.refresh(ticket)
