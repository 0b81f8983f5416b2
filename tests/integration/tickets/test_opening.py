"""A question becomes a ticket, once."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session, scoped_session

from app.authz.access import Role
from app.core.clock import now, today
from app.core.errors import Conflict, Invalid, NotAllowed
from app.core.events import after_commit
from app.core.transaction import transaction
from app.extensions import db
from app.reference.models import Election
from app.tickets.events import TicketOpened
from app.tickets.models import Ticket
from app.tickets.opening import QUESTION_MAX, open_ticket
from app.tickets.receipts import question_text, verify
from tests import factories
from tests.actors import VISITOR, actor_of
from tests.factories import make_account, make_receipt, make_ticket, make_topic

DbSession = scoped_session[Session]


def test_the_question_is_stored_sealed_and_opens_again(db_session: DbSession) -> None:
    ticket, secret = make_receipt(question="  Мәтін\r\nекінші жол  ")
    assert question_text(ticket) == "Мәтін\nекінші жол"
    assert "Мәтін".encode() not in ticket.question_sealed
    assert secret not in ticket.secret_hash
    assert ticket.state == "new"
    assert verify(ticket.number, secret) is not None


def test_nothing_typed_and_no_secret_stands_in_the_database_in_clear(db_session: DbSession) -> None:
    ticket, secret = make_receipt(question="Құпия сөз осында")
    row = db_session.execute(text("SELECT * FROM tickets")).mappings().one()
    stored = " ".join(bytes(v).hex() if isinstance(v, bytes | memoryview) else str(v) for v in row.values())
    assert ticket.number in stored
    for hidden in ("Құпия", "Құпия".encode().hex(), secret, secret.replace("-", ""), secret.encode().hex()):
        assert hidden not in stored


def test_an_opened_ticket_is_told_after_the_commit(db_session: DbSession) -> None:
    told: list[str] = []

    @after_commit(TicketOpened)
    def listen(event: TicketOpened) -> None:
        told.append(event.ticket_id)

    ticket = make_ticket()
    assert ticket.id in told


def test_the_place_is_a_district_with_its_region_or_only_a_region_or_nothing(db_session: DbSession) -> None:
    district = make_ticket(district="keles")
    region = make_ticket(region="turkistan")
    nowhere = make_ticket()
    assert (district.region_code, district.district_code) == ("turkistan", "keles")
    assert (region.region_code, region.district_code) == ("turkistan", None)
    assert (nowhere.region_code, nowhere.district_code) == (None, None)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"question": " \n "}, "question"),
        ({"question": "ә" * (QUESTION_MAX + 1)}, "question"),
        ({"language": "de"}, "language"),
        ({"adult": "maybe"}, "adult"),
        ({"urgency": "now"}, "urgency"),
        ({"publication": ""}, "publication"),
        ({"region": "atlantis"}, "place"),
    ],
)
def test_bad_values_are_refused_with_the_name_of_the_field(
    db_session: DbSession, values: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        make_ticket(**values)
    assert caught.value.field == field


def test_a_retired_topic_is_refused(db_session: DbSession) -> None:
    make_topic("old", is_active=False)
    with pytest.raises(Invalid) as caught:
        make_ticket(topic="old")
    assert caught.value.field == "topic"


def test_staff_do_not_ask(db_session: DbSession) -> None:
    with pytest.raises(NotAllowed):
        make_ticket(actor_of(make_account(Role.MODERATOR)))


def test_the_ticket_of_an_account_belongs_to_it(db_session: DbSession) -> None:
    account = make_account(Role.ASKER)
    assert make_ticket(actor_of(account)).account_id == account.id
    assert make_ticket().account_id is None


def test_the_first_reply_is_due_sooner_when_urgent_and_soonest_on_voting_day(db_session: DbSession) -> None:
    normal, soon, station = (make_ticket(urgency=each) for each in ("normal", "soon", "station"))
    assert normal.respond_by > soon.respond_by > station.respond_by
    with transaction():
        db.session.add(Election(name={"en": "Test"}, voting_day=today()))
    assert make_ticket().respond_by - now() < timedelta(minutes=11)


def test_the_same_form_sent_twice_is_one_ticket_with_one_secret(db_session: DbSession) -> None:
    first, secret = make_receipt(request_key="one form")
    again, same = make_receipt(request_key="one form")
    assert (again.id, same) == (first.id, secret)
    assert make_ticket(request_key="another form").id != first.id


def test_the_same_form_sent_much_later_is_refused(db_session: DbSession) -> None:
    ticket = make_ticket(request_key="one form")
    with transaction():
        ticket.created_at = now() - timedelta(hours=1)
    with pytest.raises(Conflict):
        make_ticket(request_key="one form")


def test_the_same_form_sent_simultaneously_is_one_ticket(app: Flask, db_session: DbSession) -> None:
    make_topic()
    secrets: list[str] = []

    def send() -> None:
        with app.app_context():
            values = {"language": "kk", "topic": "away", "district": None, "adult": "yes"}
            _, secret = open_ticket(
                VISITOR,
                question=factories.QUESTION,
                urgency="normal",
                publication="no",
                request_key="one form",
                **values,
            )
            secrets.append(secret)

    db.session.rollback()
    threads = [threading.Thread(target=send) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(secrets) == 5
    assert len(set(secrets)) == 1
    assert db_session.scalar(select(func.count()).select_from(Ticket)) == 1
