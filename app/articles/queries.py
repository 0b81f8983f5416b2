"""Reading published articles. Everything here leaves out what readers may not see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.articles.models import Article, ArticleProvision, ArticleText, RelatedArticle
from app.extensions import db
from app.i18n import LANGUAGES

PUBLISHED = "published"
BATCH = 200


@dataclass(frozen=True)
class Listed:
    """An article as lists show it, in the best language there is for the reader."""

    slug: str
    topic_slug: str
    question: str
    short_answer: str
    language: str
    confidence: str


def find_published(slug: str) -> Article | None:
    """Return a published article with its current texts and provisions."""
    return db.session.scalar(select(Article).where(Article.slug == slug, Article.status == PUBLISHED))


def find_published_id(article_id: str) -> Article | None:
    """Return a published article by its id."""
    return db.session.scalar(select(Article).where(Article.id == article_id, Article.status == PUBLISHED))


def find_any(slug: str) -> Article | None:
    """Return an article in whatever status, to tell "gone" from "never there"."""
    return db.session.scalar(select(Article).where(Article.slug == slug))


def text_of(article: Article, language: str) -> ArticleText:
    """Return the current text in the reader's language, else in the language it was written in."""
    texts = {text.language: text for text in article.texts}
    for code in (language, article.original_language, *LANGUAGES):
        if code in texts:
            return texts[code]
    raise LookupError(f"article {article.id} has no text")


def languages_of(article: Article) -> list[str]:
    """Return the languages an article can be read in, in the site's order."""
    present = {text.language for text in article.texts}
    return [code for code in LANGUAGES if code in present]


def commonest(language: str, limit: int = 10) -> list[Listed]:
    """Return the articles that moderators put first."""
    query = _with_text().where(Article.featured_rank.is_not(None)).order_by(Article.featured_rank)
    return _listed(query, language, limit)


def of_topic(topic_slug: str, language: str) -> list[Listed]:
    """Return a topic's articles, the commonest first."""
    query = _with_text().where(Article.topic_slug == topic_slug)
    return _listed(
        query.order_by(Article.featured_rank.is_(None), Article.featured_rank, Article.slug), language
    )


def resting_on(provision_id: str, language: str) -> list[Listed]:
    """Return the articles that cite a provision."""
    cited = select(ArticleProvision.article_id).where(ArticleProvision.provision_id == provision_id)
    return _listed(_with_text().where(Article.id.in_(cited)).order_by(Article.slug), language)


def related_to(article: Article, language: str) -> list[Listed]:
    """Return what to read next."""
    query = (
        _with_text()
        .join(RelatedArticle, RelatedArticle.related_id == Article.id)
        .where(RelatedArticle.article_id == article.id)
        .order_by(RelatedArticle.position)
    )
    return _listed(query, language)


def newest(limit: int = 30) -> list[Article]:
    """Return the articles that were published or changed last, with their texts."""
    query = select(Article).where(Article.status == PUBLISHED).order_by(Article.updated_at.desc(), Article.id)
    return list(db.session.scalars(query.limit(limit)))


def counts_by_topic() -> dict[str, int]:
    """Return how many published articles each topic has."""
    query = (
        select(Article.topic_slug, func.count())
        .where(Article.status == PUBLISHED)
        .group_by(Article.topic_slug)
    )
    return {key: count for key, count in db.session.execute(query).all()}  # noqa: C416 - a row is no tuple to mypy


def counts_by_provision() -> dict[str, int]:
    """Return how many published articles rest on each provision."""
    query = (
        select(ArticleProvision.provision_id, func.count())
        .join(Article, Article.id == ArticleProvision.article_id)
        .where(Article.status == PUBLISHED)
        .group_by(ArticleProvision.provision_id)
    )
    return {key: count for key, count in db.session.execute(query).all()}  # noqa: C416 - a row is no tuple to mypy


def addresses() -> Sequence[tuple[str, datetime, list[str]]]:
    """Return (slug, last change, languages) of every published article, for the sitemap."""
    query = (
        select(Article.slug, Article.updated_at, ArticleText.language)
        .join(ArticleText, (ArticleText.article_id == Article.id) & ArticleText.is_current)
        .where(Article.status == PUBLISHED)
        .order_by(Article.slug)
    )
    found: dict[str, tuple[str, datetime, list[str]]] = {}
    for slug, changed, language in db.session.execute(query):
        found.setdefault(slug, (slug, changed, []))[2].append(language)
    return list(found.values())


def each_published() -> Iterator[Article]:
    """Walk all published articles in batches, for the search index."""
    last = ""
    while True:
        query = select(Article).where(Article.status == PUBLISHED, Article.id > last).order_by(Article.id)
        batch = list(db.session.scalars(query.limit(BATCH)))
        yield from batch
        if len(batch) < BATCH:
            return
        last = batch[-1].id


def _with_text() -> Any:
    return (
        select(
            Article.slug,
            Article.topic_slug,
            ArticleText.question,
            ArticleText.short_answer,
            ArticleText.language,
            Article.confidence,
            Article.original_language,
        )
        .join(ArticleText, (ArticleText.article_id == Article.id) & ArticleText.is_current)
        .where(Article.status == PUBLISHED)
    )


def _listed(query: Any, language: str, limit: int | None = None) -> list[Listed]:
    """Keep one row per article: the reader's language, else the original one, else the next."""
    best: dict[str, tuple[int, Listed]] = {}
    for *columns, original in db.session.execute(query):
        listed = Listed(*columns)
        order = (language, original, *LANGUAGES)
        rank = order.index(listed.language)
        if listed.slug not in best or rank < best[listed.slug][0]:
            best[listed.slug] = (rank, listed)
    return [listed for _, listed in best.values()][:limit]
