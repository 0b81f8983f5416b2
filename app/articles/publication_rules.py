"""When a question may become a public text, and what the text needs before the asker sees it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.answers.rules import EXPLANATION_MAX, SHORT_LINES, SHORT_MAX
from app.articles.drafts import PublicDraft, unmasked
from app.i18n import lazy_gettext as _l
from app.tickets.rules import Adult, PublicationWish

QUESTION_MAX = 300


class DraftState(StrEnum):
    """Where a draft is on its way; a published or untouched article has none."""

    WORKING = "working"
    AWAITING = "awaiting"
    APPROVED = "approved"
    REFUSED = "refused"


class Decision(StrEnum):
    """What an asker decides about one exact text."""

    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


CHECKS: dict[str, Any] = {
    "date": _l("No date is finer than a month."),
    "place": _l("No place is smaller than a region: no district, town, village, street or school."),
    "precinct": _l("No precinct number, unless the answer is about that very precinct."),
    "person": _l("Nobody else is named: no teacher, official, relative or candidate."),
    "group": _l("Topic, place and time together do not point to one person."),
    "neutral": _l("The text does not say for whom to vote and names no party."),
}


@dataclass(frozen=True)
class Obstacle:
    """Why the asker cannot be asked yet, at which field."""

    field: str
    message: Any


def is_minor(adult: str) -> bool:
    """Tell whether the asker may be under 18: then nothing is published by default."""
    return adult != Adult.YES


def reason_against(adult: str, wish: str) -> Any:
    """Return why no public text may be made of a question, or None."""
    if wish == PublicationWish.NO:
        return _l("The asker does not want anything published.")
    if is_minor(adult) and wish != PublicationWish.YES:
        return _l(
            "The asker may be under 18 and has not asked for publication. By default nothing is published."
        )
    return None


def obstacles(draft: PublicDraft) -> list[Obstacle]:
    """Return what keeps the text from being shown to the asker, in the order of the form."""
    text, found = draft.text, []
    if not text.question.strip() or len(text.question) > QUESTION_MAX:
        found.append(Obstacle("question", _l("The public question has 1 to 300 characters.")))
    short = text.short_answer.strip()
    if not short or len(short) > SHORT_MAX or len(short.splitlines()) > SHORT_LINES:
        found.append(Obstacle("short", _l("The short answer has at most two lines and 240 characters.")))
    if len(text.explanation) > EXPLANATION_MAX:
        found.append(Obstacle("explanation", _l("The explanation is too long.")))
    if not draft.provisions:
        found.append(Obstacle("provisions", _l("Cite at least one provision of law.")))
    if unmasked(draft):
        found.append(Obstacle("kept", _l("Personal data stands in the text. Mask it first.")))
    if set(CHECKS) - set(draft.checked):
        found.append(Obstacle("checked", _l("Go through the whole checklist and tick every line.")))
    return found
