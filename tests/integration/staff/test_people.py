"""People: invited, verified, suspended, restored; nobody gives more rights than they have."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.invitations import Profile, accept_invitation, invite
from app.accounts.models import Account, BrowserSession, Invitation
from app.accounts.rules import is_verified
from app.authz.access import Role, can
from app.authz.permissions import Permission
from app.core.clock import now, today
from app.core.errors import Conflict, DomainError, Invalid, NotAllowed
from app.core.transaction import transaction
from app.extensions import db
from app.staff import people
from app.staff.models import AuditEntry
from app.staff.people_queries import PeopleFilters, list_people
from app.tickets.models import Ticket
from tests.actors import actor_of, lawyer, moderator
from tests.cases import browser_of, give_answer, make_case
from tests.factories import PASSWORD, make_account
from tests.support.fixtures_app import Statements

pytestmark = pytest.mark.usefixtures("db_session")
NEXT_YEAR = timedelta(days=365)


def reread(account_id: str | None) -> Account:
    return db.session.get_one(Account, account_id, populate_existing=True)


def administrator() -> Account:
    return make_account(Role.ADMINISTRATOR)


def actions() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


# ------------------------------------------------------------------ licences


def test_a_new_lawyer_sees_questions_only_after_the_check() -> None:
    account = make_account(Role.LAWYER, verified_at=None)
    assert not can(actor_of(account), Permission.TICKET_CLAIM)
    people.verify_lawyer(moderator(), account, licence_number=" 123-A ", expires_on=today() + NEXT_YEAR)
    assert can(actor_of(reread(account.id)), Permission.TICKET_CLAIM)
    assert (account.licence_number, actions()[-1]) == ("123-A", "lawyer_verified")


def test_a_licence_that_has_run_out_is_not_accepted() -> None:
    account = make_account(Role.LAWYER, verified_at=None)
    with pytest.raises(Invalid) as refused:
        people.verify_lawyer(moderator(), account, licence_number="1", expires_on=today())
    assert refused.value.field == "expires_on"


def test_whoever_invited_a_lawyer_does_not_check_the_licence_when_somebody_else_can() -> None:
    inviter = moderator()
    invitation = invite(inviter, email="new@example.org", role=Role.LAWYER, locale="kk")
    profile = Profile(name="New", locale="kk", licence_number="9")
    account = accept_invitation(invitation, password="nine green kettles 4", profile=profile)
    values = {"licence_number": "9", "expires_on": today() + NEXT_YEAR}
    people.verify_lawyer(inviter, account, **values)  # nobody else is there yet
    other = moderator()
    with pytest.raises(NotAllowed):
        people.verify_lawyer(inviter, account, **values)
    people.verify_lawyer(other, account, **values)
    assert reread(account.id).verified_by == other.account_id


@pytest.mark.parametrize("role", [Role.CAPTAIN, Role.MODERATOR])
def test_only_lawyers_have_a_licence(role: Role) -> None:
    with pytest.raises(Conflict):
        people.verify_lawyer(
            actor_of(administrator()), make_account(role), licence_number="1", expires_on=today() + NEXT_YEAR
        )


# ------------------------------------------------------------------ suspension


def test_suspension_ends_sessions_and_returns_open_cases_at_once(app: Flask) -> None:
    who = make_account(Role.LAWYER)
    case, done = make_case(actor_of(who)), make_case(actor_of(who))
    give_answer(done)
    browser = browser_of(app, actor_of(who))
    assert browser.get("/moderation").status_code == 200
    people.suspend(moderator(), who, reason="Gave the account away")
    assert db.session.scalar(select(BrowserSession).where(BrowserSession.account_id == who.id)) is None
    assert browser.get("/moderation").status_code == 302
    ticket = db.session.get_one(Ticket, case.ticket.id, populate_existing=True)
    assert (ticket.state, ticket.lawyer_id) == ("returned", None)
    assert db.session.get_one(Ticket, done.ticket.id, populate_existing=True).state == "answered"


def test_a_suspended_person_cannot_sign_in_and_a_restored_one_can(app: Flask) -> None:
    account, chief = make_account(Role.LAWYER), moderator()
    form = {"login": account.login, "password": PASSWORD}
    people.suspend(chief, account, reason="A while away")
    assert app.test_client().post("/sign-in", data=form).status_code == 422
    people.restore(chief, reread(account.id))
    assert app.test_client().post("/sign-in", data=form).status_code == 303
    assert "account_restored" in actions()


def test_suspension_needs_a_reason_and_works_once() -> None:
    account, chief = make_account(Role.CAPTAIN), moderator()
    with pytest.raises(Invalid):
        people.suspend(chief, account, reason="  ")
    people.suspend(chief, account, reason="Left")
    with pytest.raises(Conflict):
        people.suspend(chief, account, reason="Left")


def test_nobody_suspends_themselves_or_those_above() -> None:
    chief = make_account(Role.MODERATOR)
    for target in (chief, make_account(Role.MODERATOR), administrator(), make_account(Role.ASKER)):
        with pytest.raises(NotAllowed):
            people.suspend(actor_of(chief), target, reason="No")
    for role in (Role.LAWYER, Role.CAPTAIN):
        with pytest.raises(NotAllowed):
            people.suspend(actor_of(make_account(role)), make_account(Role.LAWYER), reason="No")


def test_of_two_administrators_who_suspend_each_other_at_once_one_stays(app: Flask) -> None:
    pair = [administrator(), administrator()]
    ids = [(actor_of(pair[0]), pair[1].id), (actor_of(pair[1]), pair[0].id)]
    ready = Barrier(2)

    def act(step: tuple[object, str]) -> str:
        with app.app_context():
            target = db.session.get_one(Account, step[1])
            ready.wait(10)
            try:
                people.suspend(step[0], target, reason="At once")  # type: ignore[arg-type]
            except DomainError as error:
                return error.code
            finally:
                db.session.remove()
            return "done"

    db.session.rollback()
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(act, ids)) == ["conflict", "done"]


# ------------------------------------------------------------------ roles


def test_a_new_role_means_signing_in_again_and_a_new_check() -> None:
    account = make_account(Role.LAWYER)
    case = make_case(actor_of(account))
    people.change_role(moderator(), account, role=Role.CAPTAIN)
    assert not is_verified(reread(account.id), today())
    assert db.session.get_one(Ticket, case.ticket.id, populate_existing=True).lawyer_id is None
    assert (reread(account.id).role, actions()[-1]) == ("captain", "ticket_moved")


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.ADMINISTRATOR, Role.ASKER])
def test_a_moderator_gives_no_role_at_or_above_the_own(role: Role) -> None:
    with pytest.raises(NotAllowed):
        people.change_role(moderator(), make_account(Role.LAWYER), role=role)


def test_the_last_administrator_keeps_the_role() -> None:
    first, second = administrator(), administrator()
    people.change_role(actor_of(first), second, role=Role.CAPTAIN)
    with transaction():
        reread(first.id).suspended_at = now()
    ghost = actor_of(administrator())
    people.change_role(ghost, reread(first.id), role=Role.CAPTAIN)  # suspended: another one is left
    with pytest.raises(NotAllowed):
        people.change_role(ghost, reread(ghost.account_id), role=Role.CAPTAIN)


# ------------------------------------------------------------------ pages


def test_the_list_is_filtered_by_name_role_and_licence() -> None:
    make_account(Role.LAWYER, name="Айгүл", licence_expires_on=today() + timedelta(days=5))
    make_account(Role.LAWYER, name="Тимур", verified_at=None)
    make_account(Role.CAPTAIN, name="Сәуле")
    make_account(Role.ASKER)

    def found(**values: str) -> list[str]:
        return [person.account.name for person in list_people(PeopleFilters(**values)).people]  # type: ignore[arg-type]

    assert found() == ["Айгүл", "Сәуле", "Тимур"]
    assert found(words="ТИМУР") == ["Тимур"]
    assert found(role="captain") == ["Сәуле"]
    assert found(state="expiring") == ["Айгүл"]
    assert found(state="unverified") == ["Тимур"]


def test_the_list_costs_the_same_however_many_work_here(app: Flask, statements: Statements) -> None:
    browser = browser_of(app, moderator())
    browser.get("/healthz")  # the first request of a process checks what later ones rely on
    make_case(lawyer())
    with statements.counted():
        browser.get("/moderation/people")
    few = len(statements)
    for _number in range(5):
        browser.get("/healthz")  # the first request of a process checks what later ones rely on
    make_case(lawyer())
    with statements.counted():
        browser.get("/moderation/people")
    assert len(statements) == few


def test_an_invitation_goes_out_and_can_be_revoked(app: Flask) -> None:
    browser = browser_of(app, moderator())
    form = {"email": "someone@example.org", "role": "lawyer", "locale": "ru"}
    assert browser.post("/moderation/people/invite", data=form).status_code == 303
    assert "someone@example.org" in browser.get("/moderation/people/invitations").text
    invitation = db.session.scalars(select(Invitation)).one()
    assert browser.post(f"/moderation/people/invitations/{invitation.id}/revoke").status_code == 303
    assert "someone@example.org" not in browser.get("/moderation/people/invitations").text
    assert {"staff_invited", "invitation_revoked"} <= set(actions())


def test_a_wrong_address_is_said_at_the_field_and_stays_typed(app: Flask) -> None:
    browser = browser_of(app, moderator())
    page = browser.post("/moderation/people/invite", data={"email": "someone@", "role": "captain"})
    assert page.status_code == 422
    assert 'value="someone@"' in page.text
    assert 'id="email-error"' in page.text


def test_a_moderator_is_not_offered_to_make_administrators(app: Flask) -> None:
    page = browser_of(app, moderator()).get("/moderation/people/invite")
    assert 'value="administrator"' not in page.text
    form = {"email": "chief@example.org", "role": "administrator", "locale": "kk"}
    assert browser_of(app, moderator()).post("/moderation/people/invite", data=form).status_code == 422


def test_the_page_of_a_person_does_everything(app: Flask) -> None:
    account = make_account(Role.LAWYER, verified_at=None)
    browser, address = browser_of(app, moderator()), f"/moderation/people/{account.id}"
    day = (today() + NEXT_YEAR).isoformat()
    done = browser.post(f"{address}/verify", data={"licence_number": "77", "expires_on": day})
    assert (done.status_code, reread(account.id).licence_number) == (303, "77")
    assert browser.post(f"{address}/suspend", data={"reason": "Away"}).status_code == 303
    assert "Away" in browser.get(address).text
    assert browser.post(f"{address}/restore").status_code == 303
    assert browser.post(f"{address}/role", data={"role": "captain"}).status_code == 303
    assert reread(account.id).role == "captain"


@pytest.mark.parametrize(
    ("step", "data"),
    [
        ("verify", {"licence_number": "A-1 kept", "expires_on": "31.12.2030"}),
        ("suspend", {"reason": ""}),
        ("role", {"role": "lawyer"}),
    ],
)
def test_a_refused_step_shows_the_page_again_as_it_was_filled_in(
    app: Flask, step: str, data: dict[str, str]
) -> None:
    account = make_account(Role.LAWYER)
    page = browser_of(app, moderator()).post(f"/moderation/people/{account.id}/{step}", data=data)
    assert page.status_code == 422
    assert data.get("licence_number", "") in page.text


@pytest.mark.parametrize("address", ["nobody", "asker", "moderator"])
def test_accounts_out_of_reach_look_as_if_they_were_not_there(app: Flask, address: str) -> None:
    key = address if address == "nobody" else make_account(Role(address)).id
    browser = browser_of(app, moderator())
    assert browser.get(f"/moderation/people/{key}").status_code == 404
    assert browser.post(f"/moderation/people/{key}/suspend", data={"reason": "x"}).status_code == 404


@pytest.mark.parametrize("path", ["people", "people/invite", "people/invitations"])
@pytest.mark.parametrize("role", [Role.LAWYER, Role.CAPTAIN, Role.ASKER])
def test_people_are_none_of_the_business_of_others(app: Flask, path: str, role: Role) -> None:
    assert browser_of(app, actor_of(make_account(role))).get(f"/moderation/{path}").status_code == 403


def test_a_visitor_is_asked_to_sign_in(app: Flask) -> None:
    response = app.test_client().get("/moderation/people")
    assert response.status_code == 302
    assert "/sign-in" in response.location


def test_reading_does_not_suspend(app: Flask) -> None:
    account = make_account(Role.LAWYER)
    assert browser_of(app, moderator()).get(f"/moderation/people/{account.id}/suspend").status_code == 405
