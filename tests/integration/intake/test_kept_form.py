"""The empty form is drawn once for everybody: what differs from reader to reader still does."""

from __future__ import annotations

import re

from flask import Flask
from flask.testing import FlaskClient

from app.accounts.browser import SHARED
from app.core.transaction import transaction
from app.core.versions import bump
from app.reference.queries import find_topic
from app.web.page_cache import PUBLIC
from tests.factories import PASSWORD, make_account, make_topic
from tests.integration.intake.conftest import ANSWERS, hidden
from tests.support.client import CheckedClient
from tests.support.fixtures_app import Statements


def test_every_reader_gets_a_token_of_their_own_and_can_send_with_it(
    client: CheckedClient, app: Flask, places: None
) -> None:
    other: FlaskClient = app.test_client()
    pages = [client.get("/ask").text, other.get("/ask").text, client.get("/ask").text]
    forms = {hidden(page, "token") for page in pages}
    assert len(forms) == 3
    assert hidden(pages[0], "csrf_token") != hidden(pages[1], "csrf_token")
    assert not any("\0" in page for page in pages)
    data = {**ANSWERS, "token": hidden(pages[1], "token"), "csrf_token": hidden(pages[1], "csrf_token")}
    assert other.post("/ask", data={**data, "step": "send"}).status_code == 303


def test_a_second_reader_costs_one_statement(
    client: CheckedClient, app: Flask, places: None, statements: Statements
) -> None:
    client.get("/ask")
    with statements.counted():
        app.test_client().get("/ask")
    assert len(statements) == 1, statements.seen


def test_a_changed_topic_stands_in_the_form_at_once(client: CheckedClient, places: None) -> None:
    client.get("/en/ask")
    make_topic("border", code="T99")
    assert "border" in client.get("/en/ask").text
    with transaction():
        topic = find_topic("border")
        assert topic is not None
        topic.is_active = False
        bump(PUBLIC)
    assert 'value="border"' not in client.get("/en/ask").text


def test_what_is_personal_is_drawn_for_one_reader_only(
    client: CheckedClient, app: Flask, places: None
) -> None:
    client.get("/en/ask")
    assert "Where is my station?" in client.get("/en/ask?question=Where is my station?").text
    make_account(login="lawyer@example.org")
    client.post("/en/sign-in", data={"login": "lawyer@example.org", "password": PASSWORD})
    signed_in = client.get("/en/ask").text
    stranger = app.test_client().get("/en/ask").text
    assert "Where is my station?" not in stranger
    assert signed_in != stranger
    assert "lawyer@" not in stranger


def test_a_shared_phone_is_remembered_in_the_form(client: CheckedClient, places: None) -> None:
    client.get("/en/ask")
    with client.session_transaction() as session:
        session[SHARED] = True
    page = client.get("/en/ask").text
    assert re.search(r'<input(?=[^>]*name="shared")(?=[^>]*checked)', page)


def test_a_message_is_shown_to_whom_it_is_meant_for(client: CheckedClient, app: Flask, places: None) -> None:
    client.get("/en/ask")
    with client.session_transaction() as session:
        session["_flashes"] = [("info", "Only for you")]
    assert "Only for you" in client.get("/en/ask").text
    assert "Only for you" not in app.test_client().get("/en/ask").text
