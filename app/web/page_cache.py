"""Rendered pages that are the same for everybody, kept in memory while the public content stays the same.

One short query tells the version of the public content; a page rendered from that version is served again.
Nothing is ever stale: a version changes in the transaction that changes the content, so a text that was
withdrawn is gone with the commit, on every process.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import Any, TypeVar

from flask import current_app, make_response, request
from werkzeug.wrappers import Response

from app.core.clock import today
from app.core.versions import version_of

F = TypeVar("F", bound=Callable[..., Any])
Key = tuple[str, ...]
MAX_PAGES = 600
PUBLIC = "public"


class PageCache:
    """The pages of one process, the least recently asked for leave first."""

    def __init__(self, size: int = MAX_PAGES) -> None:
        self._size = size
        self._pages: OrderedDict[Key, tuple[int, bytes, str]] = OrderedDict()
        self._lock = Lock()

    def find(self, key: Key, version: int) -> tuple[bytes, str] | None:
        """Return body and content type of a page rendered from this version."""
        with self._lock:
            kept = self._pages.get(key)
            if kept is None or kept[0] != version:
                return None
            self._pages.move_to_end(key)
            return kept[1], kept[2]

    def keep(self, key: Key, version: int, body: bytes, content_type: str) -> None:
        """Remember a page."""
        with self._lock:
            self._pages[key] = (version, body, content_type)
            self._pages.move_to_end(key)
            while len(self._pages) > self._size:
                self._pages.popitem(last=False)


def page_with_blanks(key: Key, blanks: list[str], render: Callable[[], str]) -> str:
    """Return a page that differs between readers only in `blanks`: long random texts that stand in it."""
    pages: PageCache = current_app.extensions.setdefault("kenes_pages", PageCache())
    version = version_of(PUBLIC)
    key = (*key, request.script_root, request.path, request.host, today().isoformat())
    found = pages.find(key, version)
    if found is None:
        page = render()
        for place, text in enumerate(blanks):
            page = page.replace(text, _blank(place))
        found = (page.encode(), "text/html")
        pages.keep(key, version, *found)
    page = found[0].decode()
    for place, text in enumerate(blanks):
        page = page.replace(_blank(place), text)
    return page


def _blank(place: int) -> str:
    return f"\0{place}\0"  # no page holds this character


def cached_page(view: F) -> F:
    """Keep what `view` renders for readers without a cookie and without a query."""

    @wraps(view)
    def cached(*args: Any, **kwargs: Any) -> Any:
        if not _is_plain_reading():
            return view(*args, **kwargs)
        pages: PageCache = current_app.extensions.setdefault("kenes_pages", PageCache())
        # Read before anything else: what is rendered afterwards is at least as new as this version.
        version = version_of(PUBLIC)
        key = (request.script_root, request.path, request.host, today().isoformat())
        found = pages.find(key, version)
        if found is not None:
            body, content_type = found
            return Response(body, content_type=content_type)
        response = make_response(view(*args, **kwargs))
        if response.status_code == 200 and not response.is_streamed:
            pages.keep(key, version, response.get_data(), response.content_type)
        return response

    return cached  # type: ignore[return-value]


def _is_plain_reading() -> bool:
    has_session = current_app.config["SESSION_COOKIE_NAME"] in request.cookies
    return request.method == "GET" and not request.query_string and not has_session
