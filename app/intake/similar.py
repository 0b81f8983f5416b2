"""Answered questions like the one being asked. The form works without them."""

from __future__ import annotations

import logging

from app.extensions import db
from app.search.interface import Hit
from app.search.service import find

log = logging.getLogger(__name__)
SHOWN = 3
SHOWN_FOR_STORIES = 2
STORY_WORDS = 6
NEAR = 0.6  # of the best one's score; the rest only shares a word or two
READ_AT_MOST = 400
SHORTEST = 10


def similar_answers(text: str, *, language: str, topic: str | None = None) -> list[Hit]:
    """Return a few published answers that may be enough; never fail, never note what was typed."""
    words = " ".join(text.split())[:READ_AT_MOST]
    if len(words) < SHORTEST:
        return []
    try:
        hits = find(words, language=language, topic=topic or None, per_page=SHOWN)
    except Exception as error:  # noqa: BLE001 - whatever ails the search, people must be able to ask
        db.session.rollback()
        log.warning("similar answers failed: %s", type(error).__name__)
        return []
    # A story of many words always holds some that no answer has: then the nearest two are worth a look.
    shown = SHOWN if not hits.is_weak else SHOWN_FOR_STORIES * (len(hits.words) >= STORY_WORDS)
    return [each for each in hits.items[:shown] if each.score >= NEAR * hits.items[0].score]
