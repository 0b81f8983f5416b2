"""Every view declares who may open it. A view that declares nothing is not served."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, redirect, request, url_for
from werkzeug.wrappers import Response

from app.authz.access import can
from app.authz.permissions import Permission
from app.core.errors import NotAllowed
from app.web.actor import current_actor

F = TypeVar("F", bound=Callable[..., Any])
RULE = "__kenes_rule__"
# Rules that need no object are asked before the view runs; the others are asked by its service
# and its loader, because only they know the thing.
WITHOUT_OBJECT = frozenset(
    {
        Permission.ACCOUNT_MANAGE_OWN,
        Permission.ARTICLE_CURATE,
        Permission.ARTICLE_REVIEW,
        Permission.AUDIT_READ,
        Permission.DESK_VIEW,
        Permission.ELECTION_EDIT,
        Permission.EMERGENCY_ASK,
        Permission.GAPS_READ,
        Permission.HEALTH_READ,
        Permission.PEOPLE_AGREE,
        Permission.PEOPLE_INVITE,
        Permission.PEOPLE_MANAGE,
        Permission.PEOPLE_RESET_FACTOR,
        Permission.REPLY_EDIT,
        Permission.TICKET_LIST_OWN,
        Permission.TICKET_OPEN,
        Permission.TICKET_QUEUE,
        Permission.TICKET_WATCH,
        Permission.TOPIC_EDIT,
    }
)


def public(view: F) -> F:
    """Declare that everybody may open the view."""
    setattr(view, RULE, "public")
    return view


def permission(name: Permission) -> Callable[[F], F]:
    """Declare the permission that the view, or the service behind it, asks for."""

    def decorate(view: F) -> F:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            refusal = _refuse(name)
            return refusal if refusal is not None else view(*args, **kwargs)

        setattr(guarded, RULE, name)
        return guarded  # type: ignore[return-value]

    return decorate


def _refuse(name: Permission) -> Response | None:
    if name not in WITHOUT_OBJECT:
        return None
    actor = current_actor()
    if can(actor, name):
        return None
    if actor.account_id is None and name is not Permission.TICKET_OPEN:
        here = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("accounts.sign_in", next=here))
    raise NotAllowed(permission=name.value)


def check_declarations(app: Flask) -> None:
    """Stop the start when a view declares no rule (also checked by a test)."""
    missing = undeclared(app)
    if missing:
        raise RuntimeError("views without @permission or @public: " + ", ".join(missing))


def undeclared(app: Flask) -> list[str]:
    """Return the endpoints whose view declares neither @permission nor @public."""
    return sorted(name for name, view in app.view_functions.items() if not hasattr(view, RULE))
