"""Who is at the door: the browser's session row, read anew for each request and each event."""

from __future__ import annotations

from collections.abc import Collection

from flask import g

from app.accounts.browser import current_browser, living_actors
from app.authz.access import VISITOR, Actor
from app.extensions import login_manager


def current_actor() -> Actor:
    """Return the actor of this request; a socket event has its own (`actors_of`)."""
    found: Actor | None = g.get("actor")
    if found is None:
        browser = current_browser()
        found = browser.actor() if browser else VISITOR
        g.actor = found
    return found


def forget_actor() -> None:
    """Make the next question look again, after a sign-in, a sign-out or a new receipt."""
    g.pop("actor", None)


def actors_of(session_ids: Collection[str], *, touch: bool = False) -> dict[str, Actor]:
    """Return who acts in these sessions now; one that has ended is missing. `touch`: they do something."""
    return living_actors(session_ids, touch=touch)


def ask_nobody() -> None:
    """Treat the rest of this request as a visitor's: after a failure the database may be what is broken."""
    g._login_user = login_manager.anonymous_user()  # noqa: SLF001 - where flask-login keeps its answer
    g.actor = VISITOR
