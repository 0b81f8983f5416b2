"""The index follows the articles, inside the transaction that changes them."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from app.articles.events import ArticleChanged, ArticlePublished, ArticleUnpublished
from app.articles.models import Article
from app.articles.queries import PUBLISHED, each_published
from app.core.events import in_transaction
from app.core.html import strip_markup
from app.extensions import db
from app.search import service
from app.search.interface import Document


@in_transaction(ArticlePublished)
def _published(event: ArticlePublished) -> None:
    _follow(event.article_id)


@in_transaction(ArticleChanged)
def _changed(event: ArticleChanged) -> None:
    _follow(event.article_id)


@in_transaction(ArticleUnpublished)
def _unpublished(event: ArticleUnpublished) -> None:
    service.remove(event.article_id)


def _follow(article_id: str) -> None:
    article = db.session.scalar(
        select(Article).where(Article.id == article_id).execution_options(populate_existing=True)
    )
    is_public = article is not None and article.status == PUBLISHED
    documents = list(documents_of(article)) if article is not None and is_public else []
    service.put_article(article_id, documents)


def documents_of(article: Article) -> Iterator[Document]:
    """Yield an article's current texts as the index wants them, one per language."""
    provisions = tuple(link.provision_id for link in article.provisions)
    for text in article.texts:
        steps = " ".join(str(step["text"]) for step in text.steps)
        yield Document(
            article_id=article.id,
            ref=article.slug,
            language=text.language,
            topic=article.topic_slug,
            question=text.question,
            short_answer=text.short_answer,
            body=f"{strip_markup(text.explanation)} {steps}".strip(),
            provisions=provisions,
            keywords=tuple(text.keywords),
            published_at=article.published_at,
        )


def _all_documents() -> Iterator[Document]:
    for article in each_published():
        yield from documents_of(article)


service.register_source(_all_documents)
