"""A forgotten password: a link by mail that works once, for a quarter of an hour. For staff only.

Askers give no address, so nobody could write to them; a new account costs them nothing.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy import select, update

from app.accounts.browser import token_hash
from app.accounts.models import Account, PasswordReset
from app.accounts.rules import is_active, normal_login
from app.accounts.service import hash_new_password, store_password
from app.authz.access import STAFF_ROLES
from app.core.clock import now
from app.core.database import changed_rows, new_id
from app.core.errors import Conflict, NotFound
from app.core.outbox import enqueue
from app.core.transaction import transaction
from app.extensions import db
from app.i18n import lazy_gettext as _l

VALID_FOR = timedelta(minutes=15)
MAIL_JOB = "accounts.reset_mail"
TOO_OLD = _l("This link has been used or is too old. Ask for a new one.")


def request_reset(address: str) -> None:
    """Note the wish; the worker looks whether there is such an account, so that the answer never tells."""
    with transaction():
        enqueue(MAIL_JOB, {"login": normal_login(address)[:254]})


def start_reset(login: str) -> tuple[Account, str] | None:
    """Make a link's token for a working member of staff; earlier links end. None for everybody else."""
    account = db.session.scalar(select(Account).where(Account.login == login))
    if account is None or account.role not in STAFF_ROLES or not is_active(account) or not account.email:
        return None
    token = secrets.token_urlsafe(32)
    with transaction():
        _end_links(account.id)
        db.session.add(
            PasswordReset(
                id=new_id(),
                account_id=account.id,
                token_hash=token_hash(token),
                expires_at=now() + VALID_FOR,
            )
        )
    return account, token


def find_reset(token: str) -> PasswordReset:
    """Return the reset of a link that still works; raise NotFound otherwise."""
    found = db.session.scalar(select(PasswordReset).where(PasswordReset.token_hash == token_hash(token)))
    if found is None or found.used_at is not None or found.expires_at <= now():
        raise NotFound(TOO_OLD, code="link_used")
    return found


def reset_password(reset: PasswordReset, *, password: str) -> Account:
    """Set the new password through a link, once; all sessions end."""
    account = db.session.get_one(Account, reset.account_id)
    if not is_active(account):
        raise NotFound(TOO_OLD, code="link_used")
    hashed = hash_new_password(password, login=account.login, role=account.role)
    with transaction():
        used = changed_rows(
            update(PasswordReset)
            .where(PasswordReset.id == reset.id, PasswordReset.used_at.is_(None))
            .values(used_at=now())
        )
        if used != 1:
            raise Conflict(TOO_OLD)
        store_password(account, hashed, actor=account.id)
        _end_links(account.id)
    return account


def _end_links(account_id: str) -> None:
    db.session.execute(
        update(PasswordReset)
        .where(PasswordReset.account_id == account_id, PasswordReset.used_at.is_(None))
        .values(used_at=now())
    )
