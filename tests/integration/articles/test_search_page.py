"""The search page over the starter articles: equal searches, opened results."""

from __future__ import annotations

import html
import re

from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.search.models import SearchQueryCount
from tests.support.client import CheckedClient
from tests.support.fixtures_app import Statements

ASKED = {"q": "байқаушы"}


def test_opening_a_result_is_counted_without_a_cookie(client: CheckedClient, db_session: object) -> None:
    page = client.get("/search", query_string=ASKED)
    link = re.search(r'href="([^"]*/search/open/[^"]+)"', page.text)
    assert link is not None
    answer = client.get(html.unescape(link[1]))
    assert answer.status_code == 302
    assert "from=" not in str(answer.location)
    assert "Set-Cookie" not in answer.headers
    assert db.session.scalar(select(SearchQueryCount.clicks)) == 1


def test_an_equal_search_is_kept_and_still_counted(
    client: CheckedClient, db_session: object, statements: Statements
) -> None:
    with statements.counted():
        first = client.get("/search", query_string=ASKED).text
    before = len(statements)
    with statements.counted():
        assert client.get("/search", query_string=ASKED).text == first
    assert len(statements) < before
    assert db.session.scalar(select(SearchQueryCount.searches)) == 2


def test_a_text_with_personal_data_is_not_kept(app: Flask, client: CheckedClient, db_session: object) -> None:
    client.get("/search", query_string={"q": "менің нөмірім +7 701 123 45 67"})
    assert not app.extensions["kenes_searches"]
    client.get("/search", query_string=ASKED)
    assert len(app.extensions["kenes_searches"]) == 1
