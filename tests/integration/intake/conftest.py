"""A browser that fills in the ask form."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session
from werkzeug.test import TestResponse

from tests.factories import make_district, make_topic
from tests.support.client import CheckedClient

QUESTION = "Жатақханада тұрамын, қай учаскеде дауыс беремін?"
ANSWERS: dict[str, str] = {
    "question": QUESTION,
    "language": "kk",
    "topic": "away",
    "place": "keles",
    "adult": "yes",
    "urgency": "normal",
    "handling": "y",
    "publication": "later",
}
Ask = Callable[..., TestResponse]


@pytest.fixture
def places(db_session: scoped_session[Session]) -> None:
    make_topic("away")
    make_topic("complaint", code="T10")
    make_district("keles")


@pytest.fixture
def ask(client: CheckedClient, places: None) -> Ask:
    """Return a function that posts the form: `ask("send", question="…")`; None leaves a field out."""

    def post(step: str | None = None, *, prefix: str = "", csrf: bool = True, **changes: Any) -> TestResponse:
        token = hidden(client.get(f"{prefix}/ask").text, "token")
        fields = {**ANSWERS, "token": token, **({"step": step} if step else {}), **changes}
        data = {name: value for name, value in fields.items() if value is not None}
        return client.post(f"{prefix}/ask", data=data, csrf=csrf)

    return post


def hidden(html: str, name: str) -> str:
    """Return the value of a hidden field."""
    tag = re.search(rf'<input(?=[^>]*name="{name}")[^>]*>', html)
    value = re.search(r'value="([^"]*)"', tag.group(0)) if tag else None
    return unescape(value.group(1)) if value else ""
