"""Reading articles in every status, for those who curate them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.articles.models import Article, ArticleText
from app.core.clock import today
from app.extensions import db
from app.i18n import LANGUAGES

PAGE_SIZE = 40
STATUSES = ("published", "ready", "draft", "unpublished", "retired", "merged")
REVIEW_AFTER = timedelta(days=182)


@dataclass(frozen=True, kw_only=True)
class ArticleFilters:
    """What the curator wants to see; empty means everything."""

    words: str = ""
    status: str = ""
    topic: str = ""
    missing: str = ""  # a language the article cannot be read in
    show: str = ""  # review: due for a check; unsure: a lawyer has to confirm
    page: int = 1


@dataclass(frozen=True)
class ArticlePage:
    """One page of the list."""

    articles: list[Article]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """Return how many pages there are."""
        return max(1, -(-self.total // PAGE_SIZE))

    @property
    def has_prev(self) -> bool:
        """Tell whether a page comes before this one."""
        return self.page > 1

    @property
    def has_next(self) -> bool:
        """Tell whether a page comes after this one."""
        return self.page < self.pages


def list_articles(filters: ArticleFilters) -> ArticlePage:
    """Return a page of articles, those changed last first. Drafts made of questions are not among them."""
    conditions = list(_conditions(filters))
    total = db.session.scalar(select(func.count()).select_from(Article).where(*conditions)) or 0
    page = min(max(filters.page, 1), max(1, -(-total // PAGE_SIZE)))
    query = select(Article).where(*conditions).order_by(Article.updated_at.desc(), Article.id)
    rows = db.session.scalars(query.offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE))
    return ArticlePage(list(rows), total, page)


def find_for_curation(article_id: str) -> Article | None:
    """Return an article unless it is a draft made of a question, which only its own page shows."""
    article = db.session.get(Article, article_id)
    return None if article is None or (article.status == "draft" and article.ticket_id) else article


def featured() -> list[Article]:
    """Return the commonest, in their order."""
    query = select(Article).where(Article.featured_rank.is_not(None), Article.status == "published")
    return list(db.session.scalars(query.order_by(Article.featured_rank, Article.id)))


def find_published_by_address(words: str) -> Article | None:
    """Return a published article by its address, the last part of it, or its number in the content (F12)."""
    key = words.strip().split("?")[0].rstrip("/").rpartition("/")[2]
    query = select(Article).where(
        Article.status == "published", or_(Article.slug == key.lower(), Article.source_id == key.upper())
    )
    return db.session.scalar(query)


def published_by_ids(ids: Iterable[str]) -> list[Article]:
    """Return published articles in the order of the ids."""
    wanted = list(ids)
    query = select(Article).where(Article.id.in_(wanted), Article.status == "published")
    found = {row.id: row for row in db.session.scalars(query)}
    return [found[each] for each in wanted if each in found]


def merged_into(article: Article) -> list[Article]:
    """Return the articles that lead on to this one."""
    return list(
        db.session.scalars(
            select(Article).where(Article.merged_into_id == article.id).order_by(Article.updated_at)
        )
    )


def versions(article: Article, language: str) -> list[ArticleText]:
    """Return all versions of the text in a language, the newest first."""
    query = select(ArticleText).where(ArticleText.article_id == article.id, ArticleText.language == language)
    return list(db.session.scalars(query.order_by(ArticleText.version.desc())))


def is_review_due(article: Article, day: date) -> bool:
    """Tell whether an article should be checked anew; where nobody set a day, half a year after the check."""
    return (article.next_review_on or article.checked_on + REVIEW_AFTER) <= day


def review_is_due() -> ColumnElement[bool]:
    """Say `is_review_due` in SQL."""
    return or_(
        Article.next_review_on <= today(),
        and_(Article.next_review_on.is_(None), Article.checked_on <= today() - REVIEW_AFTER),
    )


def _conditions(filters: ArticleFilters) -> Iterable[ColumnElement[bool]]:
    yield or_(Article.status != "draft", Article.ticket_id.is_(None))
    if filters.status in STATUSES:
        yield Article.status == filters.status
    if filters.topic:
        yield Article.topic_slug == filters.topic
    if filters.missing in LANGUAGES:
        yield ~_text_in(filters.missing)
    if filters.show == "review":
        yield and_(Article.status == "published", review_is_due())
    if filters.show == "unsure":
        yield and_(Article.status == "published", Article.confidence != "high")
    for word in filters.words.split()[:6]:
        yield _holds(word)


def _text_in(language: str) -> ColumnElement[bool]:
    text = aliased(ArticleText)
    return exists().where(text.article_id == Article.id, text.is_current, text.language == language)


def _holds(word: str) -> ColumnElement[bool]:
    """Look for a word in the questions. SQLite folds no Cyrillic letters, so both spellings are tried."""
    text = aliased(ArticleText)
    spellings = {word, word.lower(), word.capitalize()}
    matches = or_(*(text.question.contains(each, autoescape=True) for each in spellings))
    in_question: Select[int] = select(1).where(text.article_id == Article.id, text.is_current, matches)
    return or_(
        Article.slug.contains(word.lower(), autoescape=True),
        Article.source_id == word.upper(),
        in_question.exists(),
    )
