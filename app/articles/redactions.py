"""How much was masked, of which kind, by whom. Never what."""

from __future__ import annotations

from sqlalchemy import delete, select

from app.answers.queries import body_of, newest_given
from app.articles.drafts import PublicDraft
from app.articles.models import Article, Redaction
from app.authz.access import Actor
from app.core.clock import now
from app.core.database import new_id
from app.extensions import db
from app.redaction.detectors import find
from app.redaction.masks import counts
from app.tickets.models import Ticket
from app.tickets.receipts import question_text


def original_words(ticket: Ticket) -> str:
    """Return the private texts that the public one was made of."""
    return f"{question_text(ticket)}\n{body_of(newest_given(ticket)).words}"


def count_redactions(actor: Actor, article: Article, draft: PublicDraft) -> None:
    """Store per kind how much was found in the private texts and is no longer in the public one."""
    if article.ticket is None:
        return
    found, left = counts(find(original_words(article.ticket))), counts(find(draft.words))
    db.session.execute(delete(Redaction).where(Redaction.article_id == article.id))
    db.session.add_all(
        Redaction(
            id=new_id(),
            article_id=article.id,
            kind=kind,
            found=number,
            masked=max(0, number - left.get(kind, 0)),
            actor_id=actor.account_id,
            created_at=now(),
        )
        for kind, number in sorted(found.items())
    )


def redactions_of(article: Article) -> list[Redaction]:
    """Return the counts of the text that was last shown to the asker."""
    query = select(Redaction).where(Redaction.article_id == article.id).order_by(Redaction.kind)
    return list(db.session.scalars(query))
