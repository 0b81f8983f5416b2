"""Public pages are rendered once per version of the content, and never a moment longer."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.articles.events import ArticleUnpublished
from app.articles.models import Article
from app.core.events import record
from app.core.kept import Kept
from app.core.transaction import transaction
from app.extensions import db
from tests.support.client import CheckedClient


def unpublish(slug: str) -> None:
    with transaction():
        article = db.session.scalars(select(Article).where(Article.slug == slug)).one()
        article.status = "unpublished"
        record(ArticleUnpublished(actor="system", article_id=article.id))


def test_a_second_reader_gets_the_same_page_without_rendering(
    client: CheckedClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get("/a/voting-age").data

    def refuse(*_args: object, **_values: object) -> str:
        raise AssertionError("rendered again")

    monkeypatch.setattr("app.articles.views_public.render_template", refuse)
    assert client.get("/a/voting-age").data == first


def test_what_is_unpublished_is_gone_with_the_commit(client: CheckedClient, app: Flask) -> None:
    assert client.get("/a/voting-age").status_code == 200
    home = client.get("/").text
    assert "/a/voting-age" in home
    with app.app_context():
        unpublish("voting-age")
    assert client.get("/a/voting-age").status_code == 410
    assert "/a/voting-age" not in client.get("/").text


def test_languages_and_queries_do_not_share_a_page(client: CheckedClient) -> None:
    assert client.get("/a/voting-age").data != client.get("/ru/a/voting-age").data
    client.get("/a/voting-age")
    assert client.get("/a/voting-age?voted=yes").data != client.get("/a/voting-age").data


def test_somebody_with_a_session_never_gets_a_kept_page(
    client: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get("/sign-in")  # sets the cookie that carries the form token
    client.get("/")
    seen: list[str] = []
    monkeypatch.setattr(Kept, "find", lambda *_: seen.append("asked"))
    client.get("/")
    assert seen == []


def test_the_least_used_page_leaves_first() -> None:
    pages: Kept[tuple[bytes, str]] = Kept(size=2)
    for name in ("a", "b"):
        pages.keep((name,), 1, (name.encode(), "text/html"))
    pages.find(("a",), 1)
    pages.keep(("c",), 1, (b"c", "text/html"))
    assert pages.find(("b",), 1) is None
    assert pages.find(("a",), 1) == (b"a", "text/html")
