"""What staff do with tickets, on both databases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from app.authz.access import Actor, Role, can, system_actor
from app.authz.permissions import Permission
from app.core.clock import now, today
from app.core.errors import Conflict, Invalid, NotAllowed
from app.core.events import after_commit
from app.core.transaction import transaction
from app.extensions import db
from app.tickets import deletion, service
from app.tickets.deletion import delete_expired
from app.tickets.events import ConflictDeclared, QuestionPreviewed
from app.tickets.lawyers import available_for
from app.tickets.models import ConflictDeclaration, Ticket, TicketChange
from app.tickets.reasons import describe
from app.tickets.rules import State
from tests.actors import actor_of, asker_of, lawyer, moderator
from tests.factories import QUESTION, make_account, make_ticket, make_topic

pytestmark = pytest.mark.usefixtures("db_session")


def claimed(who: Actor | None = None) -> tuple[Actor, Ticket]:
    """Return a lawyer and the ticket they have just taken."""
    taker, ticket = who or lawyer(), make_ticket()
    service.declare_conflict(taker, ticket, is_clear=True)
    service.claim(taker, ticket)
    return taker, ticket


def last_change(ticket: Ticket) -> TicketChange:
    query = (
        select(TicketChange).where(TicketChange.ticket_id == ticket.id).order_by(TicketChange.cursor.desc())
    )
    change = db.session.scalars(query).first()
    assert change is not None
    return change


def set_on(thing: Any, **values: Any) -> None:
    with transaction():
        for name, value in values.items():
            setattr(thing, name, value)


def test_a_lawyer_declares_reads_and_takes_a_question() -> None:
    who, ticket = lawyer(), make_ticket()
    service.declare_conflict(who, ticket, is_clear=True)
    assert service.preview(who, ticket) == QUESTION
    service.claim(who, ticket)
    assert (ticket.state, ticket.lawyer_id) == (State.CLAIMED, who.account_id)
    assert ticket.claimed_at is not None
    assert last_change(ticket).action == "claim"


def test_nobody_reads_or_claims_before_declaring() -> None:
    who, ticket = lawyer(), make_ticket()
    with pytest.raises(NotAllowed):
        service.preview(who, ticket)
    with pytest.raises(NotAllowed):
        service.claim(who, ticket)
    assert ticket.state == State.NEW


def test_a_declared_conflict_cannot_be_talked_away() -> None:
    who, ticket = lawyer(), make_ticket()
    service.declare_conflict(who, ticket, is_clear=False)
    with pytest.raises(NotAllowed):
        service.declare_conflict(who, ticket, is_clear=True)
    with pytest.raises(NotAllowed):
        service.claim(who, ticket)


def test_a_lawyer_who_recognises_somebody_in_the_text_may_still_say_so() -> None:
    who, ticket = lawyer(), make_ticket()
    service.declare_conflict(who, ticket, is_clear=True)
    service.declare_conflict(who, ticket, is_clear=False)
    with pytest.raises(NotAllowed):
        service.preview(who, ticket)


def test_the_event_of_a_declaration_does_not_say_what_was_declared() -> None:
    heard: list[ConflictDeclared] = []
    after_commit(ConflictDeclared)(heard.append)
    who, ticket = lawyer(), make_ticket()
    service.declare_conflict(who, ticket, is_clear=False)
    assert [vars(event) for event in heard[-1:]] == [{"actor": who.account_id, "ticket_id": ticket.id}]


def test_reading_before_the_claim_is_recorded() -> None:
    heard: list[QuestionPreviewed] = []
    after_commit(QuestionPreviewed)(heard.append)
    who, ticket = lawyer(), make_ticket()
    service.declare_conflict(who, ticket, is_clear=True)
    service.preview(who, ticket)
    assert (heard[-1].actor, heard[-1].ticket_id) == (who.account_id, ticket.id)


def test_a_taken_question_cannot_be_taken_again() -> None:
    _first, ticket = claimed()
    second = lawyer()
    with transaction():
        db.session.add(ConflictDeclaration(ticket_id=ticket.id, lawyer_id=second.account_id, is_clear=True))
    with pytest.raises(Conflict) as refusal:
        service.claim(second, ticket)
    assert refusal.value.code == "taken"
    assert ticket.lawyer_id == _first.account_id


def test_giving_back_keeps_the_deadline_and_frees_the_ticket() -> None:
    who, ticket = claimed()
    due = ticket.respond_by
    service.give_back(who, ticket, reason="no_time")
    assert (ticket.state, ticket.lawyer_id, ticket.respond_by) == (State.RETURNED, None, due)
    with pytest.raises(NotAllowed):
        service.give_back(who, ticket, reason="no_time")


def test_why_a_case_was_given_back_is_read_by_staff_only() -> None:
    who, ticket = claimed()
    service.give_back(who, ticket, reason="other", text="My cousin works there.")
    change = last_change(ticket)
    assert "cousin" in describe(ticket, change, for_staff=True)
    assert "cousin" not in describe(ticket, change, for_staff=False)
    assert change.reason_sealed is not None
    assert b"cousin" not in change.reason_sealed


@pytest.mark.parametrize(
    ("reason", "text", "field"), [("", "", "reason"), ("other", " ", "text"), ("x", "", "reason")]
)
def test_a_reason_is_needed(reason: str, text: str, field: str) -> None:
    who, ticket = claimed()
    for verb in (service.give_back, service.decline):
        with pytest.raises(Invalid) as refusal:
            verb(who, ticket, reason=reason, text=text)
        assert refusal.value.field == field


def test_the_asker_reads_why_a_question_was_declined() -> None:
    who, ticket = claimed()
    service.decline(who, ticket, reason="other", text="Please ask the housing office.")
    assert (ticket.state, ticket.closed_at is not None) == (State.DECLINED, True)
    assert "housing office" in describe(ticket, last_change(ticket), for_staff=False)


def test_a_case_handed_to_a_colleague_is_closed_to_them_until_they_declare() -> None:
    who, ticket = claimed()
    other = lawyer()
    service.transfer(who, ticket, lawyer_id=str(other.account_id), text="You know this field.")
    assert (ticket.state, ticket.lawyer_id) == (State.CLAIMED, other.account_id)
    assert not can(other, Permission.TICKET_READ, ticket)
    assert not can(who, Permission.TICKET_READ, ticket)
    service.declare_conflict(other, ticket, is_clear=True)
    assert can(other, Permission.CHAT_SEND, ticket)


def test_a_colleague_with_a_conflict_returns_the_case_to_the_queue() -> None:
    who, ticket = claimed()
    other = lawyer()
    service.transfer(who, ticket, lawyer_id=str(other.account_id))
    service.declare_conflict(other, ticket, is_clear=False)
    assert (ticket.state, ticket.lawyer_id, ticket.awaits_declaration) == (State.RETURNED, None, False)
    assert other.account_id not in {colleague.id for colleague in available_for(ticket)}


def test_a_case_goes_only_to_lawyers_who_may_work_on_it() -> None:
    who, ticket = claimed()
    declared = lawyer()
    with transaction():
        db.session.add(
            ConflictDeclaration(ticket_id=ticket.id, lawyer_id=declared.account_id, is_clear=False)
        )
    unable = [
        make_account(Role.LAWYER, verified_at=None),
        make_account(Role.LAWYER, suspended_at=now()),
        make_account(Role.LAWYER, licence_expires_on=today() - timedelta(days=1)),
        make_account(Role.MODERATOR),
    ]
    for account_id in [account.id for account in unable] + [
        str(declared.account_id),
        str(who.account_id),
        "nobody",
    ]:
        with pytest.raises(Invalid) as refusal:
            service.transfer(who, ticket, lawyer_id=account_id)
        assert refusal.value.field == "lawyer"
    assert ticket.lawyer_id == who.account_id


def test_a_case_can_go_back_to_the_queue_under_another_topic_and_language() -> None:
    who, ticket = claimed()
    make_topic("observers")
    service.return_to_queue(who, ticket, language="ru", topic="observers", text="It is about observers.")
    assert (ticket.state, ticket.lawyer_id) == (State.RETURNED, None)
    assert (ticket.language, ticket.topic_slug) == ("ru", "observers")


def test_a_moderator_assigns_a_waiting_ticket_and_takes_it_from_a_lawyer() -> None:
    first, second, ticket = lawyer(), lawyer(), make_ticket()
    service.assign(moderator(), ticket, lawyer_id=str(first.account_id))
    assert (ticket.state, ticket.lawyer_id, ticket.awaits_declaration) == (
        State.CLAIMED,
        first.account_id,
        True,
    )
    service.assign(moderator(), ticket, lawyer_id=str(second.account_id))
    assert ticket.lawyer_id == second.account_id
    with pytest.raises(NotAllowed):
        service.assign(first, ticket, lawyer_id=str(first.account_id))


def test_the_asker_closes_and_reopens_and_the_term_starts_anew() -> None:
    _who, ticket = claimed()
    asker = asker_of(ticket)
    service.close(asker, ticket)
    assert ticket.state == State.CLOSED
    set_on(ticket, respond_by=now() - timedelta(days=3))
    service.reopen(asker, ticket)
    assert (ticket.state, ticket.lawyer_id, ticket.closed_at) == (State.REOPENED, None, None)
    assert ticket.respond_by > now()


def test_the_asker_deletes_everything_about_the_question() -> None:
    _who, ticket = claimed()
    ticket_id = ticket.id
    service.delete_ticket(asker_of(ticket), ticket)
    for model in (Ticket, TicketChange, ConflictDeclaration):
        column = model.id if model is Ticket else model.ticket_id
        assert db.session.scalar(select(func.count()).select_from(model).where(column == ticket_id)) == 0


def test_nobody_else_deletes_a_question() -> None:
    who, ticket = claimed()
    for actor in (who, moderator(), asker_of(make_ticket()), actor_of(make_account(Role.ADMINISTRATOR))):
        with pytest.raises(NotAllowed):
            service.delete_ticket(actor, ticket)


def test_tickets_past_their_day_are_deleted_and_no_others() -> None:
    old, young = make_ticket(), make_ticket()
    set_on(old, delete_on=today())
    set_on(young, delete_on=today() + timedelta(days=1))
    assert delete_expired() == 1
    assert db.session.scalars(select(Ticket.id)).all() == [young.id]
    assert delete_expired() == 0


def test_one_ticket_that_cannot_be_deleted_does_not_keep_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    stuck, other = make_ticket(), make_ticket()
    for ticket in (stuck, other):
        set_on(ticket, delete_on=today())

    def refuse(ticket: Ticket) -> None:
        if ticket.id == stuck.id:
            raise RuntimeError("stuck")

    monkeypatch.setattr(deletion, "_farewells", [refuse])
    assert delete_expired() == 1
    assert db.session.scalars(select(Ticket.id)).all() == [stuck.id]


@pytest.mark.parametrize(
    "loss",
    [{"licence_expires_on": today() - timedelta(days=1)}, {"suspended_at": now()}, {"verified_at": None}],
    ids=["licence", "suspended", "unverified"],
)
def test_cases_of_a_lawyer_who_may_not_work_any_longer_go_back_to_the_queue(loss: dict[str, Any]) -> None:
    account = make_account(Role.LAWYER)
    _who, ticket = claimed(actor_of(account))
    _other, kept = claimed()
    set_on(account, **loss)
    assert service.release_orphaned() == 1
    assert (ticket.state, ticket.lawyer_id) == (State.RETURNED, None)
    assert kept.state == State.CLAIMED
    assert last_change(ticket).actor_kind == "system"
    assert service.release_orphaned() == 0


def test_an_answered_case_stays_with_its_lawyer_when_the_licence_runs_out() -> None:
    account = make_account(Role.LAWYER)
    _who, ticket = claimed(actor_of(account))
    set_on(ticket, state=State.ANSWERED.value)
    set_on(account, licence_expires_on=today() - timedelta(days=1))
    assert service.release_orphaned() == 0


def test_the_system_may_give_back_and_delete_but_not_read() -> None:
    _who, ticket = claimed()
    system = system_actor("test")
    assert can(system, Permission.TICKET_GIVE_BACK, ticket)
    assert not can(system, Permission.TICKET_READ, ticket)
