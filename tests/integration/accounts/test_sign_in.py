"""Signing in, up and out through the pages."""

from __future__ import annotations

import time
from datetime import timedelta
from statistics import median

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from app.accounts import service
from app.accounts.events import SignInFailed
from app.accounts.lifetimes import SHARED_LIFETIME
from app.accounts.models import Account, BrowserSession
from app.authz.access import Role
from app.core.clock import now
from app.core.events import after_commit
from app.core.transaction import transaction
from tests.factories import PASSWORD, make_account
from tests.support.client import CheckedClient

DbSession = scoped_session[Session]


def sign_in(client: CheckedClient, login: str, password: str = PASSWORD, **more: str) -> int:
    return client.post("/sign-in", data={"login": login, "password": password, **more}).status_code


@pytest.mark.parametrize(
    "path", ["/sign-in", "/ru/sign-in", "/en/sign-in", "/sign-up", "/en/sign-up", "/ru/forgot"]
)
def test_the_pages_open(client: CheckedClient, path: str) -> None:
    assert client.get(path).status_code == 200


def test_the_right_password_signs_in_whatever_the_case_of_the_name(
    client: CheckedClient, db_session: DbSession
) -> None:
    account = make_account(Role.ASKER, login="Жұлдыз")
    assert sign_in(client, " жҰЛДЫЗ ") == 303
    assert "жұлдыз" in client.get("/account").text
    assert db_session.scalar(select(BrowserSession.account_id)) == account.id


def test_wrong_unknown_and_suspended_get_the_same_answer_with_the_name_kept(
    client: CheckedClient, db_session: DbSession
) -> None:
    make_account(login="one@example.org")
    make_account(login="two@example.org", suspended_at=now())
    answers = [
        client.post("/en/sign-in", data={"login": login, "password": password})
        for login, password in [
            ("one@example.org", "wrong"),
            ("nobody@example.org", PASSWORD),
            ("two@example.org", PASSWORD),
        ]
    ]
    assert {answer.status_code for answer in answers} == {422}
    texts = {
        answer.text.replace(login, "")
        for answer, login in zip(
            answers, ["one@example.org", "nobody@example.org", "two@example.org"], strict=True
        )
    }
    assert all("The name or the password is not right." in text for text in texts)
    assert all("two@example.org" not in text for text in texts)
    assert 'value="one@example.org"' in answers[0].text
    assert db_session.scalar(select(func.count()).select_from(BrowserSession)) == 0


def test_a_failed_sign_in_is_recorded_without_the_name(client: CheckedClient, db_session: DbSession) -> None:
    seen: list[str] = []
    after_commit(SignInFailed)(lambda event: seen.append(event.account_id))
    account = make_account(login="one@example.org")
    sign_in(client, "one@example.org", "wrong")
    sign_in(client, "nobody@example.org")
    assert seen[-2:] == [account.id, ""]


def test_every_sign_in_gives_a_new_token_and_ends_the_former_one(
    app: Flask, client: CheckedClient, db_session: DbSession
) -> None:
    make_account(login="one@example.org")
    sign_in(client, "one@example.org")
    with client.session_transaction() as session:
        first = session["_user_id"]
    sign_in(client, "one@example.org")
    with client.session_transaction() as session:
        assert session["_user_id"] != first
        session["_user_id"] = first
    assert client.get("/account").status_code == 302
    assert db_session.scalar(select(func.count()).select_from(BrowserSession)) == 1


def test_staff_sessions_end_when_idle(client: CheckedClient, db_session: DbSession) -> None:
    make_account(login="one@example.org")
    sign_in(client, "one@example.org")
    assert client.get("/account").status_code == 200
    with transaction():
        db_session.scalars(select(BrowserSession)).one().seen_at = now() - timedelta(minutes=30)
    assert client.get("/account").status_code == 302


@pytest.mark.parametrize(("shared", "lifetime"), [("", timedelta(hours=24)), ("y", SHARED_LIFETIME)])
def test_on_a_shared_device_the_session_is_short(
    client: CheckedClient, db_session: DbSession, shared: str, lifetime: timedelta
) -> None:
    make_account(Role.ASKER, login="aru")
    sign_in(client, "aru", shared=shared)
    row = db_session.scalars(select(BrowserSession)).one()
    assert row.expires_at - row.created_at == pytest.approx(lifetime, abs=timedelta(seconds=5))


def test_after_signing_in_one_comes_to_the_page_one_asked_for(
    client: CheckedClient, db_session: DbSession
) -> None:
    make_account(login="one@example.org")
    asked = client.get("/ru/account")
    assert asked.location == "/ru/sign-in?next=/account"
    page = client.get(asked.location).text
    assert 'value="/account"' in page
    answer = client.post(
        "/ru/sign-in", data={"login": "one@example.org", "password": PASSWORD, "next": "/account"}
    )
    assert answer.location == "/ru/account"


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "/nowhere",
        "javascript:alert(1)",
        "/sign-out",
    ],
)
def test_nobody_is_sent_to_a_foreign_or_unknown_page(
    client: CheckedClient, db_session: DbSession, target: str
) -> None:
    make_account(login="one@example.org")
    answer = client.post("/sign-in", data={"login": "one@example.org", "password": PASSWORD, "next": target})
    assert answer.status_code == 303
    assert "evil" not in answer.location
    assert answer.location not in {"/nowhere", "/sign-out"}


def test_sign_out_ends_the_session_and_clears_the_device(
    client: CheckedClient, db_session: DbSession
) -> None:
    make_account(login="one@example.org")
    sign_in(client, "one@example.org")
    answer = client.post("/ru/sign-out")
    assert (answer.status_code, answer.location) == (303, "/ru/")
    assert answer.headers["Clear-Site-Data"] == '"storage"'
    assert db_session.scalar(select(func.count()).select_from(BrowserSession)) == 0
    assert client.get("/account").status_code == 302
    assert client.get("/sign-out", check=False).status_code == 405


def test_a_lost_form_token_shows_the_form_again_with_the_name_in_it(
    client: CheckedClient, db_session: DbSession
) -> None:
    make_account(login="one@example.org")
    answer = client.post("/en/sign-in", data={"login": "one@example.org", "password": PASSWORD}, csrf=False)
    assert answer.status_code == 422
    assert "open for a long time" in answer.text
    assert 'value="one@example.org"' in answer.text
    assert PASSWORD not in answer.text
    assert db_session.scalar(select(func.count()).select_from(BrowserSession)) == 0


def test_an_asker_makes_an_account_with_a_name_and_a_password_only(
    client: CheckedClient, db_session: DbSession
) -> None:
    answer = client.post("/en/sign-up", data={"login": "Жұлдыз_07", "password": PASSWORD})
    assert answer.status_code == 303
    account = db_session.scalars(select(Account)).one()
    assert (account.role, account.login, account.email, account.locale) == ("asker", "жұлдыз_07", None, "en")
    assert PASSWORD not in account.password_hash
    assert client.get("/en/account").status_code == 200


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ({"login": "", "password": PASSWORD}, "Choose a name."),
        ({"login": "a b", "password": PASSWORD}, "Use 3 to 40 letters or digits"),
        ({"login": "new", "password": "short"}, "Use at least 10 characters"),
        ({"login": "new", "password": "password password"}, "easy to guess"),
        ({"login": "taken", "password": PASSWORD}, "This name is taken."),
        ({"login": "TAKEN", "password": PASSWORD}, "This name is taken."),
    ],
)
def test_what_is_wrong_with_a_new_account_is_said_at_its_field(
    client: CheckedClient, db_session: DbSession, data: dict[str, str], text: str
) -> None:
    make_account(Role.ASKER, login="taken")
    answer = client.post("/en/sign-up", data=data)
    assert answer.status_code == 422
    assert text in answer.text
    assert f'value="{data["login"]}"' in answer.text
    assert db_session.scalar(select(func.count()).select_from(Account)) == 1


class TestTiming:
    """With costs high enough to be seen."""

    @pytest.fixture
    def settings(self) -> dict[str, str]:
        return {"PASSWORD_MEMORY_KIB": "8192"}

    def test_unknown_and_wrong_take_the_same_time(self, db_session: DbSession) -> None:
        make_account(login="one@example.org")

        def spent(login: str) -> float:
            start = time.process_time()
            assert service.sign_in(login, "wrong") is None
            return time.process_time() - start

        spent("one@example.org")
        pairs = [(spent("one@example.org"), spent("nobody@example.org")) for _ in range(15)]
        wrong, unknown = (median(times) for times in zip(*pairs, strict=True))
        assert unknown == pytest.approx(wrong, rel=0.25)
