"""Invitations and forgotten passwords: links by mail that work once."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from app.accounts.invitations import invite, revoke_invitation
from app.accounts.jobs import sweep
from app.accounts.models import Account, Invitation, PasswordReset
from app.authz.access import Role
from app.config import Environment
from app.core.clock import now
from app.core.errors import Invalid, NotAllowed
from app.core.outbox import OutboxJob, drain
from app.core.transaction import transaction
from tests.actors import VISITOR, actor_of
from tests.factories import PASSWORD, make_account
from tests.support.client import CheckedClient

DbSession = scoped_session[Session]
NEW = "another calm phrase 7"


def link_of(mail: Any) -> str:
    found = re.search(r"http://\S+?(/\S*)", mail.body)
    assert found is not None
    return re.sub(r"^http://[^/]+", "", found.group(0))


@pytest.fixture
def invited(db_session: DbSession, outbox: list[Any]) -> str:
    """Return the path of a fresh invitation for a lawyer."""
    invite(actor_of(make_account(Role.MODERATOR)), email="New@Example.org", role=Role.LAWYER, locale="ru")
    drain()
    return link_of(outbox[-1])


FORM = {
    "name": "Айгерім",
    "languages": ["kk", "ru"],
    "licence_number": "No 17",
    "password": PASSWORD,
    "again": PASSWORD,
    "terms": "y",
}


def test_an_invited_lawyer_gets_an_account_that_waits_for_the_check(
    client: CheckedClient, db_session: DbSession, invited: str, outbox: list[Any]
) -> None:
    assert invited.startswith("/ru/invitation/")
    assert outbox[-1].to == ["new@example.org"]
    assert "new@example.org" in client.get(invited).text
    assert client.post(invited, data=FORM).status_code == 303
    account = db_session.scalars(select(Account).where(Account.login == "new@example.org")).one()
    assert (account.role, account.name, account.verified_at) == ("lawyer", "Айгерім", None)
    assert account.terms_accepted_at is not None
    assert client.get("/account").status_code == 200


def test_an_invitation_works_once(client: CheckedClient, db_session: DbSession, invited: str) -> None:
    client.post(invited, data=FORM)
    assert client.get(invited).status_code == 404
    assert client.post(invited, data=FORM).status_code == 404
    assert db_session.scalar(select(func.count()).select_from(Account)) == 2


def test_a_revoked_old_or_invented_invitation_opens_nothing(
    client: CheckedClient, db_session: DbSession, invited: str
) -> None:
    invented = client.get("/en/invitation/invented")
    assert invented.status_code == 404
    assert "This invitation has been used or is too old." in invented.text
    invitation = db_session.scalars(select(Invitation)).one()
    with transaction():
        invitation.expires_at = now()
    assert client.get(invited).status_code == 404
    with transaction():
        invitation.expires_at = now() + timedelta(days=1)
    assert client.get(invited).status_code == 200
    revoke_invitation(actor_of(make_account(Role.ADMINISTRATOR)), invitation)
    assert client.get(invited).status_code == 404


def test_the_promise_is_needed_and_what_was_typed_stays(
    client: CheckedClient, db_session: DbSession, invited: str
) -> None:
    answer = client.post(invited, data={**FORM, "terms": ""})
    assert answer.status_code == 422
    assert 'value="Айгерім"' in answer.text
    assert "No 17" in answer.text
    assert db_session.scalar(select(func.count()).select_from(Account)) == 1


def test_who_may_invite_whom(db_session: DbSession) -> None:
    moderator = actor_of(make_account(Role.MODERATOR))
    for inviter, role in [
        (moderator, Role.ADMINISTRATOR),
        (actor_of(make_account(Role.LAWYER)), Role.LAWYER),
        (actor_of(make_account(Role.ASKER)), Role.LAWYER),
        (VISITOR, Role.LAWYER),
    ]:
        with pytest.raises(NotAllowed):
            invite(inviter, email="x@example.org", role=role, locale="kk")
    invite(
        actor_of(make_account(Role.ADMINISTRATOR)),
        email="x@example.org",
        role=Role.ADMINISTRATOR,
        locale="kk",
    )


def test_an_address_with_an_account_is_not_invited_again(db_session: DbSession) -> None:
    make_account(login="one@example.org")
    with pytest.raises(Invalid):
        invite(actor_of(make_account(Role.MODERATOR)), email="ONE@example.org", role=Role.LAWYER, locale="kk")


def test_no_link_stands_in_the_database(client: CheckedClient, db_session: DbSession, invited: str) -> None:
    token = invited.rsplit("/", 1)[-1]
    stored = str(db_session.execute(select(Invitation.token_hash)).all())
    assert token not in stored


def test_staff_get_a_link_that_sets_a_new_password_once(
    client: CheckedClient, db_session: DbSession, outbox: list[Any]
) -> None:
    make_account(login="one@example.org", locale="en")
    client.post("/sign-in", data={"login": "one@example.org", "password": PASSWORD})
    client.post("/ru/forgot", data={"email": "ONE@example.org"})
    drain()
    path = link_of(outbox[-1])
    assert path.startswith("/en/reset/")
    assert client.get(path).status_code == 200
    assert client.post(path, data={"password": NEW, "again": NEW}).status_code == 303
    assert client.get("/account").status_code == 302
    assert client.get(path).status_code == 404
    assert client.post("/sign-in", data={"login": "one@example.org", "password": NEW}).status_code == 303
    drain()
    assert outbox[-1].subject == "Your password was changed"


def test_a_link_ends_after_a_quarter_of_an_hour_and_with_the_next_one(
    client: CheckedClient, db_session: DbSession, outbox: list[Any]
) -> None:
    make_account(login="one@example.org")
    for _ in range(2):
        client.post("/forgot", data={"email": "one@example.org"})
        drain()
    first, second = (link_of(mail) for mail in outbox[-2:])
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    with transaction():
        for row in db_session.scalars(select(PasswordReset)):
            row.expires_at = now()
    assert client.get(second).status_code == 404


@pytest.mark.parametrize("role", [Role.ASKER, None])
def test_the_page_never_tells_whether_there_is_such_an_account(
    client: CheckedClient, db_session: DbSession, outbox: list[Any], role: Role | None
) -> None:
    make_account(login="one@example.org")
    if role:
        make_account(role, login="two", email="two@example.org")
    known = client.post("/forgot", data={"email": "one@example.org"}).text
    unknown = client.post("/forgot", data={"email": "two@example.org"}).text
    assert known == unknown
    drain()
    assert [mail.to for mail in outbox] == [["one@example.org"]]


def test_a_bad_address_is_said_and_kept(client: CheckedClient, db_session: DbSession) -> None:
    answer = client.post("/en/forgot", data={"email": "nobody"})
    assert answer.status_code == 422
    assert 'value="nobody"' in answer.text
    assert "Write the address in full" in answer.text
    assert db_session.scalar(select(func.count()).select_from(OutboxJob)) == 0


def test_what_opens_nothing_any_more_is_swept_away(
    client: CheckedClient, db_session: DbSession, invited: str
) -> None:
    with transaction():
        db_session.scalars(select(Invitation)).one().expires_at = now()
    sweep()
    assert db_session.scalar(select(func.count()).select_from(Invitation)) == 0


def test_the_demo_cast_is_loaded_once_and_refused_in_production(app: Flask, db_session: DbSession) -> None:
    runner = app.test_cli_runner()
    first = runner.invoke(args=["demo", "load"])
    assert first.exit_code == 0
    assert runner.invoke(args=["demo", "load"]).output == first.output
    roles = sorted(db_session.scalars(select(Account.role)))
    assert roles == ["administrator", "captain", "lawyer", "lawyer", "moderator"]
    object.__setattr__(app.extensions["kenes_settings"], "environment", Environment.PRODUCTION)
    assert runner.invoke(args=["demo", "load"]).exit_code == 1


def test_the_first_administrator_is_made_at_the_terminal(
    app: Flask, client: CheckedClient, db_session: DbSession
) -> None:
    runner = app.test_cli_runner()
    weak = runner.invoke(args=["accounts", "create-admin", "root@example.org", "--password", "short"])
    assert weak.exit_code == 1
    assert "Use at least 14 characters" in weak.output
    made = runner.invoke(args=["accounts", "create-admin", "root@example.org", "--password", PASSWORD])
    assert made.exit_code == 0
    again = runner.invoke(args=["accounts", "create-admin", "root@example.org", "--password", PASSWORD])
    assert again.exit_code == 1
    assert (
        client.post("/sign-in", data={"login": "root@example.org", "password": PASSWORD}).status_code == 303
    )
