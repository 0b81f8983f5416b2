"""Brings the starter articles (app/content/articles/*.toml) into the knowledge base.

What a moderator has changed is theirs: a newer file does not overwrite it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select

from app.articles.events import ArticlePublished
from app.articles.models import Article, ArticleProvision, ArticleText, RelatedArticle
from app.articles.texts import TextDraft, set_text
from app.core.clock import now
from app.core.database import new_id
from app.core.events import record
from app.core.transaction import transaction
from app.extensions import db
from app.i18n import LANGUAGES
from app.reference.loader import CONTENT, load_if_changed

FOLDER = CONTENT / "articles"


def load_articles(folder: Path = FOLDER) -> Iterator[tuple[str, int]]:
    """Load every changed file; yield (name, texts written), 0 for one that is up to date."""
    paths = sorted(folder.glob("F*.toml"))
    changed = 0
    for path in paths:
        with transaction():
            written = load_if_changed(path, _article)
        changed += written
        yield path.stem, written
    if changed:
        with transaction():
            _link_related(paths)


def _article(data: dict[str, Any]) -> int:
    article = db.session.scalar(select(Article).where(Article.source_id == data["source_id"]))
    if article is None:
        article = Article(
            id=new_id(), source_id=data["source_id"], original_language="kk", published_at=now()
        )
        article.status = "published"
        db.session.add(article)
    if article.curated_at is None:
        _facts(article, data)
    written = sum(_text(article, language, data) for language in LANGUAGES if language in data)
    if article.status == "published":
        record(ArticlePublished(actor="system", article_id=article.id))
    return written


def _facts(article: Article, data: dict[str, Any]) -> None:
    article.slug, article.topic_slug = data["slug"], data["topic"]
    article.confidence, article.checked_on = data["confidence"], data["checked_on"]
    article.featured_rank = data.get("common_rank") if data["confidence"] == "high" else None
    article.updated_at = now()
    db.session.flush()
    _set_provisions(article, data["provisions"])


def _text(article: Article, language: str, data: dict[str, Any]) -> int:
    current = db.session.scalar(
        select(ArticleText).where(
            ArticleText.article_id == article.id, ArticleText.language == language, ArticleText.is_current
        )
    )
    if current is not None and current.author_id is not None:
        return 0
    source = data[language]
    draft = TextDraft(
        question=source["question"].strip(),
        short_answer=" ".join(source["short_answer"].split()),
        explanation=source["explanation"].strip(),
        steps=source.get("steps", []),
        keywords=source.get("keywords", []),
    )
    set_text(article, language, draft, author_id=None)
    return 1


def _set_provisions(article: Article, ids: list[str]) -> None:
    db.session.execute(delete(ArticleProvision).where(ArticleProvision.article_id == article.id))
    db.session.add_all(
        ArticleProvision(article_id=article.id, provision_id=each, position=place)
        for place, each in enumerate(dict.fromkeys(ids), start=1)
    )
    db.session.flush()
    db.session.expire(article, ["provisions"])


def _link_related(paths: list[Path]) -> None:
    """Write "read next" once all articles are there; files name each other by source id."""
    ids = dict(
        db.session.execute(select(Article.source_id, Article.id).where(Article.source_id.is_not(None))).all()
    )
    for path in paths:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        article_id = ids.get(data["source_id"])
        known = [ids[each] for each in data.get("related", []) if each in ids]
        db.session.execute(delete(RelatedArticle).where(RelatedArticle.article_id == article_id))
        db.session.add_all(
            RelatedArticle(article_id=article_id, related_id=each, position=place)
            for place, each in enumerate(known, start=1)
        )
