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
    """An article may not be read any more, from this very transaction on."""

    article_id: str
