"""What templates can use. Undefined names are errors; the configuration is out of reach."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from flask import Flask, current_app, request
from flask_babel import format_date, format_datetime, format_timedelta
from jinja2 import StrictUndefined

from app.authz.access import can
from app.authz.permissions import Permission
from app.config import Settings
from app.core.clock import local, now
from app.core.html import render_markdown, render_plain
from app.i18n import LANGUAGES, OWN_NAMES, current_language, localized, long_date
from app.web.actor import current_actor
from app.web.assets import asset
from app.web.langmount import prefix_of


def install_jinja(app: Flask) -> None:
    """Set up the template environment."""
    env = app.jinja_env
    env.undefined = StrictUndefined
    env.trim_blocks = env.lstrip_blocks = True
    env.globals.pop("config", None)
    env.globals.update(
        asset=asset,
        has_endpoint=has_endpoint,
        can=lambda permission, thing=None: can(current_actor(), permission, thing),
        P=Permission,
        languages=OWN_NAMES,
        localized=localized,
        now=now,
        organisation=_organisation,
        switch_language_url=switch_language_url,
        in_language_path=in_language_path,
        absolute_url=absolute_url,
    )
    env.filters.update(
        ago=ago,
        isotime=isotime,
        localdate=localdate,
        localtime=localtime,
        markdown=render_markdown,
        plain=render_plain,
    )
    app.context_processor(_page_context)


def _page_context() -> dict[str, Any]:
    return {"actor": current_actor(), "current_language": str(current_language), "config": None}


def in_language_path(path: str, language: str) -> str:
    """Return a path made by url_for in another language."""
    own = request.script_root
    root: str = request.environ.get("kenes.script_name", "")
    return root + prefix_of(language) + path.removeprefix(own)


def switch_language_url(language: str, *, with_query: bool = True) -> str:
    """Return this very page in another language; a form's page is opened anew."""
    root: str = request.environ.get("kenes.script_name", "")
    query = quote(request.query_string, safe="=&%+;,/?:@!$'()*")
    # A POST answer has no address of its own to open again: its GET page is the nearest thing.
    # One slash only: two would make the browser read the rest as a foreign host.
    path = root + prefix_of(language) + "/" + quote(request.path.lstrip("/"))
    return f"{path}?{query}" if query and with_query else path


def absolute_url(path: str) -> str:
    """Return a path of this site as a full address, for feeds, sitemaps and shared links."""
    settings: Settings = current_app.extensions["kenes_settings"]
    return settings.base_url + path


def has_endpoint(name: str) -> bool:
    """Tell whether a page exists, so that menus name only what is installed."""
    return name in current_app.view_functions


def _organisation() -> str:
    settings: Settings = current_app.extensions["kenes_settings"]
    return localized(settings.organisation)


def localtime(moment: datetime, style: str = "short") -> str:
    """Return date and time as people in Kazakhstan write them."""
    minute = local(moment).replace(tzinfo=None, second=0, microsecond=0)
    return _minute_in_words(minute, _pattern(style, "HH:mm"), str(current_language))


@lru_cache(maxsize=4096)
def _minute_in_words(minute: datetime, pattern: str, _language: str) -> str:
    text: str = format_datetime(minute, pattern, rebase=False)
    return text


def localdate(day: date | datetime, style: str = "long") -> str:
    """Return a date in words."""
    if isinstance(day, datetime):
        day = local(day).date()
    if style == "long":
        return long_date(day)
    text: str = format_date(day, style, rebase=False)
    return text


def _pattern(style: str, clock: str) -> str:
    if style == "time":
        return clock
    return f"d MMMM y, {clock}" if style == "long" else f"d MMM, {clock}"


def isotime(moment: datetime) -> str:
    """Return the machine-readable form for <time datetime>."""
    return moment.isoformat(timespec="seconds")


def ago(moment: datetime) -> str:
    """Return "3 hours ago" in the reader's language."""
    text: str = format_timedelta(moment - now(), add_direction=True)
    return text


assert set(OWN_NAMES) == set(LANGUAGES)  # noqa: S101 - a wrong table may not start
