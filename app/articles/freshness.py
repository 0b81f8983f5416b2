"""Pages kept in memory end with the content they show."""

from __future__ import annotations

from app.articles.events import ArticleChanged, ArticlePublished, ArticleUnpublished
from app.core.events import Event, in_transaction
from app.core.versions import bump
from app.web.page_cache import PUBLIC

CHANGES: tuple[type[Event], ...] = (ArticlePublished, ArticleChanged, ArticleUnpublished)


def _content_changed(event: Event) -> None:
    del event
    bump(PUBLIC)


for kind in CHANGES:
    in_transaction(kind)(_content_changed)
