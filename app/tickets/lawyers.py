"""Which lawyers may work on a ticket: licence, suspension, declared conflicts."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from app.accounts.models import Account
from app.authz.access import Role
from app.core.clock import today
from app.extensions import db
from app.tickets.models import ConflictDeclaration, Ticket
from app.tickets.queries import IS_IN_WORK
from app.tickets.resting import IS_RESTING
from app.tickets.rules import State

# An answered case stays where it is: what the lawyer wrote stands, and there may be nothing left to do.
NEEDS_LAWYER = (State.CLAIMED, State.WAITING_FOR_ASKER, State.WAITING_FOR_LAWYER)


@dataclass(frozen=True)
class Colleague:
    """A lawyer a case can be handed to."""

    id: str
    name: str
    open_cases: int
    fits: bool  # speaks the language and has the topic among their fields


def _may_work() -> ColumnElement[bool]:
    """Say accounts.rules.is_verified and is_active in SQL."""
    return and_(
        Account.role == Role.LAWYER.value,
        Account.suspended_at.is_(None),
        Account.verified_at.is_not(None),
        or_(Account.licence_expires_on.is_(None), Account.licence_expires_on >= today()),
    )


def available_for(ticket: Ticket) -> list[Colleague]:
    """Return the lawyers who may get this ticket: fitting ones first, those with the least work first."""
    load = (
        select(func.count())
        .select_from(Ticket)
        .where(IS_IN_WORK, Ticket.lawyer_id == Account.id, ~IS_RESTING)
        .correlate(Account)
        .scalar_subquery()
    )
    query = select(Account, load).where(_may_work(), Account.id.not_in(_in_conflict(ticket.id)))
    if ticket.lawyer_id:
        query = query.where(Account.id != ticket.lawyer_id)
    colleagues = [
        Colleague(account.id, account.name, count, _fits(account, ticket))
        for account, count in db.session.execute(query)
    ]
    return sorted(colleagues, key=lambda each: (not each.fits, each.open_cases, each.name))


def find_available(lawyer_id: str, ticket: Ticket) -> Account | None:
    """Return the lawyer if this ticket may be given to them now."""
    query = select(Account).where(
        Account.id == lawyer_id, _may_work(), Account.id.not_in(_in_conflict(ticket.id))
    )
    return db.session.scalar(query)


def orphaned(limit: int = 100) -> list[Ticket]:
    """Return cases in work whose lawyer may not work any longer."""
    query = (
        select(Ticket)
        .join(Account, Account.id == Ticket.lawyer_id)
        .where(Ticket.state.in_([state.value for state in NEEDS_LAWYER]), ~_may_work())
        .limit(limit)
    )
    return list(db.session.scalars(query))


def has_declared_clear(ticket_id: str, lawyer_id: str | None) -> bool:
    """Tell whether this lawyer said that nothing stands against working on the ticket."""
    return _declared(ticket_id, lawyer_id) is True


def has_declared_conflict(ticket_id: str, lawyer_id: str | None) -> bool:
    """Tell whether this lawyer said that something stands against working on the ticket."""
    return _declared(ticket_id, lawyer_id) is False


def _declared(ticket_id: str, lawyer_id: str | None) -> bool | None:
    return db.session.scalar(
        select(ConflictDeclaration.is_clear).where(
            ConflictDeclaration.ticket_id == ticket_id, ConflictDeclaration.lawyer_id == lawyer_id
        )
    )


def _in_conflict(ticket_id: str) -> Select[str]:
    return select(ConflictDeclaration.lawyer_id).where(
        ConflictDeclaration.ticket_id == ticket_id, ConflictDeclaration.is_clear.is_(False)
    )


def _fits(account: Account, ticket: Ticket) -> bool:
    speaks = not account.languages or ticket.language in account.languages
    knows = not account.topics or ticket.topic_slug in account.topics
    return speaks and knows
