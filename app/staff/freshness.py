"""Topics and voting days stand on public pages, which are kept in memory until they change."""

from __future__ import annotations

from app.core.events import Event, in_transaction
from app.core.versions import bump
from app.staff.events import ElectionChanged, TopicChanged
from app.web.page_cache import PUBLIC


@in_transaction(TopicChanged)
@in_transaction(ElectionChanged)
def _reference_changed(event: Event) -> None:
    del event
    bump(PUBLIC)
