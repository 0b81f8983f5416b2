"""Texts of articles: what a version is, and the hash that a consent names."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select, update

from app.articles.models import Article, ArticleProvision, ArticleText
from app.core.clock import now
from app.core.database import new_id
from app.extensions import db

STEP_KEYS = ("text", "due_days", "due_time", "due_on")


@dataclass(frozen=True, kw_only=True)
class TextDraft:
    """What a person writes: one language of one article. Steps: text, due_days?, due_time?, due_on?."""

    question: str
    short_answer: str
    explanation: str = ""
    steps: list[dict[str, Any]] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)


def text_hash(language: str, draft: TextDraft, provisions: Iterable[str] = ()) -> str:
    """Return the SHA-256 of everything a reader reads, the law it rests on included.

    Keywords are not shown and do not count; neither do spaces at the edges that nobody sees.
    """
    shown = {
        "language": language,
        "question": tidy(draft.question),
        "short_answer": tidy(draft.short_answer),
        "explanation": tidy(draft.explanation),
        "steps": tidy_steps(draft.steps),
        "provisions": list(provisions),
    }
    canonical = json.dumps(shown, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


def tidy(text: str) -> str:
    """Return a text as it is stored: composed letters, plain line ends, no blank edges."""
    composed = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(line.rstrip() for line in composed.split("\n")).strip()


def tidy_steps(steps: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the steps with the known keys only, without empty ones."""
    rows = ({key: step[key] for key in STEP_KEYS if step.get(key) not in (None, "")} for step in steps)
    return [{**row, "text": tidy(str(row["text"]))} for row in rows if tidy(str(row.get("text", "")))]


def set_provisions(article: Article, provision_ids: Iterable[str]) -> None:
    """Let the article rest on these provisions, in this order. Before `set_text`: they are in its hash."""
    wanted = list(dict.fromkeys(provision_ids))
    if [row.provision_id for row in article.provisions] == wanted:
        return
    article.provisions.clear()
    db.session.flush()
    article.provisions.extend(
        ArticleProvision(provision_id=each, position=place) for place, each in enumerate(wanted, start=1)
    )
    db.session.flush()


def set_text(article: Article, language: str, draft: TextDraft, *, author_id: str | None) -> ArticleText:
    """Make `draft` the current text in `language`, as a new version unless nothing changed.

    Only inside a transaction, by services that have asked for permission: whoever changes a text
    that an asker has approved must ask the asker again (publication.py does).
    """
    digest = text_hash(language, draft, [row.provision_id for row in article.provisions])
    current = current_text(article.id, language)
    if current is not None and current.text_hash == digest:
        current.keywords = list(draft.keywords)
        return current
    version = _next_version(article.id, language)
    _retire(article.id, language)
    text = ArticleText(
        id=new_id(),
        article_id=article.id,
        language=language,
        version=version,
        question=tidy(draft.question),
        short_answer=tidy(draft.short_answer),
        explanation=tidy(draft.explanation),
        steps=tidy_steps(draft.steps),
        keywords=list(draft.keywords),
        text_hash=digest,
        author_id=author_id,
        created_at=now(),
    )
    db.session.add(text)
    article.updated_at = now()
    db.session.flush()
    db.session.expire(article, ["texts"])
    return text


def current_text(article_id: str, language: str) -> ArticleText | None:
    """Return the current text of an article in exactly this language."""
    return db.session.scalar(
        select(ArticleText).where(
            ArticleText.article_id == article_id, ArticleText.language == language, ArticleText.is_current
        )
    )


def _next_version(article_id: str, language: str) -> int:
    query = select(func.max(ArticleText.version)).where(
        ArticleText.article_id == article_id, ArticleText.language == language
    )
    return (db.session.scalar(query) or 0) + 1


def _retire(article_id: str, language: str) -> None:
    db.session.execute(
        update(ArticleText)
        .where(ArticleText.article_id == article_id, ArticleText.language == language, ArticleText.is_current)
        .values(is_current=False)
    )
