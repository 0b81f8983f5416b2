"""Browser sessions: a random token in the signed cookie, everything else in the database.

Revoking the row ends the session at once, on every process.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from flask import current_app, request, session
from flask_login import UserMixin, current_user, login_user, logout_user
from sqlalchemy import ColumnElement, bindparam, delete, select, update

from app.accounts.devices import device_of
from app.accounts.emergencies import emergencies
from app.accounts.events import SessionsEnded
from app.accounts.lifetimes import FRESH_FOR, PENDING_LIFETIME, idle_time, lifetime
from app.accounts.models import Account, BrowserSession, SessionTicket
from app.accounts.rules import is_active, is_verified
from app.authz.access import STAFF_ROLES, VISITOR, Actor, Role
from app.config import SecondFactor
from app.core.clock import now, today
from app.core.database import new_id
from app.core.events import record
from app.core.transaction import transaction
from app.extensions import db, login_manager

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
        """Return the actor this browser acts for now: nobody between the password and the second factor."""
        if self.row.pending_account_id or lacks_factor_in(self.row):
            return VISITOR
        account = self.row.account
        opened = emergencies([account]) if account else {}
        return _actor(self.row.id, account, (held.ticket_id for held in self.row.tickets), opened)


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
_SESSION, _ACCOUNT, _HELD = BrowserSession.__table__.c, Account.__table__.c, SessionTicket.__table__.c
_ACTORS = (
    select(
        _SESSION.id.label("session_id"),
        _SESSION.seen_at,
        _SESSION.expires_at,
        _SESSION.factor_at,
        _ACCOUNT.id,
        _ACCOUNT.role,
        _ACCOUNT.name,
        _ACCOUNT.suspended_at,
        _ACCOUNT.verified_at,
        _ACCOUNT.licence_expires_on,
        _HELD.ticket_id,
    )
    .select_from(BrowserSession.__table__)
    .outerjoin(Account.__table__, _ACCOUNT.id == _SESSION.account_id)
    .outerjoin(SessionTicket.__table__, _HELD.session_id == _SESSION.id)
    .where(_SESSION.id.in_(bindparam("ids", expanding=True)))
)


def living_actors(session_ids: Collection[str], *, touch: bool = False) -> dict[str, Actor]:
    """Return who acts in these sessions now; one that has ended is missing. `touch`: they do something."""
    moment = now()
    rows: dict[str, list[Any]] = {}
    for row in db.session.connection().execute(_ACTORS, {"ids": sorted(session_ids)}):
        is_over = _is_over(row.expires_at, row.seen_at, row.role, moment)
        if not is_over and not lacks_factor(row.role, row.factor_at):
            rows.setdefault(row.session_id, []).append(row)
    if touch:
        for session_id, (row, *_) in rows.items():
            if moment - row.seen_at > TOUCH_EVERY:
                _touch(session_id, moment)
    opened = emergencies(found[0] for found in rows.values())
    return {
        session_id: _actor(
            session_id,
            found[0] if found[0].id else None,
            (row.ticket_id for row in found if row.ticket_id),
            opened,
        )
        for session_id, found in rows.items()
    }


def _actor(
    session_id: str, account: Any, ticket_ids: Iterable[str], opened: dict[str, frozenset[str]]
) -> Actor:
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
        emergency_ids=opened.get(account.id, frozenset()),
    )


def lacks_factor(role: str | None, factor_at: datetime | None) -> bool:
    """Tell whether a session of this role is worth nothing because it never showed a second factor."""
    if factor_at is not None or role not in STAFF_ROLES:
        return False
    return bool(current_app.extensions["kenes_settings"].second_factor is SecondFactor.REQUIRED)


def lacks_factor_in(row: BrowserSession) -> bool:
    """Tell the same of a row."""
    return lacks_factor(row.account.role if row.account else None, row.factor_at)


def start_session(
    account: Account | None, ticket_ids: frozenset[str], *, has_factor: bool = False, is_proven: bool = False
) -> SignedBrowser:
    """Give this browser a new session and token with these rights; its former token is worthless at once.

    `is_proven`: somebody has just shown that it is they, by password or second factor.
    """
    role = account.role if account else None
    row = BrowserSession(
        account_id=account.id if account else None,
        factor_at=now() if has_factor else None,
        confirmed_at=now() if is_proven else None,
        device=device_of(request.user_agent.string, role)[:40],
        expires_at=now() + lifetime(role, is_shared=is_shared()),
    )
    row.account = account
    row.tickets = [SessionTicket(ticket_id=ticket) for ticket in sorted(ticket_ids)]
    return _begin(row)


def start_pending(account: Account) -> SignedBrowser:
    """The password was right: remember for a moment whose second factor is awaited. It gives no right."""
    return _begin(BrowserSession(pending_account_id=account.id, expires_at=now() + PENDING_LIFETIME))


def _begin(row: BrowserSession) -> SignedBrowser:
    token = secrets.token_urlsafe(32)
    former = current_session_id()
    row.id, row.token_hash = new_id(), token_hash(token)
    with transaction():
        if former:
            _end(BrowserSession.id == former)
        db.session.add(row)
    browser = SignedBrowser(token, row)
    login_user(browser, force=True)
    return browser


def current_session_id() -> str | None:
    """Return the id of this browser's session row."""
    row = current_row()
    return row.id if row is not None else None


def current_account() -> Account | None:
    """Return the account signed in in this browser."""
    row = current_row()
    return row.account if row is not None and not lacks_factor_in(row) else None


def pending_account() -> Account | None:
    """Return whose password was given in this browser and whose second factor is awaited."""
    row = current_row()
    if row is None:
        return None
    if row.pending_account_id:
        found = db.session.get(Account, row.pending_account_id)
        return found if found is not None and is_active(found) else None
    # The rule became stricter while somebody was signed in.
    return row.account if lacks_factor_in(row) else None


def current_browser() -> SignedBrowser | None:
    """Return this browser, if it has a session."""
    browser = current_user._get_current_object()  # noqa: SLF001 - flask-login's documented way
    return browser if isinstance(browser, SignedBrowser) else None


def current_row() -> BrowserSession | None:
    """Return this browser's session row, also one that gives no right."""
    browser = current_browser()
    return browser.row if browser else None


def current_token() -> str:
    """Return this browser's token, which only its cookie holds; empty without a session."""
    browser = current_browser()
    return browser.token if browser else ""


def is_fresh() -> bool:
    """Tell whether the last proof that it is the owner is young enough for something dangerous."""
    row = current_row()
    return row is not None and row.confirmed_at is not None and now() - row.confirmed_at < FRESH_FOR


def note_proof() -> None:
    """Remember that the owner has just proven who they are."""
    row = current_row()
    if row is not None:
        with transaction():
            row.confirmed_at = now()


def set_shared(*, is_shared: bool) -> None:
    """Remember that this device belongs to others too: sessions started from now on are short."""
    session[SHARED] = is_shared


def is_shared() -> bool:
    """Tell whether the person said that others use this device."""
    return bool(session.get(SHARED))


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
    return expires_at <= moment or seen_at + idle_time(role) <= moment


def _touch(session_id: str, moment: datetime) -> None:
    with transaction():
        db.session.execute(
            update(BrowserSession)
            .where(BrowserSession.id == session_id)
            .values(seen_at=moment)
            .execution_options(synchronize_session=False)
        )
