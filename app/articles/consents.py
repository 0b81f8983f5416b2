"""What the asker decided about which exact text."""

from __future__ import annotations

from sqlalchemy import select

from app.articles.models import Article, PublicationConsent
from app.articles.publication_rules import Decision
from app.core.clock import now
from app.core.database import new_id
from app.core.errors import Invalid
from app.core.sealing import ticket_seal
from app.extensions import db
from app.i18n import lazy_gettext as _l

WORDS_MAX = 1_000


def latest_consent(article: Article) -> PublicationConsent | None:
    """Return the newest decision."""
    query = (
        select(PublicationConsent)
        .where(PublicationConsent.article_id == article.id)
        .order_by(PublicationConsent.decided_at.desc())
        .limit(1)
    )
    return db.session.scalar(query)


def is_approved(article: Article, text_hash: str) -> bool:
    """Tell whether the asker's last word about exactly this text is yes, and no withdrawal came after it."""
    about_it = PublicationConsent.text_hash == text_hash
    withdrawn = PublicationConsent.decision == Decision.WITHDRAWN
    query = (
        select(PublicationConsent.decision)
        .where(PublicationConsent.article_id == article.id, about_it | withdrawn)
        .order_by(PublicationConsent.decided_at.desc())
        .limit(1)
    )
    return db.session.scalar(query) == Decision.APPROVED


def store_consent(article: Article, decision: Decision, text_hash: str, words: str) -> PublicationConsent:
    """Add a decision; earlier ones stay, as the record of what was agreed when."""
    words = words.strip()
    if len(words) > WORDS_MAX:
        raise Invalid(_l("This text is too long."), field="words")
    consent = PublicationConsent(
        id=new_id(), article_id=article.id, text_hash=text_hash, decision=decision.value, decided_at=now()
    )
    if words and article.ticket is not None:
        consent.reason_sealed = ticket_seal(article.ticket).seal(
            words, f"publication_consents.reason_sealed:{consent.id}"
        )
    db.session.add(consent)
    db.session.flush()
    return consent


def words_of(article: Article, consent: PublicationConsent | None) -> str:
    """Return what the asker wrote with a decision."""
    if consent is None or consent.reason_sealed is None or article.ticket is None:
        return ""
    return ticket_seal(article.ticket).open(
        consent.reason_sealed, f"publication_consents.reason_sealed:{consent.id}"
    )
