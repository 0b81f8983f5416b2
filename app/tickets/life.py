"""One step in the life of a ticket, and the cursor that orders everything in its room.

Called by services inside their transaction, after they have asked for permission.
"""

from __future__ import annotations

from typing import Any

from flask import current_app
from sqlalchemy import update

from app.authz.access import Actor, Role
from app.config import Settings
from app.core.clock import now, today
from app.core.database import new_id
from app.core.errors import Conflict
from app.core.events import record
from app.core.sealing import ticket_seal
from app.extensions import db
from app.tickets.events import TicketMoved
from app.tickets.models import Ticket, TicketChange
from app.tickets.rules import QUEUE, Action, State, delete_on, next_state

QUIET = frozenset({Action.ASKER_WRITES, Action.LAWYER_WRITES})


def take_cursor(ticket: Ticket) -> int:
    """Return the next change number of the room, gap-free.

    The row lock taken here makes the order of numbers the order of commits.
    """
    statement = (
        update(Ticket)
        .where(Ticket.id == ticket.id)
        .values(cursor=Ticket.cursor + 1)
        .returning(Ticket.cursor)
        .execution_options(synchronize_session=False)
    )
    cursor: int = db.session.execute(statement).scalar_one()
    db.session.refresh(ticket, ["cursor"])
    return cursor


def lock(ticket: Ticket) -> None:
    """Read the ticket's newest row and keep others from changing it until the commit."""
    db.session.refresh(ticket, with_for_update=True)


def move(
    actor: Actor, ticket: Ticket, action: Action, *, reason: str = "", staff_only: bool = False, **values: Any
) -> TicketChange | None:
    """Take one step of the table; further columns of the ticket are given as `values`.

    The change is written only if the ticket still is in the state the step starts from; two
    people at once means one Conflict. Messages that leave the state as it is make no entry.
    """
    before = State(ticket.state)
    after = next_state(before, action)
    if action in QUIET and before == after:
        _apply(ticket, before, after, values)
        return None
    _apply(ticket, before, after, values)
    cursor = take_cursor(ticket)
    change = TicketChange(
        id=new_id(),
        ticket_id=ticket.id,
        cursor=cursor,
        action=action.value,
        from_state=before.value,
        to_state=after.value,
        actor_kind=kind_of(actor),
        actor_id=actor.account_id if actor.is_staff else None,
        is_staff_only=staff_only,
        created_at=now(),
    )
    if reason:
        change.reason_sealed = ticket_seal(ticket).seal(reason, f"change:{change.id}")
    db.session.add(change)
    record(
        TicketMoved(
            actor=actor.reference,
            ticket_id=ticket.id,
            action=action.value,
            from_state=before.value,
            to_state=after.value,
            cursor=cursor,
            is_staff_only=staff_only,
        )
    )
    return change


def kind_of(actor: Actor) -> str:
    """Return how an actor appears in a room: asker, lawyer, moderator or system."""
    if actor.is_system:
        return "system"
    return {Role.LAWYER: "lawyer", Role.MODERATOR: "moderator"}.get(actor.role or Role.ASKER, "asker")


def _apply(ticket: Ticket, before: State, after: State, values: dict[str, Any]) -> None:
    settings: Settings = current_app.extensions["kenes_settings"]
    changes: dict[str, Any] = {"state": after.value, **values}
    if after != before:
        changes.setdefault("waiting_since", now())
        changes["delete_on"] = delete_on(
            today(),
            after,
            keep_unanswered=settings.keep_unanswered_days,
            keep_answered=settings.keep_answered_days,
        )
    guard = [Ticket.id == ticket.id, Ticket.state == before.value]
    if before in QUEUE and after not in QUEUE:
        guard.append(Ticket.lawyer_id.is_(None))
    result = db.session.execute(
        update(Ticket).where(*guard).values(**changes).execution_options(synchronize_session=False)
    )
    if result.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict
    db.session.refresh(ticket)
