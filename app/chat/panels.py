"""What later stages show beside the conversation, without the room knowing them.

answers and articles hang their panels in here; chat imports neither.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from flask import current_app

from app.authz.access import Actor
from app.tickets.models import Ticket

# A template and its context, or nothing to show to this actor.
Content = tuple[str, dict[str, Any]] | None
Panel = Callable[[Actor, Ticket], Content]


class Rendered(Protocol):
    """What a page prints as it is."""

    def __html__(self) -> str: ...


_panels: list[tuple[int, Panel]] = []


def register_panel(panel: Panel, *, position: int = 50) -> Panel:
    """Show what `panel(actor, ticket)` returns in the room, on the asker's page and on the desk alike."""
    if all(known is not panel for _, known in _panels):
        _panels.append((position, panel))
        _panels.sort(key=lambda pair: pair[0])
    return panel


def render_panels(actor: Actor, ticket: Ticket) -> list[Rendered]:
    """Return the panels this actor sees, in their order; their templates know `ticket`."""
    shown: list[Rendered] = []
    for _, panel in _panels:
        content = panel(actor, ticket)
        if content is not None:
            template, own = content
            context: dict[str, Any] = {"ticket": ticket, **own}
            current_app.update_template_context(context)
            shown.append(current_app.jinja_env.get_template(template).make_module(context))
    return shown
