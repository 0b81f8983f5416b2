"""Letting a browser in and out: the part of signing in that belongs to the browser."""

from __future__ import annotations

from flask import current_app, g, session, url_for

from app.accounts.browser import pending_account, set_shared, start_pending, start_session
from app.accounts.factors import has_factor, needs_factor
from app.accounts.models import Account
from app.accounts.service import keep_tickets
from app.authz.access import STAFF_ROLES, Role
from app.web.actor import current_actor, forget_actor
from app.web.returning import local_path

# The first of these pages that is installed is where a role begins its work.
FIRST_PAGES = {
    Role.ASKER: ("tickets.mine",),
    Role.LAWYER: ("tickets.queue",),
    Role.MODERATOR: ("staff.overview", "tickets.queue"),
    Role.CAPTAIN: ("staff.overview",),
    Role.ADMINISTRATOR: ("staff.overview",),
}


def let_in(account: Account, *, keep: bool = False, shared: bool = False) -> None:
    """Give this browser a session of the account, with a new token. Staff leave receipts at the door.

    Whoever needs a second factor has only shown that they may try it.
    """
    actor = current_actor()
    if keep:
        keep_tickets(actor, account)
    set_shared(is_shared=shared)
    if needs_factor(account):
        start_pending(account)
    else:
        is_staff = account.role in STAFF_ROLES
        start_session(account, frozenset() if is_staff else actor.ticket_ids, is_proven=True)
    _changed_rights()


def let_in_with_factor(account: Account) -> None:
    """The second factor was right as well: a new session, a new token, all rights."""
    start_session(account, frozenset(), has_factor=True, is_proven=True)
    _changed_rights()


def first_page(account: Account, wished: str | None = None) -> str:
    """Return where to go after signing in: to the second factor if one is awaited, else where one wanted."""
    if pending_account() is not None:
        page = "accounts.second_factor" if has_factor(account.id) else "accounts.set_up_factor"
        return url_for(page, next=wished or None)
    known = (name for name in FIRST_PAGES[Role(account.role)] if name in current_app.view_functions)
    return local_path(wished) or url_for(next(known, "accounts.me"))


def _changed_rights() -> None:
    """Forms opened before the change of rights are worthless after it."""
    forget_actor()
    session.pop("csrf_token", None)
    g.pop("csrf_token", None)
