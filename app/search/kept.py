"""Result pages of equal searches, kept in memory while the public content stays the same.

Only in this process's memory and never for a text that seems to hold personal data; the least recently
asked for leave first. What a search is counted by is kept with its page, so equal searches still count.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from threading import Lock

from app.core.versions import version_of
from app.redaction.detectors import find as find_personal_data
from app.search.interface import Hits
from app.web.page_cache import PUBLIC

MAX_PAGES = 300
Key = tuple[object, ...]
Page = tuple[str, Hits]


class KeptPages:
    """The result pages of one process."""

    def __init__(self, size: int = MAX_PAGES) -> None:
        self._size = size
        self._pages: OrderedDict[Key, tuple[int, Page]] = OrderedDict()
        self._lock = Lock()

    def page(self, key: Key, text: str, make: Callable[[], Page]) -> Page:
        """Return the page of a search, made now unless it is known from this version of the content."""
        # Read before anything else: what is found afterwards is at least as new as this version.
        version = version_of(PUBLIC)
        with self._lock:
            kept = self._pages.get(key)
            if kept is not None and kept[0] == version:
                self._pages.move_to_end(key)
                return kept[1]
        body, hits = make()
        page = body, replace(hits, items=())
        if not find_personal_data(text):
            self._keep(key, version, page)
        return page

    def _keep(self, key: Key, version: int, page: Page) -> None:
        with self._lock:
            self._pages[key] = (version, page)
            self._pages.move_to_end(key)
            while len(self._pages) > self._size:
                self._pages.popitem(last=False)
