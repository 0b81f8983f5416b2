"""One's own account: sessions, password, deletion."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from app.accounts.models import Account, BrowserSession
from app.authz.access import Role
from app.tickets.models import Ticket
from tests.actors import actor_of
from tests.factories import PASSWORD, make_account, make_ticket
from tests.support.client import CheckedClient

DbSession = scoped_session[Session]
NEW = "another calm phrase 7"


@pytest.fixture
def other_browser(app: Flask) -> CheckedClient:
    client = app.test_client()
    assert isinstance(client, CheckedClient)
    return client


def sign_in(client: CheckedClient, login: str, password: str = PASSWORD) -> int:
    return client.post("/sign-in", data={"login": login, "password": password}).status_code


def test_visitors_are_asked_to_sign_in(client: CheckedClient) -> None:
    assert client.get("/account").location == "/sign-in?next=/account"
    assert client.post("/account", data={"action": "delete"}).location == "/sign-in"


@pytest.mark.parametrize("role", list(Role))
def test_every_role_sees_its_account_in_three_languages(
    client: CheckedClient, db_session: DbSession, role: Role
) -> None:
    account = make_account(role, login="someone")
    sign_in(client, account.login)
    for prefix in ("", "/ru", "/en"):
        assert account.login in client.get(f"{prefix}/account").text


def test_the_password_changes_after_the_old_one_and_other_browsers_are_signed_out(
    client: CheckedClient, other_browser: CheckedClient, db_session: DbSession
) -> None:
    account = make_account(login="one@example.org")
    assert sign_in(client, account.login) == sign_in(other_browser, account.login) == 303
    data = {"action": "password", "change-old": PASSWORD, "change-password": NEW, "change-again": NEW}
    assert client.post("/account", data=data).status_code == 303
    assert client.get("/account").status_code == 200
    assert other_browser.get("/account").status_code == 302
    assert sign_in(other_browser, account.login) == 422
    assert sign_in(other_browser, account.login, NEW) == 303


@pytest.mark.parametrize(
    ("values", "text"),
    [
        (("wrong", NEW, NEW), "This is not the password of this account."),
        ((PASSWORD, NEW, "something else 77"), "The two passwords are not the same."),
        ((PASSWORD, "short", "short"), "Use at least 14 characters"),
    ],
)
def test_a_bad_password_change_says_why_and_changes_nothing(
    client: CheckedClient, db_session: DbSession, values: tuple[str, str, str], text: str
) -> None:
    account = make_account(login="one@example.org")
    stored = account.password_hash
    sign_in(client, account.login)
    fields = dict(zip(("change-old", "change-password", "change-again"), values, strict=True))
    answer = client.post("/en/account", data={"action": "password", **fields})
    assert answer.status_code == 422
    assert text in answer.text
    assert db_session.scalar(select(Account.password_hash)) == stored


def test_one_session_or_all_others_can_be_ended_but_nobody_elses(
    app: Flask, client: CheckedClient, other_browser: CheckedClient, db_session: DbSession
) -> None:
    account, stranger = make_account(login="one@example.org"), make_account(login="two@example.org")
    third = app.test_client()
    for browser in (client, other_browser):
        sign_in(browser, account.login)
    sign_in(third, stranger.login)  # type: ignore[arg-type]
    strangers = db_session.scalar(select(BrowserSession.id).where(BrowserSession.account_id == stranger.id))
    client.post("/account/sessions/end", data={"session": strangers})
    assert third.get("/account").status_code == 200
    assert other_browser.get("/account").status_code == 200
    client.post("/account/sessions/end")
    assert other_browser.get("/account").status_code == 302
    assert client.get("/account").status_code == 200
    assert third.get("/account").status_code == 200


def test_an_asker_deletes_the_account_and_the_tickets_stay(
    client: CheckedClient, db_session: DbSession
) -> None:
    account = make_account(Role.ASKER, login="aru")
    ticket = make_ticket(actor_of(account))
    sign_in(client, "aru")
    wrong = client.post("/en/account", data={"action": "delete", "delete-password": "wrong"})
    assert wrong.status_code == 422
    assert "This is not the password" in wrong.text
    assert client.post("/account", data={"action": "delete", "delete-password": PASSWORD}).status_code == 303
    assert db_session.scalar(select(func.count()).select_from(Account)) == 0
    assert db_session.scalar(select(func.count()).select_from(BrowserSession)) == 0
    assert db_session.scalar(select(Ticket.account_id).where(Ticket.id == ticket.id)) is None


def test_staff_cannot_delete_their_account(client: CheckedClient, db_session: DbSession) -> None:
    make_account(login="one@example.org")
    sign_in(client, "one@example.org")
    answer = client.post("/account", data={"action": "delete", "delete-password": PASSWORD})
    assert answer.status_code == 422
    assert db_session.scalar(select(func.count()).select_from(Account)) == 1
