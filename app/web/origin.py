"""A second lock beside the CSRF token: changes are accepted only from our own pages."""

from __future__ import annotations

from flask import Flask, request

from app.core.errors import NotAllowed

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def install_origin_check(app: Flask) -> None:
    """Refuse state changes that a foreign page started (Fetch Metadata, W3C)."""
    app.before_request(_check_origin)


def _check_origin() -> None:
    if request.method in SAFE_METHODS:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in {"same-origin", "none"}:
        raise NotAllowed(code="foreign_origin")
