"""Staff show a second factor: app or codes on paper; nothing opens between the password and the factor."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from app.accounts.factors import STEP_SECONDS, reset_factors
from app.accounts.invitations import invite
from app.accounts.models import Account, BrowserSession, RecoveryCode, TotpFactor
from app.authz.access import STAFF_ROLES, Role
from app.authz.permissions import Permission
from app.core.clock import now
from app.core.errors import NotAllowed
from app.core.outbox import drain
from app.core.transaction import transaction
from app.extensions import socketio
from app.web.guards import RULE
from tests.actors import actor_of
from tests.factories import PASSWORD, make_account
from tests.support.client import CheckedClient
from tests.support.second_factor import app_on, codes_on, enrol, give_password

DbSession = scoped_session[Session]
LOGIN = "one@example.org"
STEP = timedelta(seconds=STEP_SECONDS)


@pytest.fixture
def settings() -> dict[str, str]:
    return {"SECOND_FACTOR": "required"}


@pytest.fixture
def account(db_session: DbSession) -> Account:
    return make_account(Role.MODERATOR, login=LOGIN)


def closed_pages(app: Flask) -> list[str]:
    """Return the addresses of every page that needs a permission and no object."""
    found = []
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if (
            "GET" in (rule.methods or ())
            and not rule.arguments
            and isinstance(getattr(view, RULE), Permission)
        ):
            found.append(rule.rule)
    return sorted(found)


@pytest.mark.parametrize("role", sorted(STAFF_ROLES))
def test_with_the_password_alone_no_role_gets_any_page_or_socket(
    app: Flask, client: CheckedClient, db_session: DbSession, role: Role
) -> None:
    make_account(role, login=LOGIN)
    visitor = app.test_client()
    assert give_password(client, LOGIN) == "/sign-in/set-up"
    pages = closed_pages(app)
    assert len(pages) > 15
    for path in pages:
        mine, theirs = (each.get(path, check=False) for each in (client, visitor))
        assert (mine.status_code, mine.location) == (theirs.status_code, theirs.location), path
    socket = socketio.test_client(app, flask_test_client=client, auth={"protocol": 1})
    assert not socket.is_connected()


@pytest.mark.parametrize("role", sorted(STAFF_ROLES))
def test_every_role_sets_up_a_factor_and_is_asked_for_it_from_then_on(
    app: Flask, client: CheckedClient, db_session: DbSession, role: Role
) -> None:
    make_account(role, login=LOGIN)
    with time_machine.travel(now(), tick=False) as clock:
        phone, codes = enrol(client, LOGIN)
        assert len(set(codes)) == 8
        assert client.get("/account").status_code == 200
        elsewhere = app.test_client()
        assert give_password(elsewhere, LOGIN) == "/sign-in/second-factor"
        assert elsewhere.get("/account").status_code == 302
        clock.shift(STEP)
        answer = elsewhere.post("/sign-in/second-factor", data={"code": phone.digits()})
        assert answer.status_code == 303
        assert elsewhere.get("/account").status_code == 200


def test_the_page_one_wanted_comes_after_the_second_factor(client: CheckedClient, account: Account) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        phone, _ = enrol(client, LOGIN)
        client.post("/sign-out")
        where = give_password(client, LOGIN, next="/account")
        assert where == "/sign-in/second-factor?next=/account"
        clock.shift(STEP)
        data = {"code": phone.digits(), "next": "/account"}
        assert client.post("/ru/sign-in/second-factor", data=data).location == "/ru/account"


def test_digits_are_good_once_now_and_one_step_later_and_never_again(
    app: Flask, client: CheckedClient, account: Account
) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        phone, _ = enrol(client, LOGIN)

        def comes_in(digits: str) -> bool:
            browser = app.test_client()
            where = give_password(browser, LOGIN)
            return browser.post(where, data={"code": digits}).status_code == 303

        assert not comes_in(phone.digits())  # used when the app was set up
        clock.shift(STEP)
        digits = phone.digits()
        assert comes_in(digits)
        assert not comes_in(digits)
        clock.shift(STEP)
        assert not comes_in(digits)
        previous = phone.digits()
        clock.shift(STEP)
        assert comes_in(previous)
        assert not comes_in(previous)
        assert comes_in(phone.digits())
        clock.shift(STEP)
        old = phone.digits()
        clock.shift(2 * STEP)
        assert not comes_in(old)
        assert not comes_in(phone.digits(now() + STEP))
        assert not comes_in("000000")
        assert not comes_in("٠٠٠٠٠٠")


def test_a_recovery_code_opens_once_on_either_keyboard_and_is_stored_hashed(
    app: Flask, client: CheckedClient, account: Account, db_session: DbSession
) -> None:
    _, codes = enrol(client, LOGIN)
    stored = " ".join(db_session.scalars(select(RecoveryCode.code_hash)))
    assert not any(code in stored or code[5:] in stored for code in codes)
    assert stored.count("$argon2id$") == 8
    typed = codes[0].lower().replace("-", " ").translate(str.maketrans("abcehkmptxy", "авсенкмртху"))
    for expected in (303, 422):
        browser = app.test_client()
        where = give_password(browser, LOGIN)
        assert browser.post(where, data={"code": typed}).status_code == expected


def test_new_codes_make_the_former_ones_worthless(
    app: Flask, client: CheckedClient, account: Account
) -> None:
    _, former = enrol(client, LOGIN)
    fresh = codes_on(client.post("/account/security/codes").text)
    assert not set(fresh) & set(former)
    browser = app.test_client()
    where = give_password(browser, LOGIN)
    assert browser.post(where, data={"code": former[0]}).status_code == 422
    assert browser.post(where, data={"code": fresh[0]}).status_code == 303


def test_the_secret_is_stored_sealed(client: CheckedClient, account: Account, db_session: DbSession) -> None:
    phone, _ = enrol(client, LOGIN)
    sealed = bytes(db_session.scalars(select(TotpFactor.secret_sealed)).one())
    assert phone.totp.secret.encode() not in sealed
    assert phone.totp.byte_secret() not in sealed


def test_every_step_gives_a_new_token_and_the_former_one_opens_nothing(
    client: CheckedClient, account: Account, db_session: DbSession
) -> None:
    tokens = []

    def note() -> None:
        with client.session_transaction() as session:
            tokens.append(session.get("_user_id"))

    note()
    where = give_password(client, LOGIN)
    note()
    with time_machine.travel(now(), tick=False) as clock:
        enrol_page = client.get(where)
        assert enrol_page.status_code == 200
        phone, _ = enrol(client, LOGIN)
        note()
        client.post("/sign-out")
        give_password(client, LOGIN)
        note()
        clock.shift(STEP)
        client.post("/sign-in/second-factor", data={"code": phone.digits()})
        note()
    assert len(set(tokens)) == 5
    assert db_session.scalar(select(func.count()).select_from(BrowserSession)) == 1
    for former in tokens[1:-1]:
        with client.session_transaction() as session:
            session["_user_id"] = former
        assert client.get("/account").status_code == 302


def test_a_session_from_before_the_rule_is_worth_nothing(
    client: CheckedClient, account: Account, db_session: DbSession
) -> None:
    enrol(client, LOGIN)
    with transaction():
        db_session.scalars(select(BrowserSession)).one().factor_at = None
    assert client.get("/account").status_code == 302
    assert client.get("/sign-in/second-factor").status_code == 200


def test_the_wait_for_the_factor_ends_after_ten_minutes(client: CheckedClient, account: Account) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        where = give_password(client, LOGIN)
        clock.shift(timedelta(minutes=10, seconds=1))
        assert client.get(where).location == "/sign-in"


def test_without_a_password_there_is_nothing_to_add(client: CheckedClient) -> None:
    for page in ("second-factor", "set-up"):
        assert client.get(f"/sign-in/{page}").location == "/sign-in"
        assert client.post(f"/sign-in/{page}", data={"code": "123456"}).location == "/sign-in"


def test_an_invited_person_sets_up_a_factor_before_the_first_page(
    client: CheckedClient, db_session: DbSession, outbox: list[Any]
) -> None:
    invite(
        actor_of(make_account(Role.ADMINISTRATOR)), email="new@example.org", role=Role.CAPTAIN, locale="en"
    )
    drain()
    path = outbox[-1].body.partition("/en/invitation/")[2].split()[0]
    data = {"password": PASSWORD, "again": PASSWORD, "name": "New", "languages": "en", "terms": "y"}
    assert client.post(f"/en/invitation/{path}", data=data).location == "/en/sign-in/set-up"
    assert client.get("/account").status_code == 302


def test_askers_need_no_second_factor(client: CheckedClient, db_session: DbSession) -> None:
    make_account(Role.ASKER, login="aru")
    assert give_password(client, "aru") == "/tickets"
    assert client.get("/account/security").status_code in {403, 404}


class TestGuessing:
    """Whoever has the password may not try all digits."""

    @pytest.fixture
    def settings(self) -> dict[str, str]:
        return {"SECOND_FACTOR": "required", "RATE_LIMITS": "on"}

    def test_the_sixth_code_within_a_minute_is_refused_also_from_another_browser(
        self, app: Flask, client: CheckedClient, account: Account
    ) -> None:
        with time_machine.travel(now(), tick=False) as clock:
            phone, _ = enrol(client, LOGIN)
            clock.shift(timedelta(minutes=2))
            browsers = [app.test_client() for _ in range(2)]
            for browser in browsers:
                give_password(browser, LOGIN)
            page = "/sign-in/second-factor"
            seen = [browsers[n % 2].post(page, data={"code": f"00000{n}"}).status_code for n in range(5)]
            assert seen == [422] * 5
            assert browsers[0].post(page, data={"code": phone.digits()}).status_code == 429
            clock.shift(timedelta(minutes=2))
            assert browsers[0].post(page, data={"code": phone.digits()}).status_code == 303


class TestOptional:
    """In development the demo cast has none; who has one is asked for it nevertheless."""

    @pytest.fixture
    def settings(self) -> dict[str, str]:
        return {"SECOND_FACTOR": "optional"}

    def test_who_sets_one_up_is_always_asked(
        self, app: Flask, client: CheckedClient, account: Account
    ) -> None:
        assert give_password(client, LOGIN) != "/sign-in/set-up"
        page = client.get("/account/security").text
        assert client.post("/account/security", data={"app-code": app_on(page).digits()}).status_code == 200
        assert give_password(app.test_client(), LOGIN) == "/sign-in/second-factor"

    def test_the_last_one_may_go_again(self, client: CheckedClient, account: Account) -> None:
        give_password(client, LOGIN)
        page = client.get("/account/security").text
        client.post("/account/security", data={"app-code": app_on(page).digits()})
        assert client.post("/account/security/remove").status_code == 303
        client.post("/sign-out")
        assert give_password(client, LOGIN) != "/sign-in/second-factor"


def test_the_last_factor_stays(client: CheckedClient, account: Account, db_session: DbSession) -> None:
    enrol(client, LOGIN)
    assert client.post("/account/security/remove", check=False).status_code == 409
    assert db_session.scalar(select(func.count()).select_from(TotpFactor)) == 1


def test_another_persons_lost_factor_is_taken_away_by_an_administrator_with_notice_and_audit(
    app: Flask, client: CheckedClient, account: Account, db_session: DbSession, outbox: list[Any]
) -> None:
    enrol(client, LOGIN)
    for role in (Role.MODERATOR, Role.LAWYER, Role.CAPTAIN):
        with pytest.raises(NotAllowed):
            reset_factors(actor_of(make_account(role)), account)
    with pytest.raises(NotAllowed):
        reset_factors(actor_of(account), account)
    boss = make_account(Role.ADMINISTRATOR)
    reset_factors(actor_of(boss), account)
    assert client.get("/account").status_code == 302
    assert db_session.scalar(select(func.count()).select_from(TotpFactor)) == 0
    assert db_session.scalar(select(func.count()).select_from(RecoveryCode)) == 0
    drain()
    assert outbox[-1].to == [LOGIN]
    assert give_password(client, LOGIN) == "/sign-in/set-up"


def test_where_no_administrator_can_help_the_terminal_does(
    app: Flask, client: CheckedClient, account: Account
) -> None:
    enrol(client, LOGIN)
    terminal = app.test_cli_runner()
    assert terminal.invoke(args=["accounts", "reset-factors", "nobody@example.org"]).exit_code != 0
    assert terminal.invoke(args=["accounts", "reset-factors", LOGIN]).exit_code == 0
    assert give_password(client, LOGIN) == "/sign-in/set-up"
