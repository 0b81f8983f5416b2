"""What curation may do, and what a text needs. Pure."""

from __future__ import annotations

from typing import Any

from app.answers.rules import EXPLANATION_MAX, SHORT_LINES, SHORT_MAX, STEP_MAX, STEPS_MAX
from app.articles.drafts import PublicDraft, unmasked
from app.articles.publication_rules import QUESTION_MAX, Obstacle
from app.articles.texts import TextDraft
from app.i18n import lazy_gettext as _l

COMMONEST = 10
CONFIDENCES = ("high", "medium", "low")
KEYWORDS_MAX, KEYWORD_MAX = 40, 60


def obstacles(draft: TextDraft, *, language: str, topic: str) -> list[Obstacle]:
    """Return what keeps a text from being stored, in the order of the form."""
    found: list[Obstacle] = []
    short = draft.short_answer.strip()
    if not draft.question.strip() or len(draft.question) > QUESTION_MAX:
        found.append(Obstacle("question", _l("The public question has 1 to 300 characters.")))
    if not short or len(short) > SHORT_MAX or len(short.splitlines()) > SHORT_LINES:
        found.append(
            Obstacle("short_answer", _l("The short answer has at most two lines and 240 characters."))
        )
    if len(draft.explanation) > EXPLANATION_MAX:
        found.append(Obstacle("explanation", _l("The explanation is too long.")))
    if len(draft.steps) > STEPS_MAX or any(len(str(step["text"])) > STEP_MAX for step in draft.steps):
        found.append(Obstacle("steps", _l("Use fewer and shorter steps.")))
    if len(draft.keywords) > KEYWORDS_MAX or any(len(word) > KEYWORD_MAX for word in draft.keywords):
        found.append(Obstacle("keywords", _l("Use fewer and shorter keywords.")))
    if unmasked(PublicDraft(language=language, topic=topic, text=draft)):
        found.append(Obstacle("question", _l("Personal data stands in the text. Take it out first.")))
    return found


def reason_not_to_feature(status: str, confidence: str) -> Any:
    """Return why an article may not stand among the commonest, or None."""
    if status != "published":
        return _l("Only a published answer can stand among the commonest.")
    if confidence != "high":
        return _l("A lawyer has to confirm this answer before it can stand among the commonest.")
    return None
