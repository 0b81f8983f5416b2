"""What can be chosen in the ask form, in the reader's language: {value: text} or {group: {value: text}}."""

from __future__ import annotations

from typing import Any

from app.i18n import gettext as _
from app.reference.names import names
from app.tickets.rules import Adult, PublicationWish, Urgency

REGION = "region:"
Choices = dict[str, Any]


def topic_choices() -> Choices:
    """Return the topics, after an empty line."""
    return {"": _("Choose"), **names().open_topics}


def place_choices() -> Choices:
    """Return the districts of the home region, then all regions; one may also say nothing."""
    known = names()
    groups: Choices = {"": _("I would rather not say")}
    if known.home:
        groups[known.home] = known.near
    groups[_("All of Kazakhstan")] = {REGION + code: name for code, name in known.regions.items()}
    return groups


def read_place(value: str) -> tuple[str | None, str | None]:
    """Return (district, region) of a chosen place."""
    if value.startswith(REGION):
        return None, value.removeprefix(REGION)
    return value or None, None


def adult_choices() -> Choices:
    """Return the answers to "Will you be 18 on voting day?"."""
    return {Adult.YES: _("Yes"), Adult.NO: _("No"), Adult.UNSURE: _("I am not sure")}


def urgency_choices() -> Choices:
    """Return how soon an answer may be needed."""
    return {
        Urgency.NORMAL: _("It can wait a day or two"),
        Urgency.SOON: _("Today"),
        Urgency.STATION: _("At once: I am at the polling station"),
    }


def publication_choices() -> Choices:
    """Return the wishes about publishing; whatever is chosen, the exact text is approved later."""
    return {
        PublicationWish.YES: _("Yes, but show me the text first"),
        PublicationWish.LATER: _("I will decide later"),
        PublicationWish.NO: _("No"),
    }
