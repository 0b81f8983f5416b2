"""What nobody may do alone: strong roles, and reading a question that is closed to them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from app.accounts.confirming import FRESH
from app.accounts.emergencies import emergencies
from app.accounts.events import SessionsEnded
from app.accounts.invitations import agree_to_invitation, invite
from app.accounts.models import Account, BrowserSession, EmergencyAccess, Invitation
from app.authz.access import Actor, Role, can
from app.authz.permissions import Permission
from app.core.clock import now
from app.core.errors import Conflict, Invalid, NotAllowed
from app.core.events import after_commit
from app.core.outbox import drain
from app.core.transaction import transaction
from app.extensions import db
from app.staff import people
from app.staff.models import AuditEntry, RoleProposal
from app.tickets import emergency
from tests.actors import actor_of, asker_of
from tests.cases import browser_of
from tests.factories import PASSWORD, make_account, make_receipt, make_ticket
from tests.support.client import CheckedClient

DbSession = scoped_session[Session]
REASON = "A threat against a person is named in it."
DANGEROUS = {
    "accounts.security",
    "accounts.add_factor",
    "accounts.remove_factor",
    "accounts.renew_codes",
    "accounts.confirm",
    "staff.invite_person",
    "staff.suspend_person",
    "staff.restore_person",
    "staff.change_role",
    "staff.reset_person_factors",
    "staff.ask_for_access",
    "staff.decide_emergency",
    "staff.agree_invitation",
    "staff.decide_role",
    "staff.audit_csv",
}


def now_actor(account: Account) -> Actor:
    """Return the actor as the next request would find it."""
    opened = emergencies([account]).get(account.id, frozenset())
    plain = actor_of(account)
    return Actor(account_id=plain.account_id, role=plain.role, name=plain.name, emergency_ids=opened)


@pytest.fixture
def boss(db_session: DbSession) -> Account:
    return make_account(Role.ADMINISTRATOR)


@pytest.fixture
def chief(db_session: DbSession) -> Account:
    return make_account(Role.MODERATOR)


def test_an_administrator_reads_a_question_only_when_somebody_else_agrees_and_for_a_day(
    app: Flask, boss: Account, chief: Account
) -> None:
    ticket = make_ticket(question="Мәтін осында")
    page = browser_of(app, actor_of(boss))
    with time_machine.travel(now(), tick=False) as clock:
        assert page.get(f"/desk/{ticket.number}").status_code == 404
        access = emergency.ask_for_access(now_actor(boss), number=ticket.number, reason=REASON)
        assert page.get(f"/desk/{ticket.number}").status_code == 404
        with pytest.raises(NotAllowed):
            emergency.agree(now_actor(boss), access)
        emergency.agree(now_actor(chief), access)
        assert "Мәтін осында" in page.get(f"/desk/{ticket.number}").text
        assert not can(now_actor(boss), Permission.CHAT_SEND, ticket)
        assert not can(now_actor(boss), Permission.CHAT_NOTE, ticket)
        assert page.get(f"/desk/{make_ticket().number}").status_code == 404
        clock.shift(timedelta(hours=24))
        assert browser_of(app, actor_of(boss)).get(f"/desk/{ticket.number}").status_code == 404


def test_an_opened_question_is_closed_again_before_its_time(
    app: Flask, boss: Account, chief: Account
) -> None:
    ticket = make_ticket()
    access = emergency.ask_for_access(now_actor(boss), number=ticket.number, reason=REASON)
    emergency.agree(now_actor(chief), access)
    page = browser_of(app, actor_of(boss))
    assert page.get(f"/desk/{ticket.number}").status_code == 200
    emergency.end_access(now_actor(chief), access)
    assert page.get(f"/desk/{ticket.number}").status_code == 404
    with pytest.raises(Conflict):
        emergency.end_access(now_actor(chief), access)


def test_a_refused_or_old_request_opens_nothing(boss: Account, chief: Account) -> None:
    ticket = make_ticket()
    refused = emergency.ask_for_access(now_actor(boss), number=ticket.number, reason=REASON)
    emergency.refuse(now_actor(chief), refused)
    with pytest.raises(Conflict):
        emergency.agree(now_actor(chief), refused)
    with time_machine.travel(now(), tick=False) as clock:
        late = emergency.ask_for_access(now_actor(boss), number=ticket.number, reason=REASON)
        with pytest.raises(Conflict):
            emergency.ask_for_access(now_actor(boss), number=ticket.number, reason=REASON)
        clock.shift(timedelta(days=2, seconds=1))
        with pytest.raises(Conflict):
            emergency.agree(now_actor(chief), late)
    assert now_actor(boss).emergency_ids == frozenset()


@pytest.mark.parametrize("role", [Role.LAWYER, Role.CAPTAIN, Role.ASKER])
def test_others_neither_ask_nor_agree(boss: Account, role: Role) -> None:
    ticket, other = make_ticket(), actor_of(make_account(role))
    access = emergency.ask_for_access(now_actor(boss), number=ticket.number, reason=REASON)
    with pytest.raises(NotAllowed):
        emergency.ask_for_access(other, number=ticket.number, reason=REASON)
    with pytest.raises(NotAllowed):
        emergency.agree(other, access)


def test_a_reason_and_an_existing_question_are_needed(boss: Account, chief: Account) -> None:
    ticket = make_ticket()
    for number, reason, field in ((ticket.number, "short", "reason"), ("10000000", REASON, "number")):
        with pytest.raises(Invalid) as caught:
            emergency.ask_for_access(now_actor(boss), number=number, reason=reason)
        assert caught.value.field == field
    with pytest.raises(Conflict):  # a moderator reads it anyway
        emergency.ask_for_access(now_actor(chief), number=ticket.number, reason=REASON)


@pytest.mark.parametrize("prefix", ["", "/ru", "/en"])
def test_the_asker_sees_who_by_role_when_by_day_and_why(
    app: Flask, boss: Account, chief: Account, prefix: str
) -> None:
    ticket, _ = make_receipt()
    asker = browser_of(app, asker_of(ticket))
    access = emergency.ask_for_access(now_actor(boss), number=ticket.number, reason=REASON)
    assert REASON not in asker.get(f"{prefix}/t/{ticket.number}").text
    emergency.agree(now_actor(chief), access)
    page = asker.get(f"{prefix}/t/{ticket.number}").text
    assert REASON in page
    assert now().astimezone().date().isoformat()[:4] in page
    assert boss.name not in page
    assert boss.login not in page
    with transaction():
        db.session.get_one(EmergencyAccess, access.id).expires_at = now()
    assert REASON in asker.get(f"{prefix}/t/{ticket.number}").text  # also when it is over


def test_reason_and_trail_stand_sealed_and_in_the_audit_log_without_content(
    boss: Account, chief: Account, db_session: DbSession
) -> None:
    ticket = make_ticket()
    access = emergency.ask_for_access(now_actor(boss), number=ticket.number, reason=REASON)
    emergency.agree(now_actor(chief), access)
    assert REASON.encode() not in bytes(db_session.get_one(EmergencyAccess, access.id).reason_sealed)
    query = select(AuditEntry).where(AuditEntry.action == "emergency_decided").order_by(AuditEntry.id)
    rows = list(db_session.scalars(query))
    assert [(row.actor, row.subject, row.details) for row in rows] == [
        (boss.id, ticket.id, {"step": "asked"}),
        (chief.id, ticket.id, {"step": "agreed"}),
    ]


def test_who_reads_a_case_they_do_not_work_on_stands_in_the_log(
    app: Flask, chief: Account, db_session: DbSession
) -> None:
    worker = make_account(Role.LAWYER)
    ticket = make_ticket()
    with transaction():
        ticket.state, ticket.lawyer_id = "claimed", worker.id
    for reader in (chief, worker):
        page = browser_of(app, actor_of(reader))
        assert [page.get(f"/desk/{ticket.number}").status_code for _ in range(2)] == [200, 200]
    rows = db_session.scalars(select(AuditEntry).where(AuditEntry.action == "ticket_read")).all()
    assert [(row.actor, row.subject, row.details) for row in rows] == [
        (chief.id, ticket.id, {"in_emergency": False})
    ]


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.ADMINISTRATOR])
def test_nobody_is_invited_to_a_strong_role_by_one_person(
    boss: Account, chief: Account, outbox: list[Any], role: Role
) -> None:
    invitation = invite(actor_of(boss), email="new@example.org", role=role, locale="en")
    drain()
    assert outbox == []
    for wrong in (actor_of(boss), actor_of(make_account(Role.LAWYER))):
        with pytest.raises(NotAllowed):
            agree_to_invitation(wrong, invitation)
    agree_to_invitation(actor_of(chief), invitation)
    with pytest.raises(Conflict):
        agree_to_invitation(actor_of(chief), invitation)
    drain()
    assert [mail.to for mail in outbox] == [["new@example.org"]]


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.ADMINISTRATOR])
def test_a_strong_role_is_proposed_and_given_by_two(boss: Account, chief: Account, role: Role) -> None:
    lawyer = make_account(Role.LAWYER)
    people.change_role(actor_of(boss), lawyer, role=role)
    assert db.session.get_one(Account, lawyer.id).role == "lawyer"
    proposal = db.session.get_one(RoleProposal, lawyer.id)
    for wrong in (boss, lawyer):
        with pytest.raises(NotAllowed):
            people.agree_to_role(actor_of(wrong), proposal)
    people.agree_to_role(actor_of(chief), proposal)
    assert db.session.get_one(Account, lawyer.id).role == role
    assert db.session.get(RoleProposal, lawyer.id) is None


def test_the_page_does_everything(app: Flask, boss: Account, chief: Account) -> None:
    ticket, lawyer = make_ticket(), make_account(Role.LAWYER, name="Aigul")
    mine, theirs = (browser_of(app, actor_of(account)) for account in (boss, chief))
    page = mine.post("/en/moderation/agreements", data={"number": ticket.number, "reason": REASON})
    assert page.location == "/en/moderation/agreements"
    mine.post(f"/moderation/people/{lawyer.id}/role", data={"role": "moderator"})
    mine.post(
        "/moderation/people/invite", data={"email": "x@example.org", "role": "moderator", "locale": "en"}
    )
    text = mine.get("/en/moderation/agreements").text
    assert text.count("Somebody else has to agree.") == 3
    access = db.session.scalars(select(EmergencyAccess)).one()
    invitation = db.session.scalars(select(Invitation)).one()
    assert "Aigul becomes: Moderator" in theirs.get("/en/moderation/agreements").text
    for address in (f"emergency/{access.id}", f"invitation/{invitation.id}", f"role/{lawyer.id}"):
        step = {"step": "agree"}
        assert mine.post(f"/moderation/agreements/{address}", data=step, check=False).status_code == 403
        assert theirs.post(f"/moderation/agreements/{address}", data=step).status_code == 303
    assert "Close again" in mine.get("/en/moderation/agreements").text
    assert mine.get(f"/desk/{ticket.number}").status_code == 200
    ended = mine.post(f"/moderation/agreements/emergency/{access.id}", data={"step": "end"})
    assert ended.status_code == 303
    assert mine.get(f"/desk/{ticket.number}").status_code == 404
    bad = mine.post("/en/moderation/agreements", data={"number": "1", "reason": REASON})
    assert bad.status_code == 422
    assert REASON in bad.text


def test_every_dangerous_step_asks_once_more_who_one_is(app: Flask) -> None:
    marked = {name for name, view in app.view_functions.items() if hasattr(view, FRESH)}
    assert marked == DANGEROUS


def test_what_was_being_sent_is_done_after_the_password(
    app: Flask, boss: Account, db_session: DbSession
) -> None:
    lawyer = make_account(Role.LAWYER)
    page = browser_of(app, actor_of(boss))
    with transaction():
        db_session.scalars(select(BrowserSession)).one().confirmed_at = now() - timedelta(minutes=10)
    address, data = f"/en/moderation/people/{lawyer.id}/suspend", {"reason": "Left the “team” & more"}
    asked = page.post(address, data=data)
    assert asked.status_code == 403
    assert "Confirm that it is you" in asked.text
    assert f'action="{address}"' in asked.text
    assert 'name="reason" value="Left the “team” &amp; more"' in asked.text
    wrong = page.post(address, data={**data, "confirm_password": "wrong"})
    assert wrong.status_code == 403
    assert db_session.get_one(Account, lawyer.id).suspended_at is None
    assert page.post(address, data={**data, "confirm_password": PASSWORD}).status_code == 303
    assert db_session.get_one(Account, lawyer.id).suspended_reason == "Left the “team” & more"
    assert page.get("/en/account/security").status_code == 200  # ten minutes of peace


def test_a_page_that_asks_first_leads_on_after_the_password(
    client: CheckedClient, boss: Account, db_session: DbSession
) -> None:
    client.post("/sign-in", data={"login": boss.login, "password": PASSWORD})
    with transaction():
        db_session.scalars(select(BrowserSession)).one().confirmed_at = None
    asked = client.get("/ru/account/security")
    assert asked.status_code == 403
    assert 'action="/ru/account/confirm?next=' in asked.text
    data = {"confirm_password": PASSWORD}
    assert (
        client.post("/ru/account/confirm?next=/account/security", data=data).location
        == "/ru/account/security"
    )
    assert client.get("/ru/account/security").status_code == 200


def test_ends_of_sessions_reach_sockets_also_when_a_browser_starts_anew(
    client: CheckedClient, db_session: DbSession
) -> None:
    ended: list[str] = []
    after_commit(SessionsEnded)(lambda event: ended.extend(event.session_ids))
    for _ in range(2):
        ticket, secret = make_receipt()
        client.post("/t", data={"number": ticket.number, "secret": secret})
    assert len(ended) == 1
    client.post("/tickets/forget")
    assert len(set(ended)) == 2
