"""Where a person goes on after signing in: only to pages of this service."""

from __future__ import annotations

from flask import current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect


def local_path(text: str | None) -> str | None:
    """Return the address of one of our pages named by `text` ("/desk?page=2"), or None for anything else."""
    path, _, query = (text or "").partition("?")
    if not path.startswith("/") or path.startswith("//") or "\\" in path or not path.isprintable():
        return None
    try:
        current_app.url_map.bind("").match(path, method="GET")
    except (HTTPException, RequestRedirect):
        return None
    return request.script_root + path + (f"?{query}" if query else "")
