"""What the asker's pages cost the database: the same few statements, however much there is."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session, scoped_session

from app.authz.access import Role
from app.core.transaction import transaction
from app.extensions import db
from app.reference.models import Region
from tests.actors import actor_of
from tests.factories import PASSWORD, make_account, make_district, make_ticket, make_topic, names
from tests.integration.intake.conftest import Ask
from tests.support.client import CheckedClient
from tests.support.fixtures_app import Statements

DbSession = scoped_session[Session]
# next election, the version of the public content (of the page and of the names); names of topics, regions
# and districts; how many wait (two, counted at most once a minute)
FORM = 8


def grow() -> None:
    """Make the tables larger."""
    for number in range(12):
        make_topic(f"topic-{number}", code=f"X{number}")
        make_district(f"district-{number}")
    with transaction():
        for number in range(8):
            db.session.add(Region(code=f"r{number}", kind="region", position=number, name=names("r")))
    for _ in range(5):
        make_ticket()


def test_the_form_costs_the_same_few_statements_however_many_places_and_topics_there_are(
    client: CheckedClient, places: None, statements: Statements
) -> None:
    grow()
    client.get("/t")  # what a process does once, on its first page
    with statements.counted():
        client.get("/ask")
    assert len(statements) == FORM, statements.seen
    with statements.counted():
        client.get("/ask")
    assert len(statements) == 1


@pytest.mark.parametrize(("path", "cost"), [("/t", 0), ("/sign-in", 0), ("/sign-up", 0), ("/tickets", 1)])
def test_the_doors_cost_next_to_nothing(
    client: CheckedClient, places: None, statements: Statements, path: str, cost: int
) -> None:
    client.get("/t")
    with statements.counted():
        client.get(path)
    assert len(statements) == cost


def test_sending_costs_the_same_however_many_asked_before(
    ask: Ask, client: CheckedClient, statements: Statements
) -> None:
    counts = []
    ask("send")
    for prepare in (grow, lambda: None):
        client.post("/tickets/forget")
        client.get("/ask")  # names of topics and places are read once per version of the content
        with statements.counted():
            ask("send")
        counts.append(len(statements))
        prepare()
    assert counts[0] == counts[1] <= 20


def test_the_list_of_questions_costs_the_same_for_one_and_for_many(
    client: CheckedClient, db_session: DbSession, statements: Statements
) -> None:
    account = make_account(Role.ASKER, login="aru")
    make_ticket(actor_of(account))
    client.post("/sign-in", data={"login": "aru", "password": PASSWORD})
    with statements.counted():
        client.get("/tickets")
    few = len(statements)
    for _ in range(10):
        make_ticket(actor_of(account), district="keles")
    with statements.counted():
        client.get("/tickets")
    assert len(statements) == few <= 4
