"""Reading a ticket in an emergency: one person asks with a reason, another one agrees, the asker sees it.

The reason is sealed with the ticket's key: it goes when the ticket goes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from flask import current_app
from limits import parse
from sqlalchemy import ColumnElement, select, update

from app.accounts.models import Account, EmergencyAccess
from app.authz.access import Actor, can, require
from app.authz.permissions import Permission
from app.core.clock import local, now
from app.core.database import changed_rows, new_id
from app.core.errors import Conflict, Invalid
from app.core.events import record
from app.core.sealing import SealBroken, ticket_seal
from app.core.transaction import transaction
from app.extensions import db
from app.i18n import lazy_gettext as _l
from app.tickets.events import EmergencyDecided, TicketRead
from app.tickets.models import Ticket
from app.tickets.queries import find_by_number

# How long a request waits for a second person, and how long the ticket is open afterwards.
WAITS_FOR = timedelta(days=2)
OPEN_FOR = timedelta(hours=24)
REASON_MIN, REASON_MAX = 10, 500
# Pages, sockets and what they fetch again: within an hour they are one reading.
ONE_READING = parse("1/hour")


@dataclass(frozen=True)
class Opening:
    """What the asker sees of it: roles, a day, the reason; no names."""

    asked_role: str
    agreed_role: str
    day: date
    reason: str


@dataclass(frozen=True)
class Request:
    """What those who decide see."""

    access: EmergencyAccess
    number: str
    asker_name: str
    reason: str


def ask_for_access(actor: Actor, *, number: str, reason: str) -> EmergencyAccess:
    """Ask to read a ticket that is otherwise closed to the actor; nothing opens before somebody agrees."""
    require(actor, Permission.EMERGENCY_ASK)
    ticket, text = find_by_number(number), reason.strip()
    if ticket is None:
        raise Invalid(_l("There is no question with this number."), field="number")
    if not REASON_MIN <= len(text) <= REASON_MAX:
        raise Invalid(_l("Write in one or two sentences why it cannot be done otherwise."), field="reason")
    if can(actor, Permission.TICKET_READ, ticket):
        raise Conflict(_l("You can read this question already."))
    access = EmergencyAccess(
        id=new_id(),
        ticket_id=ticket.id,
        asked_by=actor.account_id,
        asked_role=actor.role.value if actor.role else "",
        decided_role="",
        expires_at=now() + WAITS_FOR,
    )
    access.reason_sealed = ticket_seal(ticket).seal(text, _place(access))
    with transaction():
        if any(each.access.asked_by == actor.account_id for each in _requests(_is_waiting(), ticket.id)):
            raise Conflict(_l("You have asked for this already. Somebody else has to agree."))
        db.session.add(access)
        _record(actor, access, "asked")
    return access


def agree(actor: Actor, access: EmergencyAccess) -> None:
    """Open the ticket to whoever asked, for a day; never to oneself."""
    require(actor, Permission.EMERGENCY_AGREE, access)
    _decide(actor, access, agreed_at=now(), expires_at=now() + OPEN_FOR)


def refuse(actor: Actor, access: EmergencyAccess) -> None:
    """Let a request end without opening anything."""
    require(actor, Permission.EMERGENCY_AGREE, access)
    _decide(actor, access, ended_at=now())


def end_access(actor: Actor, access: EmergencyAccess) -> None:
    """Close the ticket again before its time: whoever asked, or anybody who may agree."""
    require(actor, Permission.EMERGENCY_ASK)
    with transaction():
        ended = changed_rows(
            update(EmergencyAccess)
            .where(EmergencyAccess.id == access.id, EmergencyAccess.ended_at.is_(None))
            .values(ended_at=now())
        )
        if ended != 1:
            raise Conflict
        _record(actor, access, "ended")


def waiting_requests() -> list[Request]:
    """Return the requests that wait for a second person, the oldest first."""
    return _requests(_is_waiting())


def open_accesses() -> list[Request]:
    """Return what is open now."""
    return _requests(EmergencyAccess.agreed_at.is_not(None) & _is_alive())


def openings_of(ticket: Ticket) -> list[Opening]:
    """Return every time somebody was let in, also those that are over; for the asker."""
    query = select(EmergencyAccess).where(
        EmergencyAccess.ticket_id == ticket.id, EmergencyAccess.agreed_at.is_not(None)
    )
    return [
        Opening(each.asked_role, each.decided_role, local(each.agreed_at).date(), _reason(ticket, each))
        for each in db.session.scalars(query.order_by(EmergencyAccess.agreed_at))
        if each.agreed_at is not None
    ]


def note_reading(actor: Actor, ticket: Ticket) -> None:
    """Have the audit log know that somebody read a case they do not work on; once for page and socket."""
    if not actor.is_staff or actor.account_id == ticket.lawyer_id:
        return
    limiter = current_app.extensions["kenes_limiter"]
    if limiter.hit(ONE_READING, "reading", f"{actor.account_id}:{ticket.id}"):
        with transaction():
            in_emergency = ticket.id in actor.emergency_ids
            record(TicketRead(actor=actor.reference, ticket_id=ticket.id, in_emergency=in_emergency))


def _decide(actor: Actor, access: EmergencyAccess, **values: object) -> None:
    with transaction():  # two who decide at the same moment: the first one counts
        decided = changed_rows(
            update(EmergencyAccess)
            .where(EmergencyAccess.id == access.id, _is_waiting())
            .values(decided_by=actor.account_id, decided_role=actor.role, **values)
        )
        if decided != 1:
            raise Conflict(_l("Somebody has decided about this already."))
        _record(actor, access, "agreed" if "agreed_at" in values else "refused")


def _is_alive() -> ColumnElement[bool]:
    return EmergencyAccess.ended_at.is_(None) & (EmergencyAccess.expires_at > now())


def _is_waiting() -> ColumnElement[bool]:
    return EmergencyAccess.agreed_at.is_(None) & _is_alive()


def _requests(condition: ColumnElement[bool], ticket_id: str | None = None) -> list[Request]:
    query = (
        select(EmergencyAccess, Ticket, Account.name)
        .join(Ticket, Ticket.id == EmergencyAccess.ticket_id)
        .outerjoin(Account, Account.id == EmergencyAccess.asked_by)
        .where(condition)
        .order_by(EmergencyAccess.asked_at, EmergencyAccess.id)
    )
    if ticket_id:
        query = query.where(EmergencyAccess.ticket_id == ticket_id)
    return [
        Request(access, ticket.number, name or "", _reason(ticket, access))
        for access, ticket, name in db.session.execute(query.limit(200))
    ]


def _reason(ticket: Ticket, access: EmergencyAccess) -> str:
    try:
        return ticket_seal(ticket).open(access.reason_sealed, _place(access))
    except SealBroken:
        return ""


def _place(access: EmergencyAccess) -> str:
    return f"emergency_accesses.reason_sealed:{access.id}"


def _record(actor: Actor, access: EmergencyAccess, step: str) -> None:
    record(EmergencyDecided(actor=actor.reference, ticket_id=access.ticket_id, step=step))
