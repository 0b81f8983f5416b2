"""Publication beside the conversation: what waits for the asker, and where the redactor goes on."""

from __future__ import annotations

from typing import Any

from app.answers.queries import newest_given
from app.articles.consent_page import stage_of
from app.articles.consent_record import consent_record
from app.articles.publication_queries import article_of
from app.articles.publication_rules import reason_against
from app.authz.access import Actor, can
from app.authz.permissions import Permission
from app.chat.panels import Content, register_panel
from app.tickets.models import Ticket


def in_room(actor: Actor, ticket: Ticket) -> Content:
    """Tell the asker what waits for a decision, and staff where the public text stands."""
    is_asker = can(actor, Permission.ARTICLE_DECIDE_CONSENT, ticket)
    if not is_asker and not can(actor, Permission.ARTICLE_PREPARE, ticket):
        return None
    if newest_given(ticket) is None:
        return (
            ("articles/_consents_panel.html", {"consents": consent_record(ticket, None)})
            if is_asker
            else None
        )
    article = article_of(ticket)
    context: dict[str, Any] = {"article": article, "stage": stage_of(article)}
    if is_asker:
        context["consents"] = consent_record(ticket, article)
        return "articles/_asker_panel.html", context
    against = reason_against(ticket.adult, ticket.consent_publication)
    if article is None and against is None:
        return None  # the page's own button leads to the redactor
    return "articles/_desk_panel.html", {**context, "against": against}


register_panel(in_room, position=20)
