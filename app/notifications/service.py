"""Telling staff something by mail: written in the transaction, sent by the worker."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.accounts.models import Account
from app.authz.access import Role
from app.core.database import new_id
from app.core.outbox import enqueue
from app.core.transaction import transaction
from app.extensions import db
from app.notifications.letters import LETTERS
from app.notifications.models import SentNotice

MAIL_JOB = "mail.send"


def tell(account_id: str, letter: str, **values: Any) -> None:
    """Have a letter sent to a member of staff, in their own language."""
    if letter not in LETTERS:
        raise LookupError(letter)
    with transaction():
        payload = {"account_id": account_id, "letter": letter, "values": values, "message_id": new_id()}
        enqueue(MAIL_JOB, payload)


def tell_moderators(letter: str, **values: Any) -> None:
    """Have a letter sent to every working moderator."""
    query = select(Account.id).where(Account.role == Role.MODERATOR.value, Account.suspended_at.is_(None))
    with transaction():
        for account_id in db.session.scalars(query):
            tell(account_id, letter, **values)


def is_first(key: str) -> bool:
    """Remember that a notice goes out; False when it has gone out before. Only inside a transaction."""
    if db.session.get(SentNotice, key) is not None:
        return False
    db.session.add(SentNotice(key=key))
    db.session.flush()
    return True
