"""Letting a browser in and out: the part of signing in that belongs to the browser."""

from __future__ import annotations

from flask import current_app, g, session, url_for

from app.accounts.browser import set_shared, start_session
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
    """Give this browser a session of the account, with a new token. Staff leave receipts at the door."""
    actor = current_actor()
    if keep:
        keep_tickets(actor, account)
    set_shared(is_shared=shared)
    start_session(account, frozenset() if account.role in STAFF_ROLES else actor.ticket_ids)
    _new_form_token()
    forget_actor()


def first_page(account: Account, wished: str | None = None) -> str:
    """Return where to go after signing in: the page that was asked for, else where the role begins."""
    known = (name for name in FIRST_PAGES[Role(account.role)] if name in current_app.view_functions)
    return local_path(wished) or url_for(next(known, "accounts.me"))


def _new_form_token() -> None:
    """Forms opened before the change of rights are worthless after it."""
    session.pop("csrf_token", None)
    g.pop("csrf_token", None)
