"""Whole addresses of pages where there is no request to read them from: mails, feeds, receipts."""

from __future__ import annotations

from typing import Any

from flask import current_app

from app.config import Settings
from app.web.langmount import prefix_of


def public_link(endpoint: str, language: str, **values: Any) -> str:
    """Return the full address of a page in a language."""
    settings: Settings = current_app.extensions["kenes_settings"]
    return settings.base_url + path_of(endpoint, language, **values)


def path_of(endpoint: str, language: str, **values: Any) -> str:
    """Return a page's address on this site, also where there is no request: in what sockets carry."""
    return prefix_of(language) + current_app.url_map.bind("").build(endpoint, values)
