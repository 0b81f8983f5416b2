"""The language as mount point: "/ru/ask" is the page "/ask" with SCRIPT_NAME "/ru".

`url_for` keeps the language by itself, every page has one address per language, and nobody
needs a cookie to read Russian.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from app.i18n import DEFAULT_LANGUAGE, LANGUAGES

Environ = dict[str, Any]
WsgiApp = Callable[[Environ, Any], Iterable[bytes]]
PREFIXES = {f"/{code}": code for code in LANGUAGES if code != DEFAULT_LANGUAGE}


class LanguageMount:
    """Move a language prefix from PATH_INFO to SCRIPT_NAME."""

    def __init__(self, app: WsgiApp) -> None:
        self.app = app

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """Serve the request in the language its path names."""
        path = environ.get("PATH_INFO", "")
        prefix = path[:3]
        environ["kenes.script_name"] = environ.get("SCRIPT_NAME", "")
        environ["kenes.language"] = DEFAULT_LANGUAGE
        if prefix in PREFIXES and path[3:4] in {"", "/"}:
            environ["kenes.language"] = PREFIXES[prefix]
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + prefix
            environ["PATH_INFO"] = path[3:] or "/"
        return self.app(environ, start_response)


def prefix_of(language: str) -> str:
    """Return the path prefix of a language: "" for Kazakh."""
    return "" if language == DEFAULT_LANGUAGE else f"/{language}"
