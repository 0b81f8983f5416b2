"""The asker's door: opening with a receipt, the list, leaving on this device."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from app.accounts.models import BrowserSession, SessionTicket
from app.authz.access import Role
from app.core.codes import ALPHABET
from app.core.transaction import transaction
from app.extensions import db
from app.tickets.keeping import PAGE_SIZE
from app.tickets.models import Ticket
from tests.actors import actor_of
from tests.factories import PASSWORD, make_account, make_receipt, make_ticket
from tests.support.client import CheckedClient

DbSession = scoped_session[Session]


def enter(client: CheckedClient, ticket: Ticket, secret: str, **more: str) -> int:
    data = {"number": ticket.number, "secret": secret, **more}
    return client.post("/t", data=data).status_code


@pytest.mark.parametrize("path", ["/t", "/ru/t", "/en/t?number=48271936", "/tickets", "/en/tickets"])
def test_the_pages_open_for_everybody(client: CheckedClient, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert "noindex" in page.text


def test_the_receipt_opens_the_room_on_a_new_device(client: CheckedClient, db_session: DbSession) -> None:
    ticket, secret = make_receipt()
    number = f"{ticket.number[:4]} {ticket.number[4:]}"
    answer = client.post("/ru/t", data={"number": number, "secret": secret.upper().replace("-", " ")})
    assert (answer.status_code, answer.location) == (303, f"/ru/t/{ticket.number}")
    assert client.get(answer.location).status_code == 200
    assert ticket.number[:4] in client.get("/tickets").text


def test_wrong_number_wrong_secret_and_deleted_are_told_apart_by_nothing(
    client: CheckedClient, db_session: DbSession
) -> None:
    ticket, secret = make_receipt()
    gone, gone_secret = make_receipt()
    with transaction():
        db.session.delete(db.session.get_one(Ticket, gone.id))
    attempts = [(ticket.number, gone_secret), ("10000000", secret), (gone.number, gone_secret)]
    answers = [client.post("/t", data={"number": number, "secret": typed}) for number, typed in attempts]
    texts = {
        answer.text.replace(number, "N").replace(typed, "S").split("csrf")[0]
        for answer, (number, typed) in zip(answers, attempts, strict=True)
    }
    assert {answer.status_code for answer in answers} == {422}
    assert len(texts) == 1
    assert db_session.scalar(select(func.count()).select_from(SessionTicket)) == 0


def test_what_was_typed_stays_also_when_the_token_is_lost(
    client: CheckedClient, db_session: DbSession
) -> None:
    ticket, secret = make_receipt()
    for csrf in (True, False):
        answer = client.post("/en/t", data={"number": ticket.number, "secret": secret[:-1]}, csrf=csrf)
        assert answer.status_code == 422
        assert f'value="{ticket.number}"' in answer.text
        assert f'value="{secret[:-1]}"' in answer.text


def test_empty_fields_are_named(client: CheckedClient) -> None:
    answer = client.post("/en/t", data={})
    assert answer.status_code == 422
    assert "Write the number from your receipt." in answer.text
    assert "Write the secret code from your receipt." in answer.text


def test_a_receipt_gives_the_browser_a_new_token(client: CheckedClient, db_session: DbSession) -> None:
    first, first_secret = make_receipt()
    second, second_secret = make_receipt()
    enter(client, first, first_secret)
    with client.session_transaction() as session:
        token = session["_user_id"]
    enter(client, second, second_secret)
    with client.session_transaction() as session:
        assert session["_user_id"] != token
    page = client.get("/tickets").text
    assert first.number[4:] in page
    assert second.number[4:] in page
    assert db_session.scalar(select(func.count()).select_from(BrowserSession)) == 1


def test_staff_sign_out_before_they_open_a_receipt(client: CheckedClient, db_session: DbSession) -> None:
    make_account(login="one@example.org")
    client.post("/sign-in", data={"login": "one@example.org", "password": PASSWORD})
    ticket, secret = make_receipt()
    assert enter(client, ticket, secret) == 422
    assert db_session.scalar(select(func.count()).select_from(SessionTicket)) == 0


def test_one_question_or_all_are_forgotten_and_open_again_with_the_receipt(
    client: CheckedClient, db_session: DbSession
) -> None:
    receipts = [make_receipt() for _ in range(2)]
    for ticket, secret in receipts:
        enter(client, ticket, secret)
    (first, first_secret), (second, _) = receipts
    assert client.post(f"/tickets/forget?number={first.number}").location == "/tickets"
    page = client.get("/tickets").text
    assert first.number[4:] not in page
    assert second.number[4:] in page
    assert client.get(f"/t/{first.number}").status_code != 200
    assert client.post("/ru/tickets/forget").location == "/ru/"
    assert second.number[4:] not in client.get("/tickets").text
    assert db_session.scalar(select(func.count()).select_from(BrowserSession)) == 0
    assert enter(client, first, first_secret) == 303


def test_a_bookmarked_room_leads_to_the_receipt_and_never_tells_whether_it_exists(
    client: CheckedClient, db_session: DbSession
) -> None:
    ticket = make_ticket()
    pages = [client.get(f"/en/t/{number}") for number in (ticket.number, "10000000")]
    assert {page.status_code for page in pages} == {404}
    assert f'href="/en/t?number={ticket.number}"' in pages[0].text
    assert pages[0].text.replace(ticket.number, "10000000") == pages[1].text


def test_forgetting_never_tells_whether_a_number_exists(client: CheckedClient, db_session: DbSession) -> None:
    stranger = make_ticket()
    for number in (stranger.number, "10000000", "x"):
        assert client.post(f"/tickets/forget?number={number}").location == "/tickets"
        assert "ұмытты" not in client.get("/tickets").text


def test_forgetting_leaves_nothing_in_the_cookie(client: CheckedClient, db_session: DbSession) -> None:
    ticket, secret = make_receipt()
    enter(client, ticket, secret, shared="y")
    assert re.search(r'<input(?=[^>]*checked)(?=[^>]*name="shared")', client.get("/t").text)
    client.post("/tickets/forget")
    with client.session_transaction() as session:
        assert not set(session) & {"_user_id", "shared_device", "receipt"}
    assert not re.search(r'<input(?=[^>]*checked)(?=[^>]*name="shared")', client.get("/t").text)


def test_forgetting_needs_a_form(client: CheckedClient) -> None:
    assert client.get("/tickets/forget", check=False).status_code == 405
    assert client.post("/tickets/forget", csrf=False, check=False).status_code == 400


def test_an_account_lists_its_own_tickets_and_only_those(
    client: CheckedClient, db_session: DbSession
) -> None:
    account, stranger = make_account(Role.ASKER, login="aru"), make_account(Role.ASKER, login="other")
    own, foreign = make_ticket(actor_of(account)), make_ticket(actor_of(stranger))
    client.post("/sign-in", data={"login": "aru", "password": PASSWORD})
    page = client.get("/tickets").text
    assert own.number[4:] in page
    assert foreign.number[4:] not in page
    assert client.get(f"/t/{own.number}").status_code == 200
    assert client.get(f"/t/{foreign.number}", check=False).status_code != 200


@pytest.mark.parametrize("keep", [True, False])
@pytest.mark.parametrize("way", ["sign-up", "sign-in"])
def test_tickets_of_the_browser_join_the_account_only_when_wished(
    app: Flask, client: CheckedClient, db_session: DbSession, *, way: str, keep: bool
) -> None:
    ticket, secret = make_receipt()
    enter(client, ticket, secret)
    if way == "sign-in":
        make_account(Role.ASKER, login="aru")
    assert 'name="keep"' in client.get(f"/{way}").text
    wish = {"keep": "y"} if keep else {}
    assert client.post(f"/{way}", data={"login": "aru", "password": PASSWORD, **wish}).status_code == 303
    assert client.get(f"/t/{ticket.number}").status_code == 200
    stored = db_session.scalar(select(Ticket.account_id).where(Ticket.id == ticket.id))
    assert (stored is not None) is keep
    client.post("/sign-out")
    client.post("/sign-in", data={"login": "aru", "password": PASSWORD})
    assert (ticket.number[4:] in client.get("/tickets").text) is keep


def test_a_ticket_of_another_account_is_not_taken_over(client: CheckedClient, db_session: DbSession) -> None:
    owner = make_account(Role.ASKER, login="owner")
    ticket, secret = make_receipt(actor_of(owner))
    enter(client, ticket, secret)
    client.post("/sign-up", data={"login": "aru", "password": PASSWORD, "keep": "y"})
    assert db_session.scalar(select(Ticket.account_id).where(Ticket.id == ticket.id)) == owner.id


def test_a_long_list_is_shown_in_pages(client: CheckedClient, db_session: DbSession) -> None:
    account = make_account(Role.ASKER, login="aru")
    for _ in range(PAGE_SIZE + 1):
        make_ticket(actor_of(account))
    client.post("/sign-in", data={"login": "aru", "password": PASSWORD})
    assert client.get("/tickets").text.count("tile-title") == PAGE_SIZE
    assert client.get("/tickets?page=2").text.count("tile-title") == 1
    assert client.get("/tickets?page=x").status_code == 200


@pytest.mark.parametrize(
    ("prefix", "typed", "said"),
    [
        ("/en", "{0}O", "“O” stands in no secret code"),
        ("/ru", "{0}1", "«1» в секретном коде не бывает"),
        ("", "{0}", "24 таңба болады, мұнда – 23"),
        ("/en", "{0}{1}", "one character is wrong, or two have changed places"),
    ],
)
def test_a_slip_is_explained_whether_there_is_such_a_question_or_not(
    client: CheckedClient, db_session: DbSession, prefix: str, typed: str, said: str
) -> None:
    ticket, secret = make_receipt()
    plain = secret.replace("-", "")
    wrong = ALPHABET[ALPHABET.index(plain[-1]) - 1]
    text = typed.format(plain[:-1], wrong)
    for number in (ticket.number, "10000000"):
        answer = client.post(f"{prefix}/t", data={"number": number, "secret": text})
        assert answer.status_code == 422
        assert said in answer.text
