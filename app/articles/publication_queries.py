"""Reading drafts of public texts."""

from __future__ import annotations

import re

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from app.answers.queries import body_of, newest_given, provision_ids
from app.articles.drafts import PublicDraft, draft_from_json, masked
from app.articles.models import Article
from app.articles.texts import TextDraft
from app.core.sealing import ticket_seal
from app.extensions import db
from app.redaction.words import mask_words
from app.reference.models import District
from app.tickets.models import Ticket
from app.tickets.receipts import question_text

PAGE_SIZE = 30
NOT_A_PLACE = frozenset({"қаласы", "ауданы", "город", "район", "district", "city"})


def article_of(ticket: Ticket) -> Article | None:
    """Return the article made of a ticket, if any."""
    return db.session.scalar(select(Article).where(Article.ticket_id == ticket.id))


def find_article(article_id: str) -> Article | None:
    """Return an article in whatever state; doors wrap this in `load_or_404`."""
    return db.session.get(Article, article_id)


def draft_of(article: Article) -> PublicDraft | None:
    """Return the draft, opened; None when there is none or its ticket is gone."""
    if article.draft_sealed is None or article.ticket is None:
        return None
    return draft_from_json(
        ticket_seal(article.ticket).open(article.draft_sealed, f"articles.draft_sealed:{article.id}")
    )


def review_note(article: Article) -> str:
    """Return what a moderator wants changed."""
    if article.review_note_sealed is None or article.ticket is None:
        return ""
    return ticket_seal(article.ticket).open(
        article.review_note_sealed, f"articles.review_note_sealed:{article.id}"
    )


def first_draft(ticket: Ticket) -> PublicDraft:
    """Return what the redactor starts from: question and answer with certain personal data masked."""
    answer = newest_given(ticket)
    body = body_of(answer)
    text = TextDraft(
        question=question_text(ticket),
        short_answer=body.short,
        explanation=body.explanation,
        steps=body.steps,
    )
    draft = PublicDraft(
        language=ticket.language, topic=ticket.topic_slug, text=text, provisions=provision_ids(answer)
    )
    return masked(draft, mask_words(ticket.language))


def in_state(state: str, page: int) -> tuple[list[Article], bool]:
    """Return drafts in a state, those that wait longest first, and whether more follow."""
    query = (
        select(Article)
        .where(Article.draft_state == state)
        .options(selectinload(Article.ticket))
        .order_by(Article.draft_at, Article.id)
        .offset((page - 1) * PAGE_SIZE)
        .limit(PAGE_SIZE + 1)
    )
    rows = list(db.session.scalars(query))
    return rows[:PAGE_SIZE], len(rows) > PAGE_SIZE


def count_by_state() -> dict[str, int]:
    """Return how many drafts are in each state."""
    query = (
        select(Article.draft_state, func.count())
        .where(Article.draft_state.is_not(None))
        .group_by(Article.draft_state)
    )
    return {str(state): number for state, number in db.session.execute(query)}


def place_names() -> list[str]:
    """Return the proper names of districts and towns in all languages, to find them in a text."""
    names = [name for row in db.session.scalars(select(District.name)) for name in row.values()]
    words = [word for name in names for word in name.split() if word.casefold() not in NOT_A_PLACE]
    return sorted({re.sub(r"ский$", "", word) for word in words})
