"""Browser sessions: a random token in the signed cookie, everything else in the database.

Revoking the row ends the session at once, on every process.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from flask import session
from flask_login import UserMixin, current_user, login_user, logout_user
from sqlalchemy import ColumnElement, bindparam, delete, select, update

from app.accounts.events import SessionsEnded
from app.accounts.models import Account, BrowserSession, SessionTicket
from app.accounts.rules import is_active, is_verified
from app.authz.access import STAFF_ROLES, Actor, Role
from app.core.clock import now, today
from app.core.database import new_id
from app.core.events import record
from app.core.transaction import transaction
from app.extensions import db, login_manager

STAFF_IDLE = timedelta(minutes=60)
STAFF_ABSOLUTE = timedelta(hours=10)
ASKER_IDLE = timedelta(hours=12)
ASKER_ABSOLUTE = timedelta(days=3)
# On a phone that others use too: long enough to ask and to write the receipt down.
SHARED_ABSOLUTE = timedelta(minutes=45)
SHARED = "shared_device"
# Writing "last seen" on every click would make every read a write.
TOUCH_EVERY = timedelta(minutes=2)


class SignedBrowser(UserMixin):
    """What flask-login carries: the token and the row it opened."""

    def __init__(self, token: str, row: BrowserSession) -> None:
        self.token = token
        self.row = row

    def get_id(self) -> str:
        """Return the token for the signed cookie."""
        return self.token

    @property
    def is_authenticated(self) -> bool:
        """A browser that only holds receipts is not signed in."""
        return self.row.account_id is not None

    def actor(self) -> Actor:
        """Return the actor this browser acts for now."""
        return _actor(self.row.id, self.row.account, (held.ticket_id for held in self.row.tickets))


def token_hash(token: str) -> str:
    """Return what the database keeps of a random token."""
    return hashlib.sha256(token.encode()).hexdigest()


@login_manager.user_loader
def load_browser(token: str) -> SignedBrowser | None:
    """Return the browser of a token, or None when the row is gone or too old."""
    row = db.session.scalar(select(BrowserSession).where(BrowserSession.token_hash == token_hash(token)))
    moment = now()
    role = row.account.role if row and row.account else None
    if row is None or _is_over(row.expires_at, row.seen_at, role, moment):
        return None
    if moment - row.seen_at > TOUCH_EVERY:
        _touch(row.id, moment)
    return SignedBrowser(token, row)


# Read for every event of a socket: columns, and one statement whose text is made once.
_ACTORS = (
    select(
        BrowserSession.id.label("session_id"),
        BrowserSession.seen_at,
        BrowserSession.expires_at,
        Account.id,
        Account.role,
        Account.name,
        Account.suspended_at,
        Account.verified_at,
        Account.licence_expires_on,
        SessionTicket.ticket_id,
    )
    .outerjoin(Account, Account.id == BrowserSession.account_id)
    .outerjoin(SessionTicket, SessionTicket.session_id == BrowserSession.id)
    .where(BrowserSession.id.in_(bindparam("ids", expanding=True)))
)


def living_actors(session_ids: Collection[str], *, touch: bool = False) -> dict[str, Actor]:
    """Return who acts in these sessions now; one that has ended is missing. `touch`: they do something."""
    moment = now()
    rows: dict[str, list[Any]] = {}
    for row in db.session.execute(_ACTORS, {"ids": sorted(session_ids)}):
        if not _is_over(row.expires_at, row.seen_at, row.role, moment):
            rows.setdefault(row.session_id, []).append(row)
    if touch:
        for session_id, (row, *_) in rows.items():
            if moment - row.seen_at > TOUCH_EVERY:
                _touch(session_id, moment)
    return {
        session_id: _actor(
            session_id, found[0] if found[0].id else None, (row.ticket_id for row in found if row.ticket_id)
        )
        for session_id, found in rows.items()
    }


def _actor(session_id: str, account: Any, ticket_ids: Iterable[str]) -> Actor:
    """Return the actor of a session: its row or its columns, with those of the account or None."""
    if account is None:
        return Actor(session_id=session_id, ticket_ids=frozenset(ticket_ids))
    return Actor(
        account_id=account.id,
        role=Role(account.role),
        active=is_active(account),
        verified=is_verified(account, today()),
        name=account.name,
        session_id=session_id,
        ticket_ids=frozenset(ticket_ids),
    )


def start_session(account: Account | None, ticket_ids: frozenset[str]) -> SignedBrowser:
    """Give this browser a new session and token with these rights; its former token is worthless at once."""
    token = secrets.token_urlsafe(32)
    former = current_session_id()
    with transaction():
        if former:
            db.session.execute(delete(BrowserSession).where(BrowserSession.id == former))
        row = BrowserSession(
            id=new_id(),
            token_hash=token_hash(token),
            account_id=account.id if account else None,
            expires_at=now() + _lifetime(account),
        )
        row.account = account
        row.tickets = [SessionTicket(ticket_id=ticket) for ticket in sorted(ticket_ids)]
        db.session.add(row)
    browser = SignedBrowser(token, row)
    login_user(browser, force=True)
    return browser


def current_session_id() -> str | None:
    """Return the id of this browser's session row."""
    browser = current_user._get_current_object()  # noqa: SLF001 - flask-login's documented way
    return browser.row.id if isinstance(browser, SignedBrowser) else None


def current_account() -> Account | None:
    """Return the account signed in in this browser."""
    browser = current_user._get_current_object()  # noqa: SLF001 - flask-login's documented way
    return browser.row.account if isinstance(browser, SignedBrowser) else None


def set_shared(*, is_shared: bool) -> None:
    """Remember that this device belongs to others too: sessions started from now on are short."""
    session[SHARED] = is_shared


def is_shared() -> bool:
    """Tell whether the person said that others use this device."""
    return bool(session.get(SHARED))


def _lifetime(account: Account | None) -> timedelta:
    if account is not None and account.role in STAFF_ROLES:
        return STAFF_ABSOLUTE
    return SHARED_ABSOLUTE if is_shared() else ASKER_ABSOLUTE


def end_session(session_id: str | None) -> None:
    """End this browser's session and forget all that its cookie holds."""
    if session_id:
        _end(BrowserSession.id == session_id)
    logout_user()
    session.clear()


def end_sessions_of(account_id: str, *, keep: str | None = None, only: str | None = None) -> None:
    """Sign an account out everywhere, or in the session `only`, but never in the session `keep`."""
    condition = (BrowserSession.account_id == account_id) & (BrowserSession.id != (keep or ""))
    _end(condition & (BrowserSession.id == only) if only else condition)


def _end(condition: ColumnElement[bool]) -> None:
    with transaction():
        query = delete(BrowserSession).where(condition)
        ended = db.session.execute(query.returning(BrowserSession.id, BrowserSession.account_id)).all()
        for account_id in {row.account_id or "" for row in ended}:
            ids = tuple(row.id for row in ended if (row.account_id or "") == account_id)
            record(SessionsEnded(actor="system", account_id=account_id, session_ids=ids))


def _is_over(expires_at: datetime, seen_at: datetime, role: str | None, moment: datetime) -> bool:
    idle = STAFF_IDLE if role in STAFF_ROLES else ASKER_IDLE
    return expires_at <= moment or seen_at + idle <= moment


def _touch(session_id: str, moment: datetime) -> None:
    with transaction():
        db.session.execute(
            update(BrowserSession)
            .where(BrowserSession.id == session_id)
            .values(seen_at=moment)
            .execution_options(synchronize_session=False)
        )
