"""What happens to articles."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ArticlePublished(Event):
    """An article can be read by everybody from now on."""

    article_id: str


@dataclass(frozen=True, kw_only=True)
class ArticleChanged(Event):
    """A published article has a new text, topic, place or set of provisions."""

    article_id: str


@dataclass(frozen=True, kw_only=True)
class ArticleUnpublished(Event):
    """An article may not be read any more, from this very transaction on. `reason` is a code."""

    article_id: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class DraftEvent(Event):
    """Base: the draft of a public text, and the ticket it comes from."""

    article_id: str
    ticket_id: str


@dataclass(frozen=True, kw_only=True)
class DraftSaved(DraftEvent):
    """Somebody worked on a public text."""


@dataclass(frozen=True, kw_only=True)
class ConsentRequested(DraftEvent):
    """The asker is asked about an exact text."""

    text_hash: str


@dataclass(frozen=True, kw_only=True)
class ConsentDecided(DraftEvent):
    """The asker approved, refused or withdrew an exact text."""

    decision: str
    text_hash: str


@dataclass(frozen=True, kw_only=True)
class DraftSentBack(DraftEvent):
    """A moderator wants the public text changed before it is published."""


@dataclass(frozen=True, kw_only=True)
class ArticleDrafted(Event):
    """A moderator began an editorial article."""

    article_id: str


@dataclass(frozen=True, kw_only=True)
class ArticleSubmitted(Event):
    """An editorial article waits for somebody else to publish it."""

    article_id: str


@dataclass(frozen=True, kw_only=True)
class ArticleEdited(ArticleChanged):
    """A moderator changed a text, or what is known about it."""

    part: str  # text, facts
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class ArticleRanked(ArticleChanged):
    """An article got another place among the commonest, or none (0)."""

    rank: int


@dataclass(frozen=True, kw_only=True)
class ArticleMerged(ArticleUnpublished):
    """An article leads on to another one from now on."""

    into_id: str


@dataclass(frozen=True, kw_only=True)
class ArticleRetired(ArticleUnpublished):
    """An article has served its time."""
