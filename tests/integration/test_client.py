"""The test client itself: it refuses unsound pages and sends CSRF tokens like a browser."""

from __future__ import annotations

import pytest
from flask import Flask

from app.web.guards import public
from tests.support.client import CheckedClient


@pytest.fixture
def echo(app: Flask) -> None:
    @app.route("/testing/page", methods=["GET", "POST"])
    @public
    def page() -> str:
        return "<p>no page at all</p>"


def test_an_unsound_page_fails_the_test_that_opens_it(client: CheckedClient, echo: None) -> None:
    with pytest.raises(AssertionError, match="0 h1 instead of one"):
        client.get("/testing/page")


def test_forms_carry_a_token_unless_the_test_leaves_it_out(client: CheckedClient, echo: None) -> None:
    assert client.post("/testing/page", check=False).status_code == 200
    assert client.post("/testing/page", check=False, csrf=False).status_code == 400


def test_health_is_answered_on_both_databases(client: CheckedClient) -> None:
    assert client.get("/readyz").json == {"ok": True}
