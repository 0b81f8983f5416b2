"""Public pages cost a fixed number of SQL statements, however much there is to read."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.articles.events import ArticlePublished
from app.articles.models import Article
from app.articles.texts import TextDraft, set_text
from app.core.clock import now, today
from app.core.database import new_id
from app.core.events import record
from app.core.transaction import transaction
from app.extensions import db
from tests.support.client import CheckedClient
from tests.support.fixtures_app import Statements

FIRST_READING = {
    "/": 6,
    "/a/steps-at-the-polling-station": 6,
    "/topics": 4,
    "/topics/first-vote": 3,
    "/law": 4,
    "/law/EL/41(6-1)": 4,
    "/search": 1,
}
SEARCH = "/search?q=дауыс"
MORE = 40


def publish_more(count: int) -> None:
    with transaction():
        for place in range(count):
            article = Article(
                id=new_id(),
                slug=f"more-{place}",
                topic_slug="first-vote",
                status="published",
                original_language="kk",
                confidence="high",
                checked_on=today(),
                published_at=now(),
            )
            db.session.add(article)
            db.session.flush()
            draft = TextDraft(
                question=f"Дауыс беру туралы {place}-сұрақ?", short_answer="Дауыс беруге болады."
            )
            set_text(article, "kk", draft, author_id=None)
            record(ArticlePublished(actor="system", article_id=article.id))


def cost(client: CheckedClient, statements: Statements, path: str) -> int:
    with statements.counted():
        assert client.get(path).status_code == 200
    return len(statements)


@pytest.mark.parametrize(("path", "most"), FIRST_READING.items())
def test_a_page_costs_few_statements_and_a_second_reader_one(
    client: CheckedClient, db_session: object, statements: Statements, path: str, most: int
) -> None:
    assert cost(client, statements, path) <= most
    if path != "/search":
        assert cost(client, statements, path) == 1


@pytest.mark.parametrize("path", ["/?a", "/topics/first-vote?a", SEARCH])
def test_more_answers_cost_no_more_statements(
    client: CheckedClient, app: Flask, db_session: object, statements: Statements, path: str
) -> None:
    before = cost(client, statements, path)
    publish_more(MORE)
    assert db.session.scalar(select(func.count()).select_from(Article)) == 56 + MORE
    db.session.remove()
    assert cost(client, statements, path) <= before
