"""What later stages show beside the conversation, without the room knowing them.

answers and articles hang their panels in here; chat imports neither.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import render_template
from markupsafe import Markup

from app.authz.access import Actor
from app.tickets.models import Ticket

# A template and its context, finished markup, or nothing to show to this actor.
Content = tuple[str, dict[str, Any]] | Markup | None
Panel = Callable[[Actor, Ticket], Content]

_panels: list[tuple[int, Panel]] = []


def register_panel(panel: Panel, *, position: int = 50) -> Panel:
    """Show what `panel(actor, ticket)` returns in the room, on the asker's page and on the desk alike."""
    if all(known is not panel for _, known in _panels):
        _panels.append((position, panel))
        _panels.sort(key=lambda pair: pair[0])
    return panel


def render_panels(actor: Actor, ticket: Ticket) -> list[Markup]:
    """Return the panels this actor sees, in their order."""
    shown = []
    for _, panel in _panels:
        content = panel(actor, ticket)
        if isinstance(content, tuple):
            template, context = content
            content = Markup(render_template(template, **{"ticket": ticket, **context}))  # noqa: S704 - escaped there
        if content:
            shown.append(content)
    return shown
