"""Which tickets two people have opened to moderators and administrators, for a short time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from app.accounts.models import EmergencyAccess
from app.authz.access import Role
from app.core.clock import now
from app.extensions import db

MAY_ASK = frozenset({Role.MODERATOR, Role.ADMINISTRATOR})


def emergencies(accounts: Iterable[Any]) -> dict[str, frozenset[str]]:
    """Return the open tickets by account; nothing is asked of the database for anybody else."""
    ids = sorted({account.id for account in accounts if account.role in MAY_ASK})
    if not ids:
        return {}
    query = select(EmergencyAccess.asked_by, EmergencyAccess.ticket_id).where(
        EmergencyAccess.asked_by.in_(ids),
        EmergencyAccess.agreed_at.is_not(None),
        EmergencyAccess.ended_at.is_(None),
        EmergencyAccess.expires_at > now(),
    )
    found: dict[str, set[str]] = defaultdict(set)
    for account_id, ticket_id in db.session.execute(query):
        found[account_id].add(ticket_id)
    return {account_id: frozenset(tickets) for account_id, tickets in found.items()}
