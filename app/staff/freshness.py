"""Topics and voting days stand on public pages, which are kept in memory until they change."""

from __future__ import annotations

from app.core.events import Event, in_transaction
from app.core.versions import bump
from app.staff.events import ElectionChanged, TopicChanged
from app.web.page_cache import PUBLIC

CHANGES: tuple[type[Event], ...] = (ElectionChanged, TopicChanged)


def _reference_changed(event: Event) -> None:
    del event
    bump(PUBLIC)


for kind in CHANGES:
    in_transaction(kind)(_reference_changed)
