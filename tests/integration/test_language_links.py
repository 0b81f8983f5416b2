"""The links to the same page in another language stay on this site, whatever address was asked for."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pytest
from flask import Flask

from app.web.jinja import switch_language_url


@pytest.mark.parametrize(
    "path", ["//evil.example/x", "/\\evil.example", "/a b", "/қазақ", "/a%2Fb", '/"><b>']
)
@pytest.mark.parametrize("query", ["", "q=жатақхана", "q=%D0%B6&x=1", "q=<b>&y=a%26b"])
def test_no_address_leads_away(app: Flask, path: str, query: str) -> None:
    raw = {"PATH_INFO": path.encode().decode("latin-1"), "QUERY_STRING": query.encode().decode("latin-1")}
    with app.test_request_context(environ_overrides=raw):
        for language in ("kk", "ru", "en"):
            parts = urlsplit(switch_language_url(language))
            assert (parts.scheme, parts.netloc) == ("", "")
            assert parts.path.startswith("/")
            assert (parts.path + parts.query).isascii()
            assert unquote(parts.query) == unquote(query)
