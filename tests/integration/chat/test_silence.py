"""Conversations in which nobody writes: told honestly, once, and woken by the next message."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.articles.events import ConsentRequested
from app.authz.access import system_actor
from app.chat import news, service
from app.chat.models import Message
from app.chat.queries import timeline_after
from app.chat.silence import let_rest
from app.core.clock import now
from app.core.errors import NotAllowed
from app.core.events import record
from app.core.transaction import transaction
from app.extensions import db
from app.tickets.lawyers import available_for
from app.tickets.models import Ticket, TicketChange
from app.tickets.resting import rest, resting
from tests.actors import lawyer
from tests.factories import make_ticket
from tests.integration.chat.conftest import Room, browser_of, claimed


def say(room: Room, *, by_asker: bool = True) -> Message:
    actor = room.asker if by_asker else room.lawyer
    return service.send_message(actor, room.ticket, client_id=str(uuid.uuid4()), body="Сәлем")


def later(room: Room, minutes: int = 11) -> None:
    """Let everything in the room have happened so much earlier."""
    past, ticket = now() - timedelta(minutes=minutes), room.ticket.id
    with transaction():
        db.session.execute(db.update(Ticket).where(Ticket.id == ticket).values(waiting_since=past))
        db.session.execute(db.update(Message).where(Message.ticket_id == ticket).values(created_at=past))
        db.session.execute(
            db.update(TicketChange).where(TicketChange.ticket_id == ticket).values(created_at=past)
        )
    db.session.expire_all()


def actions(room: Room) -> list[str | None]:
    return [entry.action for entry in timeline_after(room.asker, room.ticket, 0).entries if entry.action]


@pytest.mark.parametrize("last", ["claim", "asker", "lawyer"])
def test_a_conversation_without_messages_rests_once_and_both_sides_read_it(room: Room, last: str) -> None:
    if last != "claim":
        say(room, by_asker=last == "asker")
    assert let_rest() == 0
    later(room)
    assert let_rest() == 1
    assert let_rest() == 0
    db.session.refresh(room.ticket)
    assert actions(room) == ["claim", "rest"]
    assert resting([room.ticket.id]) == {room.ticket.id}
    assert room.ticket.lawyer_id == room.lawyer.account_id


@pytest.mark.parametrize("author", ["asker", "lawyer"])
def test_the_next_message_wakes_it_for_as_long_again(room: Room, author: str) -> None:
    say(room)
    later(room)
    let_rest()
    say(room, by_asker=author == "asker")
    assert resting([room.ticket.id]) == set()
    assert let_rest() == 0
    later(room)
    assert let_rest() == 1


def test_a_note_neither_wakes_it_nor_keeps_it_awake(room: Room) -> None:
    later(room)
    service.add_note(room.lawyer, room.ticket, client_id="a-note-for-me", body="later")
    assert let_rest() == 1
    service.add_note(room.lawyer, room.ticket, client_id="another-note", body="still")
    assert resting([room.ticket.id]) == {room.ticket.id}


def test_what_waits_in_the_queue_or_is_finished_never_rests(room: Room) -> None:
    waiting = Room(make_ticket(), room.asker, room.lawyer)
    later(waiting)
    assert let_rest() == 0


def test_a_message_of_the_last_moment_is_seen_under_the_lock(room: Room) -> None:
    seen = room.ticket.public_cursor
    say(room)
    assert rest(system_actor("silence"), room.ticket, seen=seen) is False
    with pytest.raises(NotAllowed):
        rest(room.lawyer, room.ticket, seen=room.ticket.public_cursor)


def test_several_processes_at_once_and_exactly_one_does_it(app: Flask, room: Room) -> None:
    later(room)
    done: list[int] = []
    barrier = threading.Barrier(3)

    def look() -> None:
        with app.app_context():
            barrier.wait(timeout=20)
            done.append(let_rest())
            db.session.remove()

    threads = [threading.Thread(target=look) for _ in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(timeout=60)
    assert sorted(done) == [0, 0, 1]
    db.session.expire_all()
    assert actions(room) == ["claim", "rest"]


def test_a_resting_case_takes_none_of_the_lawyers_time(room: Room) -> None:
    other = claimed()

    def load() -> int:
        return next(
            each.open_cases for each in available_for(other.ticket) if each.id == room.lawyer.account_id
        )

    assert load() == 1
    later(room)
    let_rest()
    assert load() == 0
    say(room)
    assert load() == 1


@pytest.mark.parametrize("prefix", ["", "/ru", "/en"])
def test_the_asker_is_told_before_and_after(app: Flask, room: Room, prefix: str) -> None:
    client = browser_of(app, room.asker)
    before = client.get(f"{prefix}/t/{room.ticket.number}").get_data(as_text=True)
    assert "data-resting" not in before
    later(room)
    let_rest()
    after = client.get(f"{prefix}/t/{room.ticket.number}").get_data(as_text=True)
    assert "data-resting" in after
    desk = browser_of(app, room.lawyer).get(f"{prefix}/desk/{room.ticket.number}").get_data(as_text=True)
    assert "data-resting" in desk
    if prefix == "/en":
        assert "If nobody replies within 10 minutes" in before
        assert "You may leave" in after
        assert "Nobody has written for a while" in after


def test_an_open_room_hears_that_consent_was_asked(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[Any] = []
    publish: Callable[..., None] = lambda *what: sent.append(what)  # noqa: E731
    monkeypatch.setattr(news, "publish", publish)
    with transaction():
        record(ConsentRequested(actor="x", article_id="a", ticket_id=room.ticket.id, text_hash="h"))
    ((rooms, event, payload),) = sent
    assert event == "chat:aside"
    assert payload == {"ticket": room.ticket.number}
    assert f"ticket:{room.ticket.id}" in rooms


def test_who_else_could_rest_a_case(room: Room) -> None:
    with pytest.raises(NotAllowed):
        rest(lawyer(), room.ticket, seen=0)
