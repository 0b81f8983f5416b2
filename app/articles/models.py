"""Articles, their texts per language and version, consent, and readers' votes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import now
from app.core.database import IdColumn, JsonValue, Model, UtcDateTime, new_id
from app.reference.models import Provision, Topic
from app.tickets.models import Ticket


class Article(Model):
    """A public text: editorial (with `source_id`) or born from a ticket (with `ticket_id`)."""

    __tablename__ = "articles"
    __table_args__ = (
        Index("ix_articles_listing", "status", "topic_slug", "published_at"),
        Index("ix_articles_drafts", "draft_state", "draft_at"),
    )

    id: Mapped[str] = mapped_column(IdColumn(), primary_key=True, default=new_id)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    source_id: Mapped[str | None] = mapped_column(String(16), unique=True)
    ticket_id: Mapped[str | None] = mapped_column(ForeignKey("tickets.id", ondelete="SET NULL"), index=True)
    topic_slug: Mapped[str] = mapped_column(ForeignKey("topics.slug"))
    # What readers get: draft, ready (editorial, for a second person), published, unpublished, retired,
    # merged.
    status: Mapped[str] = mapped_column(String(16), default="draft")
    # The text on its way to the asker and the publisher, sealed with the ticket's key; a published
    # text stays as it is meanwhile. States: working, awaiting, approved, refused, or none.
    draft_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    draft_hash: Mapped[str | None] = mapped_column(String(64))
    draft_state: Mapped[str | None] = mapped_column(String(12))
    draft_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    draft_editors: Mapped[list[str]] = mapped_column(JsonValue, default=list, server_default="[]")
    review_note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    original_language: Mapped[str] = mapped_column(String(2))
    featured_rank: Mapped[int | None]
    confidence: Mapped[str] = mapped_column(String(8))
    checked_on: Mapped[date]
    next_review_on: Mapped[date | None]
    redactor_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    publisher_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    merged_into_id: Mapped[str | None] = mapped_column(ForeignKey("articles.id", ondelete="SET NULL"))
    withdrawn_by_asker_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # A moderator decided about rank, topic, confidence or law: content files leave these alone.
    curated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    topic: Mapped[Topic] = relationship(lazy="joined")
    ticket: Mapped[Ticket | None] = relationship()
    texts: Mapped[list[ArticleText]] = relationship(
        primaryjoin="and_(Article.id == ArticleText.article_id, ArticleText.is_current)",
        viewonly=True,
        lazy="selectin",
    )
    provisions: Mapped[list[ArticleProvision]] = relationship(
        order_by="ArticleProvision.position", cascade="all, delete-orphan", lazy="selectin"
    )


class ArticleText(Model):
    """One version of an article in one language. `text_hash` is what a consent names."""

    __tablename__ = "article_texts"
    __table_args__ = (
        UniqueConstraint("article_id", "language", "version"),
        Index("ix_article_texts_current", "article_id", "is_current"),
    )

    id: Mapped[str] = mapped_column(IdColumn(), primary_key=True, default=new_id)
    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(2))
    version: Mapped[int]
    is_current: Mapped[bool] = mapped_column(default=True)
    question: Mapped[str] = mapped_column(Text)
    short_answer: Mapped[str] = mapped_column(Text)
    explanation: Mapped[str] = mapped_column(Text, default="")  # Markdown
    steps: Mapped[list[dict[str, Any]]] = mapped_column(JsonValue, default=list)  # text, due_days?, due_time?
    keywords: Mapped[list[str]] = mapped_column(JsonValue, default=list)
    text_hash: Mapped[str] = mapped_column(String(64))
    translated_from: Mapped[str | None] = mapped_column(String(64))  # the hash of the original
    author_id: Mapped[str | None] = mapped_column(IdColumn())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class ArticleProvision(Model):
    """A provision an article rests on."""

    __tablename__ = "article_provisions"

    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True)
    provision_id: Mapped[str] = mapped_column(ForeignKey("provisions.id"), primary_key=True, index=True)
    position: Mapped[int]
    provision: Mapped[Provision] = relationship(lazy="joined")


class RelatedArticle(Model):
    """What to read next."""

    __tablename__ = "related_articles"

    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True)
    related_id: Mapped[str] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int]


class PublicationConsent(Model):
    """The asker's decision about one exact text, named by its hash."""

    __tablename__ = "publication_consents"

    id: Mapped[str] = mapped_column(IdColumn(), primary_key=True, default=new_id)
    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), index=True)
    text_hash: Mapped[str] = mapped_column(String(64))
    decision: Mapped[str] = mapped_column(String(10))  # approved, refused, withdrawn
    reason_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Redaction(Model):
    """That something of a kind was masked, by whom; never what it was."""

    __tablename__ = "redactions"

    id: Mapped[str] = mapped_column(IdColumn(), primary_key=True, default=new_id)
    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    found: Mapped[int]
    masked: Mapped[int]
    actor_id: Mapped[str | None] = mapped_column(IdColumn())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class ArticleVote(Model):
    """Answers to "was this helpful", summed per day and language; no trace of the voter."""

    __tablename__ = "article_votes"

    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    helpful: Mapped[int] = mapped_column(default=0)
    not_helpful: Mapped[int] = mapped_column(default=0)


class TicketFingerprint(Model):
    """The word sequences of a question as keyed hashes, sealed with the ticket's key: they go with it."""

    __tablename__ = "ticket_fingerprints"

    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id", ondelete="CASCADE"), primary_key=True)
    cursor: Mapped[int]  # the newest change of the room that is in it
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class LinkageConfirmation(Model):
    """Somebody says that words shared by a public text and its question may stay. `link` is a keyed hash."""

    __tablename__ = "linkage_confirmations"

    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True)
    link: Mapped[str] = mapped_column(String(32), primary_key=True)
    account_id: Mapped[str] = mapped_column(IdColumn(), primary_key=True)
    confirmed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
