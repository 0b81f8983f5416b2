"""What the asker has consented to, when, and to which exact text: shown in the room and taken along."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.articles.consents import words_of
from app.articles.models import Article, ArticleText, PublicationConsent
from app.articles.publication_queries import draft_of
from app.articles.publication_rules import Decision
from app.extensions import db
from app.tickets.models import Ticket

HANDLING = "handling"


@dataclass(frozen=True, kw_only=True)
class ConsentLine:
    """One decision. `text` begins the text it names, while that exists; `text_hash` names it for good."""

    kind: str  # handling, approved, refused, withdrawn
    at: datetime
    text_hash: str = ""
    text: str = ""
    words: str = ""
    withdrawn_at: datetime | None = None


def consent_record(ticket: Ticket, article: Article | None) -> list[ConsentLine]:
    """Return every decision, oldest first; the article is the one made of the ticket, if any."""
    lines = [ConsentLine(kind=HANDLING, at=ticket.consent_handling_at)]
    if article is None:
        return lines
    query = (
        select(PublicationConsent)
        .where(PublicationConsent.article_id == article.id)
        .order_by(PublicationConsent.decided_at, PublicationConsent.id)
    )
    consents = list(db.session.scalars(query))
    texts = _beginnings(article) if consents else {}
    taken_back = [each.decided_at for each in consents if each.decision == Decision.WITHDRAWN]
    for each in consents:
        ends = [at for at in taken_back if each.decision == Decision.APPROVED and at >= each.decided_at]
        lines.append(
            ConsentLine(
                kind=each.decision,
                at=each.decided_at,
                text_hash=each.text_hash,
                text=texts.get(each.text_hash, ""),
                words=words_of(article, each),
                withdrawn_at=ends[0] if ends else None,
            )
        )
    return lines


def _beginnings(article: Article) -> dict[str, str]:
    """Return the public question of each text by its hash: of the versions there are and of the draft."""
    query = select(ArticleText.text_hash, ArticleText.question).where(ArticleText.article_id == article.id)
    found = {row.text_hash: row.question for row in db.session.execute(query)}
    draft = draft_of(article)
    if draft is not None and article.draft_hash:
        found.setdefault(article.draft_hash, draft.text.question)
    return found
