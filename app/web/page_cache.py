"""Rendered pages that are the same for everybody, kept in memory while the public content stays the same.

One short query tells the version of the public content; a page rendered from that version is served again.
Nothing is ever stale: a version changes in the transaction that changes the content, so a text that was
withdrawn is gone with the commit, on every process.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import current_app, make_response, request
from werkzeug.wrappers import Response

from app.core.clock import today
from app.core.kept import Kept, kept
from app.core.versions import version_of

F = TypeVar("F", bound=Callable[..., Any])
Key = tuple[str, ...]
MAX_PAGES, MAX_FORMS = 600, 60
PUBLIC = "public"


def page_with_blanks(key: Key, blanks: list[str], render: Callable[[], str]) -> str:
    """Return a page that differs between readers only in `blanks`: long random texts that stand in it."""
    pages: Kept[str] = kept("forms", MAX_FORMS)
    version, key = version_of(PUBLIC), (*key, *_place())
    page = pages.find(key, version)
    if page is None:
        page = render()
        for place, text in enumerate(blanks):
            page = page.replace(text, _blank(place))
        pages.keep(key, version, page)
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
        pages: Kept[tuple[bytes, str]] = kept("pages", MAX_PAGES)
        version, key = version_of(PUBLIC), _place()
        found = pages.find(key, version)
        if found is not None:
            body, content_type = found
            return Response(body, content_type=content_type)
        response = make_response(view(*args, **kwargs))
        if response.status_code == 200 and not response.is_streamed:
            pages.keep(key, version, (response.get_data(), response.content_type))
        return response

    return cached  # type: ignore[return-value]


def _place() -> Key:
    return request.script_root, request.path, request.host, today().isoformat()


def _is_plain_reading() -> bool:
    has_session = current_app.config["SESSION_COOKIE_NAME"] in request.cookies
    return request.method == "GET" and not request.query_string and not has_session
