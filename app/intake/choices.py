"""What can be chosen in the ask form, in the reader's language: {value: text} or {group: {value: text}}."""

from __future__ import annotations

from typing import Any

from flask import current_app

from app.config import Settings
from app.i18n import gettext as _
from app.i18n import localized
from app.reference.queries import districts_of, regions, topics
from app.tickets.rules import Adult, PublicationWish, Urgency

REGION = "region:"
Choices = dict[str, Any]


def topic_choices() -> Choices:
    """Return the topics, after an empty line."""
    return {"": _("Choose"), **{each.slug: localized(each.name) for each in topics()}}


def place_choices() -> Choices:
    """Return the districts of the home region, then all regions; one may also say nothing."""
    settings: Settings = current_app.extensions["kenes_settings"]
    known = regions()
    groups: Choices = {"": _("I would rather not say")}
    for home in known:
        if home.code == settings.home_region:
            near = {each.code: localized(each.name) for each in districts_of(home.code)}
            groups[localized(home.name)] = near
    groups[_("All of Kazakhstan")] = {REGION + each.code: localized(each.name) for each in known}
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
