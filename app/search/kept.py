"""Result pages of equal searches, kept in memory while the public content stays the same.

Only in this process's memory and never for a text that seems to hold personal data; the least recently
asked for leave first. What a search is counted by is kept with its page, so equal searches still count.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.core.kept import Kept, kept
from app.core.versions import version_of
from app.redaction.detectors import find as find_personal_data
from app.search.interface import Hits
from app.web.page_cache import PUBLIC

MAX_PAGES = 300
Key = tuple[object, ...]
Page = tuple[str, Hits]


def page_of(key: Key, text: str, make: Callable[[], Page]) -> Page:
    """Return the page of a search, made now unless it is known from this version of the content."""
    pages: Kept[Page] = kept("searches", MAX_PAGES)
    version = version_of(PUBLIC)
    known = pages.find(key, version)
    if known is not None:
        return known
    body, hits = make()
    page = body, replace(hits, items=())
    if not find_personal_data(text):
        pages.keep(key, version, page)
    return page
