"""What a message costs the database: no more statements for fifty texts than for one."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Sequence

import pytest
from flask import Flask

from app.accounts.browser import living_actors, load_browser, token_hash
from app.accounts.models import BrowserSession
from app.authz.access import Actor
from app.chat.models import Message
from app.chat.writing import Draft, Outcome, Written, write
from app.core.errors import DomainError, NotAllowed, NotFound
from app.core.transaction import transaction
from app.extensions import db
from app.realtime.together import Together
from app.tickets.life import move
from app.tickets.rules import Action
from tests.actors import moderator
from tests.integration.chat.conftest import Room, claimed, token_of
from tests.support.fixtures_app import Statements

# Rooms with their lock, who writes, the rooms' new state, the messages; alone, also: is it a repeat?
MANY, ALONE = 4, 5


def session_of(actor: Actor) -> str:
    found = db.session.scalar(
        db.select(BrowserSession.id).where(BrowserSession.token_hash == token_hash(token_of(actor)))
    )
    assert found is not None
    db.session.rollback()
    return found


def draft(room: Room, session: str, body: str = "Сәлем", **values: object) -> Draft:
    number = room.ticket.number
    return Draft(number=number, client_id=str(uuid.uuid4()), body=body, session_id=session, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(("count", "expected"), [(1, ALONE), (2, MANY), (50, MANY)])
def test_many_messages_take_as_few_statements_as_one(
    room: Room, statements: Statements, count: int, expected: int
) -> None:
    session = session_of(room.lawyer)
    write([draft(room, session)])  # the first one moves the ticket on, and the audit log notes that
    drafts = [draft(room, session, f"мәтін {number}") for number in range(count)]
    with statements.counted():
        outcomes = write(drafts)
    assert all(isinstance(outcome, Written) for outcome in outcomes)
    assert len(statements) == expected


def test_a_repeat_among_many_is_answered_with_the_stored_message(app: Flask, room: Room) -> None:
    session = session_of(room.lawyer)
    stored = draft(room, session, "бірінші")
    (first,) = write([stored])
    together: Together[Draft, Outcome] = Together(write)
    drafts = [draft(room, session, "екінші"), stored, draft(room, session, "үшінші")]
    results: dict[int, Outcome] = {}

    def do(place: int) -> None:
        with app.app_context():
            results[place] = together.do(drafts[place])

    db.session.rollback()
    threads = [threading.Thread(target=do, args=(place,)) for place in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert isinstance(first, Written)
    again = results[1]
    assert isinstance(again, Written)
    assert again.entry.id == first.entry.id
    assert db.session.query(Message).filter_by(ticket_id=room.ticket.id).count() == 3


def test_a_repeat_is_answered_also_when_writing_has_become_forbidden(room: Room) -> None:
    session = session_of(room.lawyer)
    stored = draft(room, session)
    (first,) = write([stored])
    db.session.refresh(room.ticket)
    with transaction():
        move(room.lawyer, room.ticket, Action.CLOSE)
    again, refused = write([stored, draft(room, session)])
    assert isinstance(first, Written)
    assert isinstance(again, Written)
    assert again.entry.id == first.entry.id
    assert isinstance(refused, NotAllowed)


def test_many_at_once_get_places_in_their_order_and_without_a_gap(room: Room) -> None:
    session, before = session_of(room.lawyer), room.ticket.cursor
    outcomes = write([draft(room, session, f"мәтін {number}") for number in range(20)])
    places = [outcome.entry.place for outcome in outcomes if isinstance(outcome, Written)]
    assert places == list(range(before + 1, before + 21))
    db.session.refresh(room.ticket)
    assert room.ticket.cursor == before + 20
    assert room.ticket.message_count == 20


def test_one_bad_text_among_many_fails_alone(room: Room) -> None:
    other = claimed()
    lawyer, stranger = session_of(room.lawyer), session_of(other.lawyer)
    outcomes = write(
        [
            draft(room, lawyer, "бірінші"),
            draft(room, lawyer, "   "),
            draft(room, stranger, "бөтен"),
            draft(room, "no such session", "ешкім"),
            draft(room, lawyer, "соңғы"),
        ]
    )
    kinds = [outcome.code if isinstance(outcome, DomainError) else "stored" for outcome in outcomes]
    assert kinds == ["stored", "empty", NotFound().code, "session_ended", "stored"]
    assert isinstance(outcomes[3], NotAllowed)
    assert db.session.query(Message).filter_by(ticket_id=room.ticket.id).count() == 2


def test_the_same_text_twice_in_one_go_is_stored_once(room: Room) -> None:
    first = draft(room, session_of(room.asker))
    one, two = write([first, first])
    assert isinstance(one, Written)
    assert isinstance(two, Written)
    assert one.entry.id == two.entry.id
    assert db.session.query(Message).filter_by(ticket_id=room.ticket.id).count() == 1


@pytest.mark.parametrize("who", ["asker", "lawyer", "moderator"])
def test_a_socket_acts_as_the_same_actor_as_a_page(room: Room, who: str) -> None:
    actor = {"asker": room.asker, "lawyer": room.lawyer, "moderator": moderator()}[who]
    token = token_of(actor)
    browser = load_browser(token)
    assert browser is not None
    of_page = browser.actor()
    assert of_page.session_id is not None
    assert living_actors([of_page.session_id]) == {of_page.session_id: of_page}
    assert living_actors(["unknown"]) == {}


def test_work_that_waits_is_done_in_one_go_and_each_gets_its_own_result(app: Flask) -> None:
    batches: list[int] = []
    busy, go_on = threading.Event(), threading.Event()

    def work(jobs: Sequence[int]) -> list[int]:
        batches.append(len(jobs))
        busy.set()
        assert go_on.wait(20)
        return [job * 2 for job in jobs]

    together: Together[int, int] = Together(work)
    results: dict[int, int] = {}

    def do(job: int) -> None:
        results[job] = together.do(job)

    first = threading.Thread(target=do, args=(0,))
    first.start()
    assert busy.wait(20)
    rest = [threading.Thread(target=do, args=(job,)) for job in range(1, 9)]
    for thread in rest:
        thread.start()
    while len(together.queue) < 8:
        pass
    go_on.set()
    for thread in (first, *rest):
        thread.join(20)
    assert results == {job: job * 2 for job in range(9)}
    assert batches == [1, 8]


def test_a_job_that_breaks_the_work_of_all_fails_alone(app: Flask) -> None:
    def work(jobs: Sequence[int]) -> list[int]:
        if 3 in jobs:
            raise ValueError("three")
        return list(jobs)

    together: Together[int, int] = Together(work)
    results: dict[int, object] = {}

    def do(job: int) -> None:
        try:
            results[job] = together.do(job)
        except ValueError as error:
            results[job] = str(error)

    threads = [threading.Thread(target=do, args=(job,)) for job in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert results == {0: 0, 1: 1, 2: 2, 3: "three", 4: 4, 5: 5}
    assert together.do(7) == 7
