"""Texts of articles: what a version is, and the hash that a consent names."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import func, select, update

from app.articles.models import Article, ArticleText
from app.core.clock import now
from app.core.database import new_id
from app.extensions import db


@dataclass(frozen=True, kw_only=True)
class TextDraft:
    """What a person writes: one language of one article. Steps: text, due_days?, due_time?."""

    question: str
    short_answer: str
    explanation: str = ""
    steps: list[dict[str, Any]] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)


def text_hash(language: str, draft: TextDraft) -> str:
    """Return the SHA-256 of everything a reader would read; keywords are not shown and do not count.

    White space is folded: a line break moved is no change of meaning.
    """
    shown = asdict(draft)
    del shown["keywords"]
    parts = [language, *(_fold(shown[name]) for name in ("question", "short_answer", "explanation"))]
    parts.append(json.dumps(shown["steps"], ensure_ascii=False, sort_keys=True, default=str))
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def set_text(article: Article, language: str, draft: TextDraft, *, author_id: str | None) -> ArticleText:
    """Make `draft` the current text in `language`, as a new version unless nothing changed.

    Only inside a transaction, by services that have asked for permission.
    """
    digest = text_hash(language, draft)
    current = current_text(article.id, language)
    if current is not None and current.text_hash == digest and current.keywords == draft.keywords:
        return current
    newest = db.session.scalar(
        select(func.max(ArticleText.version)).where(
            ArticleText.article_id == article.id, ArticleText.language == language
        )
    )
    db.session.execute(
        update(ArticleText)
        .where(ArticleText.article_id == article.id, ArticleText.language == language)
        .values(is_current=False)
    )
    text = ArticleText(
        id=new_id(),
        article_id=article.id,
        language=language,
        version=(newest or 0) + 1,
        text_hash=digest,
        author_id=author_id,
        created_at=now(),
        **asdict(draft),
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


def _fold(text: str) -> str:
    return " ".join(text.split())
