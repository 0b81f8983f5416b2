"""Who is at the door: the browser's session row, read anew for each request and each event."""

from __future__ import annotations

from flask import g
from flask_login import current_user

from app.accounts.browser import SignedBrowser
from app.authz.access import VISITOR, Actor


def current_actor() -> Actor:
    """Return the actor of this request or socket event."""
    found: Actor | None = g.get("actor")
    if found is None:
        browser = current_user._get_current_object()  # noqa: SLF001 - flask-login's documented way
        found = browser.actor() if isinstance(browser, SignedBrowser) else VISITOR
        g.actor = found
    return found


def forget_actor() -> None:
    """Make the next question look again, after a sign-in, a sign-out or a new receipt."""
    g.pop("actor", None)
