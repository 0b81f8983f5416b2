"""The receipt: shown until it is written down, kept by nobody."""

from __future__ import annotations

import base64
import re
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session, scoped_session

from app.core.clock import now
from app.core.sealing import installation_seal
from app.intake import handover
from app.tickets.models import Ticket
from tests.integration.intake.conftest import Ask
from tests.integration.intake.test_ask import words
from tests.support.client import CheckedClient

DbSession = scoped_session[Session]


@pytest.fixture
def ticket(ask: Ask, db_session: DbSession) -> Ticket:
    ask("send")
    return db_session.scalars(select(Ticket)).one()


@pytest.mark.parametrize("prefix", ["", "/ru", "/en"])
def test_number_and_secret_are_shown_and_open_the_question_elsewhere(
    client: CheckedClient, ticket: Ticket, prefix: str
) -> None:
    page = client.get(f"{prefix}/ask/receipt")
    assert page.headers["Cache-Control"] == "no-store"
    assert f"{ticket.number[:4]}-{ticket.number[4:]}" in page.text
    secret = words(page.text)
    elsewhere = client.application.test_client()
    answer = elsewhere.post(f"{prefix}/t", data={"number": ticket.number, "secret": secret})
    assert answer.location == f"{prefix}/t/{ticket.number}"


def test_the_page_can_be_reloaded_until_it_is_written_down_and_never_after(
    client: CheckedClient, ticket: Ticket
) -> None:
    assert words(client.get("/ask/receipt").text) == words(client.get("/ask/receipt").text)
    answer = client.post("/ask/receipt")
    assert (answer.status_code, answer.location) == (303, f"/t/{ticket.number}")
    assert client.get(f"/t/{ticket.number}").status_code == 200
    again = client.get("/en/ask/receipt")
    assert again.location == "/en/tickets"
    assert "shown only once" in client.get("/en/tickets").text


def test_the_secret_stands_neither_in_addresses_nor_titles_nor_the_readable_cookie_nor_the_database(
    client: CheckedClient, ticket: Ticket, db_session: DbSession
) -> None:
    page = client.get("/ask/receipt").text
    secret = words(page)
    title = re.search(r"<title>(.*?)</title>", page)
    assert title is not None
    assert ticket.number not in title.group(1)
    assert not re.search(rf'(href|action|src)="[^"]*({secret}|{ticket.number})', page)
    with client.session_transaction() as session:
        held = session["receipt"]
    assert secret.encode() not in base64.b64decode(held)
    everything = "".join(
        str([bytes(v) if isinstance(v, memoryview) else v for v in row])
        for table in ("tickets", "browser_sessions", "session_tickets", "outbox_jobs", "audit_entries")
        for row in db_session.execute(text(f"SELECT * FROM {table}"))
    )
    assert secret not in everything
    assert secret.replace("-", "") not in everything


def test_after_half_an_hour_the_receipt_is_gone(
    client: CheckedClient, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handover, "SHOWN_FOR", timedelta(0))
    assert client.get("/ask/receipt").location == "/tickets"


def test_a_cookie_nobody_here_sealed_shows_nothing(client: CheckedClient, ticket: Ticket) -> None:
    for forged in ("", "AAAA", "%%%", base64.b64encode(b"x" * 60).decode()):
        with client.session_transaction() as session:
            session["receipt"] = forged
        assert client.get("/ask/receipt").location == "/tickets"


def test_a_receipt_of_a_question_this_browser_let_go_is_not_shown(
    client: CheckedClient, ticket: Ticket
) -> None:
    client.post("/tickets/forget")
    assert client.get("/ask/receipt").location == "/tickets"


def test_a_sealed_receipt_of_another_time_format_is_refused(client: CheckedClient, ticket: Ticket) -> None:
    sealed = installation_seal("receipt").seal("not json", "receipt")
    with client.session_transaction() as session:
        session["receipt"] = base64.b64encode(sealed).decode()
    assert client.get("/ask/receipt").location == "/tickets"


def test_without_a_question_there_is_no_receipt(client: CheckedClient) -> None:
    assert client.get("/ask/receipt").location == "/tickets"
    assert client.post("/ask/receipt").location == "/tickets"
    assert client.post("/ask/receipt", csrf=False, check=False).status_code == 400


def test_the_day_of_deletion_and_the_term_are_named(client: CheckedClient, ticket: Ticket) -> None:
    page = client.get("/en/ask/receipt").text
    assert ticket.delete_on.isoformat() in page
    assert ticket.respond_by.isoformat() in page
    assert ticket.delete_on > now().date()


def test_on_a_shared_device_the_page_says_that_it_forgets(ask: Ask, client: CheckedClient) -> None:
    ask("send", shared="y")
    assert "forgets the question after 45 minutes" in client.get("/en/ask/receipt").text
