"""What goes into the search engine and what comes out: plain values, no tables, no HTML."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

LANGUAGES = ("kk", "ru", "en")

Segments = tuple[tuple[str, bool], ...]
"""A text in pieces; True marks the pieces that answer the query. A template escapes every piece."""


@dataclass(frozen=True, slots=True)
class Document:
    """One published article in one language. `ref` is what a page needs to link to it (its slug)."""

    article_id: str
    language: str
    question: str
    short_answer: str = ""
    body: str = ""
    ref: str = ""
    topic: str | None = None
    provisions: tuple[str, ...] = ()
    """As cited: "EL:41(6-1)"."""
    keywords: tuple[str, ...] = ()
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody looks for. Without `language` all languages weigh the same."""

    text: str
    language: str | None = None
    topic: str | None = None
    languages: tuple[str, ...] | None = None
    page: int = 1
    per_page: int = 10


@dataclass(frozen=True, slots=True)
class Citation:
    """A provision of law somebody named: "41-бап 6-1-тармақ" without an act, "EL:41(6-1)" with one."""

    article: str
    paragraph: str = ""
    act: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """One article found, in the asker's language where it exists in it."""

    article_id: str
    ref: str
    language: str
    topic: str | None
    question: str
    title: Segments
    passage: Segments
    score: float
    is_other_language: bool = False
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Hits:
    """One page of results and what a page says around them."""

    query: Query
    items: tuple[Hit, ...] = ()
    total: int = 0
    other_language_total: int = 0
    did_you_mean: str | None = None
    citations: tuple[Citation, ...] = ()
    is_weak: bool = True
    """Nothing found answers most of what was asked: offer the ask form first."""
    words: tuple[str, ...] = field(default=(), repr=False)
    """The content words that counted, normalised: what query statistics are made of."""

    @property
    def pages(self) -> int:
        """Return how many pages there are."""
        return -(-self.total // self.query.per_page)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question that may be meant by what has been typed so far."""

    article_id: str
    ref: str
    language: str
    text: str
    segments: Segments


@dataclass(frozen=True, slots=True)
class Gap:
    """Something people look for and do not find. `words` is empty while too few have asked."""

    token: str
    language: str
    words: str
    searches: int
    empty: int
    weak: int
    clicks: int


@dataclass(frozen=True, slots=True)
class ProvisionMatch:
    """A provision that was asked for and the articles that rest on it, the asker's language first."""

    citation: Citation
    provision_ids: tuple[str, ...]
    items: tuple[Hit, ...]
