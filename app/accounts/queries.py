"""Reading accounts and sessions."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts.models import Account, BrowserSession
from app.accounts.rules import normal_login
from app.core.clock import now
from app.extensions import db


def find_account(login: str) -> Account | None:
    """Return the account of an e-mail or a name."""
    return db.session.scalar(select(Account).where(Account.login == normal_login(login)))


def sessions_of(account_id: str) -> list[BrowserSession]:
    """Return the browsers an account is signed in with, the latest used first."""
    query = (
        select(BrowserSession)
        .where(BrowserSession.account_id == account_id, BrowserSession.expires_at > now())
        .order_by(BrowserSession.seen_at.desc())
    )
    return list(db.session.scalars(query))
