"""Accounts: made, signed in to, kept safe, deleted."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.accounts.browser import end_sessions_of
from app.accounts.events import (
    AccountCreated,
    AccountDeleted,
    PasswordChanged,
    SignedIn,
    SignInFailed,
    TicketsKept,
)
from app.accounts.models import Account
from app.accounts.rules import (
    PASSWORD_MAX,
    PasswordProblem,
    is_active,
    is_asker_login,
    normal_login,
    normal_password,
    password_problem,
    shortest_password,
)
from app.authz.access import Actor, Role, require
from app.authz.permissions import Permission
from app.core.clock import now
from app.core.database import new_id
from app.core.errors import Conflict, Invalid, NotAllowed
from app.core.events import record
from app.core.limits import forgive, slow_down
from app.core.slowhash import is_outdated, is_same, slow_hash
from app.core.transaction import transaction
from app.extensions import db
from app.i18n import lazy_gettext as _l

PASSWORD_TEXTS = {
    PasswordProblem.TOO_LONG: _l("Use at most %(count)s characters.", count=PASSWORD_MAX),
    PasswordProblem.TOO_PLAIN: _l(
        "This password is easy to guess. Take a few words that only you would put together."
    ),
    PasswordProblem.HOLDS_LOGIN: _l("The password may not be made of the name you sign in with."),
}
TAKEN = _l("This name is taken. Choose another one.")
FREE_PER_LOGIN, FREE_PER_NETWORK = 5, 40


@dataclass(frozen=True, kw_only=True)
class NewAccount:
    """What a person brings to a new account."""

    login: str
    password: str
    role: Role = Role.ASKER
    email: str | None = None
    name: str = ""
    locale: str = "kk"


def sign_in(login: str, password: str, *, network: str = "") -> Account | None:
    """Return the account these belong to, or None: unknown, wrong and suspended look and take the same."""
    name = normal_login(login)
    slow_down("sign-in-network", network, free=FREE_PER_NETWORK)
    slow_down("sign-in-name", name, free=FREE_PER_LOGIN)
    row = db.session.execute(select(Account.id, Account.password_hash).where(Account.login == name)).first()
    is_right = is_same(row.password_hash if row else None, normal_password(password))
    account = db.session.get(Account, row.id) if row else None
    if account is None or not is_right or not is_active(account):
        with transaction():
            record(SignInFailed(actor="system", account_id=account.id if account else ""))
        return None
    forgive("sign-in-name", name)
    fresh = slow_hash(normal_password(password)) if is_outdated(account.password_hash) else None
    with transaction():
        account.last_seen_at = now()
        account.password_hash = fresh or account.password_hash
        record(SignedIn(actor=_reference(account), account_id=account.id))
    return account


def sign_up(actor: Actor, *, login: str, password: str, locale: str) -> Account:
    """Give an asker an account: a name of their choice and a password, nothing else."""
    if actor.account_id:
        raise NotAllowed
    if not is_asker_login(login):
        text = _l("Use 3 to 40 letters or digits; dots, hyphens and underscores may stand between them.")
        raise Invalid(text, field="login")
    return create_account(NewAccount(login=login, password=password, locale=locale))


def create_account(new: NewAccount, **columns: object) -> Account:
    """Store an account. Callers have asked for permission: an asker's own wish, an invitation, a command."""
    account = prepare_account(new, **columns)
    store_account(account)
    return account


def prepare_account(new: NewAccount, **columns: object) -> Account:
    """Check what was brought and do the slow part; `store_account` is to follow in a transaction."""
    login = normal_login(new.login)
    return Account(
        id=new_id(),
        role=new.role.value,
        login=login,
        email=new.email,
        name=new.name or (new.login.strip() if new.role is Role.ASKER else ""),
        password_hash=hash_new_password(new.password, login=login, role=new.role),
        locale=new.locale,
        **columns,
    )


def store_account(account: Account) -> None:
    """Store a prepared account; raise Conflict when its name is taken."""
    with transaction():
        try:
            with db.session.begin_nested():
                db.session.add(account)
        except IntegrityError as error:
            is_asker = account.role == Role.ASKER
            text = TAKEN if is_asker else _l("There is already an account with this address.")
            raise Conflict(text, field="login" if is_asker else "email") from error
        record(AccountCreated(actor=_reference(account), account_id=account.id, role=account.role))


def keep_tickets(actor: Actor, account: Account) -> None:
    """Let the tickets of this browser belong to the asker's account."""
    if account.role == Role.ASKER and actor.ticket_ids:
        with transaction():
            ids = tuple(sorted(actor.ticket_ids))
            record(TicketsKept(actor="asker", account_id=account.id, ticket_ids=ids))


def change_password(actor: Actor, account: Account, *, old: str, new: str) -> None:
    """Set a new password after the old one; every other browser is signed out."""
    require(actor, Permission.ACCOUNT_MANAGE_OWN)
    _confirm(actor, account, old, field="old")
    hashed = hash_new_password(new, login=account.login, role=account.role)
    store_password(account, hashed, actor=_reference(account), keep=actor.session_id)


def store_password(account: Account, hashed: str, *, actor: str, keep: str | None = None) -> None:
    """Store a new password's hash and end all sessions but `keep`."""
    with transaction():
        account.password_hash = hashed
        end_sessions_of(account.id, keep=keep)
        record(PasswordChanged(actor=actor, account_id=account.id))


def end_other_sessions(actor: Actor, account: Account, *, only: str | None = None) -> None:
    """Sign the account out in its other browsers, or in one of them."""
    require(actor, Permission.ACCOUNT_MANAGE_OWN)
    with transaction():
        end_sessions_of(account.id, keep=actor.session_id, only=only)


def confirm_owner(actor: Actor, account: Account, *, password: str) -> None:
    """Raise Invalid unless this is the account's password: asked once more before something dangerous."""
    require(actor, Permission.ACCOUNT_MANAGE_OWN)
    _confirm(actor, account, password, field="confirm_password")


def delete_account(actor: Actor, account: Account, *, password: str) -> None:
    """Delete an asker's own account. Its tickets stay and open with their receipts."""
    require(actor, Permission.ACCOUNT_MANAGE_OWN)
    if account.role != Role.ASKER:
        raise NotAllowed(_l("Accounts of staff are closed by a moderator or an administrator."))
    _confirm(actor, account, password, field="password")
    with transaction():
        end_sessions_of(account.id)
        record(AccountDeleted(actor="asker", account_id=account.id))
        db.session.delete(account)


def hash_new_password(password: str, *, login: str, role: str) -> str:
    """Return the hash of a new password; raise Invalid with the reason when it is not good enough."""
    shortest = shortest_password(role)
    problem = password_problem(password, login=login, shortest=shortest)
    if problem is PasswordProblem.TOO_SHORT:
        text = _l("Use at least %(count)s characters; a few words are fine.", count=shortest)
        raise Invalid(text, field="password")
    if problem is not None:
        raise Invalid(PASSWORD_TEXTS[problem], field="password")
    return slow_hash(normal_password(password))


def _confirm(actor: Actor, account: Account, password: str, *, field: str) -> None:
    if account.id != actor.account_id:
        raise NotAllowed
    slow_down("confirm", account.id, free=FREE_PER_LOGIN)
    stored = account.password_hash
    if not is_same(stored, normal_password(password)):
        raise Invalid(_l("This is not the password of this account."), field=field)


def _reference(account: Account) -> str:
    return "asker" if account.role == Role.ASKER else account.id
