"""The cast: who acts in a test."""

from __future__ import annotations

from app.accounts.models import Account
from app.accounts.rules import is_active, is_verified
from app.authz.access import VISITOR, Actor, Role, system_actor
from app.core.clock import today
from app.tickets.models import Ticket
from tests.factories import make_account

__all__ = ["VISITOR", "actor_of", "asker_of", "lawyer", "moderator", "system_actor"]


def actor_of(account: Account, *tickets: Ticket) -> Actor:
    """Return the actor of an account, holding the receipts of these tickets."""
    return Actor(
        account_id=account.id,
        role=Role(account.role),
        active=is_active(account),
        verified=is_verified(account, today()),
        name=account.name,
        session_id=f"session-{account.id[:8]}",
        ticket_ids=frozenset(ticket.id for ticket in tickets),
    )


def asker_of(*tickets: Ticket) -> Actor:
    """Return a visitor who holds the receipts of these tickets."""
    return Actor(session_id="session-asker", ticket_ids=frozenset(ticket.id for ticket in tickets))


def lawyer() -> Actor:
    """Return a verified lawyer of their own."""
    return actor_of(make_account(Role.LAWYER))


def moderator() -> Actor:
    """Return a moderator of their own."""
    return actor_of(make_account(Role.MODERATOR))
