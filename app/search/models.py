"""The tables of the index. Everything here is derived: it can be thrown away and rebuilt from the articles.

Rows carry no foreign keys on purpose: they are written and removed by the hundred, always by
`app.search.writer`, and the article they come from is known by its plain identifier.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Index, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Model, UtcDateTime

# A table that is nothing but its primary key: SQLite then keeps one tree instead of two.
_KEY_ONLY: dict[str, Any] = {"sqlite_with_rowid": False}
# Terms are compared byte by byte, whatever the database's own language is.
_TERM = String(32).with_variant(String(32, collation="C"), "postgresql")


class SearchDocument(Model):
    """One article in one language, as the index knows it, with the text snippets are cut from."""

    __tablename__ = "search_document"
    __table_args__ = (UniqueConstraint("article_id", "language"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    article_id: Mapped[str] = mapped_column(String(64))
    ref: Mapped[str] = mapped_column(String(128))
    language: Mapped[str] = mapped_column(String(2))
    topic: Mapped[str | None] = mapped_column(String(64))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    question: Mapped[str] = mapped_column(Text)
    short_answer: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    length: Mapped[int] = mapped_column(Integer)
    digest: Mapped[str] = mapped_column(String(64))
    analyser: Mapped[str] = mapped_column(String(16))


class SearchForward(Model):
    """What one document holds, packed: the second stage reads its letter runs, taking it out its terms."""

    __tablename__ = "search_forward"

    document_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    article_id: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(2))
    terms: Mapped[bytes] = mapped_column(LargeBinary)
    grams: Mapped[bytes] = mapped_column(LargeBinary)


class SearchTerm(Model):
    """The vocabulary of one language: a stem, how many documents hold it, and how people write it."""

    __tablename__ = "search_term"
    __table_args__ = (UniqueConstraint("term", "language"), Index("ix_search_term_beginning", "beginning"))

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    term: Mapped[str] = mapped_column(_TERM)
    language: Mapped[str] = mapped_column(String(2))
    df: Mapped[int] = mapped_column(Integer, default=0)
    surface: Mapped[str] = mapped_column(String(64), default="")
    beginning: Mapped[str] = mapped_column(_TERM, default="")
    """The first letters by which words of one family are found; empty for short words and numbers."""


class SearchBlock(Model):
    """Term → the documents of one stretch of numbers that hold it, and how much: one packed value."""

    __tablename__ = "search_block"
    __table_args__ = _KEY_ONLY

    term_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    block: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class SearchNeighbour(Model):
    """A term with one letter left out → the term: finds what a typing mistake meant."""

    __tablename__ = "search_neighbour"
    __table_args__ = _KEY_ONLY

    fragment: Mapped[str] = mapped_column(_TERM, primary_key=True)
    term_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)


class SearchGrams(Model):
    """How many documents hold each of 256 runs of four letters, packed."""

    __tablename__ = "search_grams"

    part: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class SearchProvision(Model):
    """Provision of law → documents that rest on it; an empty paragraph means the whole article of law."""

    __tablename__ = "search_provision"
    __table_args__ = (Index("ix_search_provision_article", "article"), _KEY_ONLY)

    document_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    act: Mapped[str] = mapped_column(String(32), primary_key=True)
    article: Mapped[str] = mapped_column(String(16), primary_key=True)
    paragraph: Mapped[str] = mapped_column(String(32), primary_key=True, default="")


class SearchState(Model):
    """Named facts about the index: version of the analyser, size per language, where a rebuild stands."""

    __tablename__ = "search_state"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[str] = mapped_column(String(255), default="")


class SearchSize(Model):
    """Number and total length of the documents of one language; also the lock of the index's writers."""

    __tablename__ = "search_size"

    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    documents: Mapped[int] = mapped_column(Integer, default=0)
    tokens: Mapped[int] = mapped_column(Integer, default=0)
    next_id: Mapped[int] = mapped_column(Integer)
    """The next document's number."""


class SearchQueryCount(Model):
    """How often something was looked for on one day; `bucket` is a keyed hash, never the words."""

    __tablename__ = "search_query_count"
    __table_args__ = _KEY_ONLY

    bucket: Mapped[str] = mapped_column(String(32), primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    searches: Mapped[int] = mapped_column(Integer, default=0)
    empty: Mapped[int] = mapped_column(Integer, default=0)
    weak: Mapped[int] = mapped_column(Integer, default=0)
    clicks: Mapped[int] = mapped_column(Integer, default=0)


class SearchQueryShare(Model):
    """One asker's share of the key to a query's words: readable only when enough different askers sent it."""

    __tablename__ = "search_query_share"
    __table_args__ = (Index("ix_search_query_share_day", "day"), _KEY_ONLY)

    bucket: Mapped[str] = mapped_column(String(32), primary_key=True)
    x: Mapped[str] = mapped_column(String(32), primary_key=True)
    language: Mapped[str] = mapped_column(String(2))
    y: Mapped[str] = mapped_column(String(64))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    day: Mapped[date] = mapped_column(Date)
