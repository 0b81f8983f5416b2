"""Which of kk, ru, en a reader gets, and why.

The language is where the site is mounted: "/" is Kazakh, "/ru/…" Russian, "/en/…" English
(web/langmount.py). Sockets say theirs in the handshake; jobs use the recipient's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

import flask_babel
from flask import Flask, g, has_request_context, request
from flask_babel import force_locale
from werkzeug.local import LocalProxy

LANGUAGES = ("kk", "ru", "en")
DEFAULT_LANGUAGE = "kk"
OWN_NAMES = {"kk": "Қазақша", "ru": "Русский", "en": "English"}

__all__ = [
    "DEFAULT_LANGUAGE",
    "LANGUAGES",
    "OWN_NAMES",
    "current_language",
    "gettext",
    "in_language",
    "install_catalogues",
    "lazy_gettext",
    "localized",
    "long_date",
    "ngettext",
    "select_language",
]


def gettext(text: str, **values: object) -> str:
    """Return the translation; typed, because Flask-Babel's own is not."""
    translated: str = flask_babel.gettext(text, **values)
    return translated


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    """Return the translation that fits the number."""
    translated: str = flask_babel.ngettext(one, many, num, **values)
    return translated


def lazy_gettext(text: str, **values: object) -> Any:
    """Return a text that is translated when it is shown, for forms and errors."""
    return flask_babel.lazy_gettext(text, **values)


def install_catalogues(app: Flask) -> None:
    """Let templates look texts up in one step; a page holds a hundred. Call it after Flask-Babel's set-up."""
    kept: dict[str, Any] = {}

    def catalogue() -> Any:
        language = str(current_language)
        if language not in kept:
            kept[language] = flask_babel.get_translations()
        return kept[language]

    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: catalogue().ugettext(text),
        ngettext=lambda one, many, number: catalogue().ungettext(one, many, number),
        newstyle=True,
    )


def select_language() -> str:
    """Return the reader's language; Flask-Babel calls this once per request."""
    forced: str | None = g.get("language")
    if forced in LANGUAGES:
        return forced
    if not has_request_context():
        return DEFAULT_LANGUAGE
    mounted: str = request.environ.get("kenes.language", DEFAULT_LANGUAGE)
    return mounted


def _current() -> str:
    from flask_babel import get_locale  # noqa: PLC0415 - the proxy outlives the import

    locale = get_locale()
    return locale.language if locale else DEFAULT_LANGUAGE


current_language: str = LocalProxy(_current)  # type: ignore[assignment]


def long_date(day: date) -> str:
    """Return a date in words; English as it is written here, day first."""
    style = "d MMMM y" if str(current_language) == "en" else "long"
    text: str = flask_babel.format_date(day, style, rebase=False)
    return text


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Speak `language` inside the block: mails, pushed messages, socket handlers."""
    with force_locale(language if language in LANGUAGES else DEFAULT_LANGUAGE):
        yield


def localized(names: Mapping[str, str], language: str | None = None) -> str:
    """Return the name in the reader's language, else in the next best one."""
    for code in (language or str(current_language), *LANGUAGES):
        if names.get(code):
            return names[code]
    return ""
