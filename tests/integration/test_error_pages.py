"""Every refusal and every failure has a calm page in the reader's language, and leads on."""

from __future__ import annotations

import re
from typing import NoReturn

import pytest
from flask import Flask, abort
from sqlalchemy.exc import OperationalError

from app.accounts import browser
from app.core.errors import Conflict, Gone, NotAllowed, NotFound, TooLarge, TooMany
from app.extensions import db
from app.web.guards import public
from tests.support.client import CheckedClient

STATUSES = (400, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503)
SECRET = "a-value-that-was-in-the-air"


@pytest.fixture
def failing(app: Flask) -> None:
    refusals = {error.__name__: error for error in (Conflict, Gone, NotAllowed, NotFound, TooLarge, TooMany)}

    @app.route("/testing/status/<int:code>")
    @public
    def with_status(code: int) -> NoReturn:
        abort(code)

    @app.route("/testing/refusal/<name>")
    @public
    def with_refusal(name: str) -> NoReturn:
        raise refusals[name]

    @app.route("/testing/failure")
    @public
    def with_failure() -> NoReturn:
        raise RuntimeError(SECRET)


def heading(html: str) -> str:
    found = re.search(r"<h1>(.+?)</h1>", html)
    assert found
    return found[1]


@pytest.mark.parametrize("status", STATUSES)
def test_every_status_has_its_page_in_three_languages(
    client: CheckedClient, failing: None, status: int
) -> None:
    pages = {lang: client.get(f"{lang}/testing/status/{status}") for lang in ("", "/ru", "/en")}
    assert {response.status_code for response in pages.values()} == {status}
    assert len({heading(response.text) for response in pages.values()}) == 3
    for lang, response in pages.items():
        assert f'href="{lang}/"' in response.text, "the page leads home"


def test_every_status_says_something_of_its_own(client: CheckedClient, failing: None) -> None:
    headings = {heading(client.get(f"/en/testing/status/{status}").text) for status in STATUSES}
    assert len(headings) == len(STATUSES)


@pytest.mark.parametrize("name", ["Conflict", "Gone", "NotAllowed", "NotFound", "TooLarge", "TooMany"])
def test_refusals_of_the_house_have_pages(client: CheckedClient, failing: None, name: str) -> None:
    response = client.get(f"/testing/refusal/{name}")
    assert 400 <= response.status_code < 500
    assert "Retry-After" in response.headers or name != "TooMany"


def test_a_failure_shows_a_reference_and_nothing_of_what_happened(
    client: CheckedClient, failing: None
) -> None:
    response = client.get("/en/testing/failure")
    assert response.status_code == 500
    assert re.search(r"reference [0-9a-f]{8}", response.text)
    assert SECRET not in response.text
    assert "RuntimeError" not in response.text


def test_a_lost_database_still_gives_a_page(
    app: Flask, client: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.test_request_context():
        token = browser.start_session(None, frozenset()).token
    with client.session_transaction() as session:
        session["_user_id"] = token

    def lost(*_args: object, **_kwargs: object) -> NoReturn:
        raise OperationalError("SELECT", {}, Exception("gone away"))

    monkeypatch.setattr(db.session, "scalar", lost)
    monkeypatch.setattr(db.session, "execute", lost)
    response = client.get("/en/")
    assert response.status_code == 503
    assert heading(response.text) == "The service is busy"
    assert response.headers["Retry-After"]


def test_an_expired_form_says_what_to_do(client: CheckedClient, failing: None) -> None:
    response = client.post("/en/a/voting-age/helpful/confirmed", csrf=False, data={"vote": "yes"})
    assert response.status_code == 400
    assert heading(response.text) == "This page was open for too long"
    assert "your text should still be there" in response.text
