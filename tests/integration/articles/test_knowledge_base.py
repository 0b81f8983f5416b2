"""The knowledge base as a reader meets it: pages, feed, sitemap, votes."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from sqlalchemy import select

from app.articles.loader import load_articles
from app.articles.models import Article, ArticleVote
from app.articles.queries import commonest, of_topic, text_of
from app.articles.texts import TextDraft, set_text
from app.core.transaction import transaction
from app.extensions import db
from tests.support.client import CheckedClient

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
PUBLIC_PAGES = [
    "/",
    "/topics",
    "/topics/first-vote",
    "/topics/referendum",
    "/a/steps-at-the-polling-station",
    "/a/mistake-on-the-ballot",
    "/law",
    "/law/EL/41(6-1)",
    "/about",
    "/privacy",
    "/accessibility",
    "/glossary",
    "/search",
    "/search?q=жатақхана",
]


@pytest.mark.parametrize("prefix", ["", "/ru", "/en"])
@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_every_public_page_opens_in_every_language(client: CheckedClient, prefix: str, path: str) -> None:
    response = client.get(prefix + path)
    assert response.status_code == 200
    assert f'lang="{prefix[1:] or "kk"}"' in response.text


@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_reading_sets_no_cookie(client: CheckedClient, path: str) -> None:
    assert "Set-Cookie" not in client.get(path).headers


def test_the_language_switch_keeps_the_page(client: CheckedClient) -> None:
    text = client.get("/a/voting-age").text
    assert 'href="/ru/a/voting-age"' in text
    assert 'href="/en/a/voting-age"' in text
    assert 'href="/a/voting-age"' in client.get("/ru/a/voting-age").text


def test_home_shows_ten_commonest_questions_all_of_high_confidence(app: Flask) -> None:
    with app.test_request_context():
        listed = commonest("kk")
    assert len(listed) == 10
    assert {item.confidence for item in listed} == {"high"}


def test_an_answer_that_must_be_confirmed_says_so(client: CheckedClient) -> None:
    assert "To be confirmed by a lawyer" in client.get("/en/a/mistake-on-the-ballot").text
    assert "To be confirmed by a lawyer" not in client.get("/en/a/voting-age").text


def test_an_answer_names_act_article_edition_and_day_of_checking(client: CheckedClient) -> None:
    text = client.get("/en/a/absentee-certificate").text
    assert "article 41, paragraph 6-1" in text
    assert "1 July 2026" in text
    assert "22 November 2026" in text


def test_an_unknown_answer_is_not_found_and_a_retired_one_is_gone(client: CheckedClient, app: Flask) -> None:
    assert client.get("/a/no-such-answer").status_code == 404
    with app.app_context(), transaction():
        article = db.session.scalars(select(Article).where(Article.slug == "voting-age")).one()
        article.status = "retired"
    assert client.get("/a/voting-age").status_code == 410


def test_a_merged_answer_leads_to_the_other_one(client: CheckedClient, app: Flask) -> None:
    with app.app_context(), transaction():
        pair = {a.slug: a for a in db.session.scalars(select(Article))}
        pair["voting-age"].status = "merged"
        pair["voting-age"].merged_into_id = pair["turning-18-on-voting-day"].id
    response = client.get("/a/voting-age")
    assert (response.status_code, response.location) == (301, "/a/turning-18-on-voting-day")


def test_an_answer_missing_in_the_readers_language_is_shown_in_another_and_says_so(
    client: CheckedClient, app: Flask
) -> None:
    with app.app_context(), transaction():
        article = db.session.scalars(select(Article).where(Article.slug == "voting-age")).one()
        for text in article.texts:
            if text.language != "kk":
                db.session.delete(text)
    with app.test_request_context():
        article = db.session.scalars(select(Article).where(Article.slug == "voting-age")).one()
        assert text_of(article, "en").language == "kk"
        assert "voting-age" in {item.slug for item in of_topic("first-vote", "en")}
    page = client.get("/en/a/voting-age").text
    assert "This answer has not been written in your language yet." in page
    assert 'lang="kk"' in page


def test_the_feed_is_well_formed_and_has_full_addresses(client: CheckedClient) -> None:
    root = ET.fromstring(client.get("/ru/feed.atom").data)
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == 30
    assert all(entry.find(f"{ATOM}id").text.startswith("http") for entry in entries)  # type: ignore[union-attr]
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "ru"


def test_the_sitemap_lists_every_answer_in_every_language(client: CheckedClient) -> None:
    root = ET.fromstring(client.get("/sitemap.xml").data)
    places = [node.text or "" for node in root.iter(f"{SITEMAP}loc")]
    assert len(places) == len(set(places))
    assert sum("/a/" in place for place in places) == 56 * 3


def test_a_vote_from_our_page_is_counted_without_a_trace_of_the_voter(
    client: CheckedClient, app: Flask
) -> None:
    response = client.post(
        "/a/voting-age/helpful", data={"vote": "yes"}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert response.status_code == 303
    assert "Set-Cookie" not in response.headers
    client.post("/a/voting-age/helpful", data={"vote": "no"}, headers={"Sec-Fetch-Site": "same-origin"})
    with app.app_context():
        row = db.session.scalars(select(ArticleVote)).one()
        assert (row.helpful, row.not_helpful) == (1, 1)


def test_a_vote_from_a_foreign_page_is_not_counted(client: CheckedClient, app: Flask) -> None:
    foreign = client.post(
        "/a/voting-age/helpful", data={"vote": "yes"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert foreign.status_code == 403
    silent = client.post("/a/voting-age/helpful", data={"vote": "yes"})
    assert silent.status_code == 200  # asks for one more tap, with a token
    with app.app_context():
        assert db.session.scalars(select(ArticleVote)).all() == []


def test_loading_content_again_writes_nothing_and_keeps_what_a_moderator_changed(app: Flask) -> None:
    with app.app_context():
        assert sum(count for _, count in load_articles()) == 0
        with transaction():
            article = db.session.scalars(select(Article).where(Article.source_id == "F01")).one()
            draft = TextDraft(question="Changed?", short_answer="Yes.")
            set_text(article, "en", draft, author_id="a" * 32)
            db.session.execute(db.text("DELETE FROM content_loads"))
        assert sum(count for _, count in load_articles()) > 0
        db.session.expire_all()
        article = db.session.scalars(select(Article).where(Article.source_id == "F01")).one()
        assert text_of(article, "en").question == "Changed?"
