"""Counting "was this helpful": sums per day, no trace of the voter."""

from __future__ import annotations

from sqlalchemy import update

from app.articles.models import Article, ArticleVote
from app.core.clock import today
from app.core.database import changed_rows
from app.core.transaction import transaction
from app.extensions import db


def vote(article: Article, language: str, *, helpful: bool) -> None:
    """Add one to today's sum."""
    column = ArticleVote.helpful if helpful else ArticleVote.not_helpful
    with transaction():
        counted = changed_rows(
            update(ArticleVote)
            .where(
                ArticleVote.article_id == article.id,
                ArticleVote.language == language,
                ArticleVote.day == today(),
            )
            .values({column: column + 1})
            .execution_options(synchronize_session=False)
        )
        if counted == 0:
            row = ArticleVote(article_id=article.id, language=language, day=today(), helpful=0, not_helpful=0)
            setattr(row, column.key, 1)
            db.session.add(row)
