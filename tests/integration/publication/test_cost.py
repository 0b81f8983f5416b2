"""Pages cost a fixed number of SQL statements, however many texts there are."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.actors import moderator
from tests.cases import answered, browser_of
from tests.publishing import approved, awaiting
from tests.support.fixtures_app import Statements

MOST = 30


def test_the_review_costs_the_same_for_one_text_and_for_five(
    app: Flask, db_session: object, statements: Statements
) -> None:
    client = browser_of(app, moderator())
    approved(answered())
    with statements.counted():
        client.get("/moderation/review")
    with_one = len(statements)
    for _ in range(4):
        approved(answered())
    with statements.counted():
        client.get("/moderation/review")
    assert len(statements) <= with_one <= MOST


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("lawyer", "/desk/{number}/answer"),
        ("lawyer", "/desk/{number}/publish?edit=1"),
        ("asker", "/t/{number}/publication"),
        ("asker", "/t/{number}/answer"),
    ],
)
def test_a_page_of_a_case_costs_few_statements(
    app: Flask, db_session: object, statements: Statements, who: str, path: str
) -> None:
    case = answered()
    awaiting(case)
    client = browser_of(app, getattr(case, who))
    with statements.counted():
        assert client.get(path.format(number=case.ticket.number)).status_code == 200
    assert len(statements) <= MOST, "\n".join(statements.seen)
