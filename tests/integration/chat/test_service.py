"""Writing in a room."""

from __future__ import annotations

import threading
import uuid
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from app.authz.access import Actor, Role
from app.chat import service
from app.chat.models import Message, ReadMark
from app.chat.queries import find_message, timeline_after
from app.chat.rules import CHANGE_WINDOW, MESSAGE_MAX
from app.core.clock import now
from app.core.errors import Conflict, DomainError, Invalid, NotAllowed
from app.core.sealing import ticket_seal
from app.core.transaction import transaction
from app.extensions import db
from app.tickets.life import move
from app.tickets.models import Ticket
from app.tickets.rules import Action
from tests.actors import actor_of, asker_of, lawyer, moderator
from tests.factories import make_account, make_receipt
from tests.integration.chat.conftest import Room


def new_key() -> str:
    return str(uuid.uuid4())


def send(actor: Actor, room: Room, body: str = "Сәлем", key: str | None = None) -> Message:
    return service.send_message(actor, room.ticket, client_id=key or new_key(), body=body)


def opened(message: Message) -> str:
    return ticket_seal(message.ticket).open(message.body_sealed or b"", f"messages.body_sealed:{message.id}")


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(Message)) or 0


def test_a_message_is_stored_sealed_and_takes_the_next_number(room: Room) -> None:
    before = room.ticket.cursor
    message = send(room.asker, room, "  Құпия сөз\r\n ")
    assert opened(message) == "Құпия сөз"
    assert (message.seq, message.changed_at_cursor, room.ticket.cursor) == (before + 1,) * 3
    stored = db.session.execute(text("SELECT body_sealed FROM messages")).scalar_one()
    assert "Құпия".encode() not in bytes(stored)


def test_the_same_client_id_stores_one_message_and_returns_it_again(room: Room) -> None:
    key = new_key()
    first = send(room.asker, room, "бір", key)
    again = send(room.asker, room, "бір", key)
    assert again.id == first.id
    assert count() == 1
    assert send(room.lawyer, room, "екі", key).id != first.id  # an id belongs to its author


def test_a_repeat_is_answered_even_in_a_room_that_was_closed_meanwhile(room: Room) -> None:
    key = new_key()
    first = send(room.asker, room, "бір", key)
    with transaction():
        move(room.lawyer, room.ticket, Action.CLOSE)
    assert send(room.asker, room, "бір", key).id == first.id
    with pytest.raises(NotAllowed):
        send(room.asker, room)


def test_racing_repeats_and_different_messages_leave_no_gap_and_no_double(app: Flask, room: Room) -> None:
    keys = [new_key() for _ in range(6)]
    words = dict(zip(keys, ("бір", "екі", "үш", "төрт", "бес", "алты"), strict=True))
    ticket_id, asker, start = room.ticket.id, room.asker, room.ticket.cursor
    db.session.rollback()
    db.session.remove()
    returned: dict[str, set[str]] = {key: set() for key in keys}
    failures: list[Exception] = []
    gate = threading.Barrier(8)

    def work(number: int) -> None:
        gate.wait()
        for key in keys[number % 2 :] + keys[: number % 2]:
            with app.app_context():
                try:
                    ticket = db.session.get_one(Ticket, ticket_id)
                    message = service.send_message(asker, ticket, client_id=key, body=f"мәтін {words[key]}")
                    returned[key].add(message.id)
                except Exception as error:  # noqa: BLE001
                    failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    assert all(len(ids) == 1 for ids in returned.values())
    numbers = sorted(db.session.scalars(select(Message.changed_at_cursor)))
    assert numbers == list(range(start + 1, start + 1 + len(keys)))


def test_messages_move_the_ticket_between_the_two_sides(room: Room) -> None:
    assert room.ticket.state == "claimed"
    send(room.lawyer, room)
    assert room.ticket.state == "waiting_for_asker"
    assert room.ticket.first_reply_at is not None
    send(room.asker, room)
    assert room.ticket.state == "waiting_for_lawyer"
    assert room.ticket.message_count == 2


def test_every_message_puts_the_day_of_deletion_off(room: Room) -> None:
    with transaction():
        room.ticket.delete_on -= timedelta(days=20)
    before = room.ticket.delete_on
    send(room.asker, room)
    send(room.asker, room)  # this one changes no state
    assert room.ticket.delete_on > before + timedelta(days=19)


def test_strangers_other_lawyers_and_moderators_cannot_write_to_the_asker(room: Room) -> None:
    other, _ = make_receipt()
    for actor in (asker_of(other), lawyer(), moderator(), actor_of(make_account(Role.ADMINISTRATOR))):
        with pytest.raises(NotAllowed):
            send(actor, room)
    assert count() == 0


def test_a_lawyer_who_only_holds_the_receipt_writes_as_the_asker(room: Room) -> None:
    someone = make_account(Role.LAWYER)
    message = send(actor_of(someone, room.ticket), room)
    assert (message.author, message.author_kind) == ("asker", "asker")


def test_notes_are_for_staff_who_work_on_the_case(room: Room) -> None:
    note = service.add_note(room.lawyer, room.ticket, client_id=new_key(), body="ескерту")
    assert service.add_note(moderator(), room.ticket, client_id=new_key(), body="тағы").kind == "note"
    with pytest.raises(NotAllowed):
        service.add_note(room.asker, room.ticket, client_id=new_key(), body="x")
    with pytest.raises(NotAllowed):
        service.add_note(lawyer(), room.ticket, client_id=new_key(), body="x")
    assert room.ticket.state == "claimed"
    seen = [entry for entry in timeline_after(room.lawyer, room.ticket, 0).entries if entry.kind == "note"]
    assert seen[0].id == note.id
    assert all(entry.kind != "note" for entry in timeline_after(room.asker, room.ticket, -1).entries)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("", "empty"),
        (" \n\t\u200b".strip("\u200b"), "empty"),
        ("\u202e", "empty"),
        ("ә" * (MESSAGE_MAX + 1), "too_long"),
    ],
)
def test_bad_texts_are_refused_with_a_code(room: Room, body: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        send(room.asker, room, body)
    assert (caught.value.code, caught.value.field) == (code, "body")


@pytest.mark.parametrize("key", ["", "short", "x" * 37, "with space in it", "юникодта-жазылған"])
def test_bad_client_ids_are_refused(room: Room, key: str) -> None:
    with pytest.raises(Invalid) as caught:
        service.send_message(room.asker, room.ticket, client_id=key, body="x")
    assert caught.value.code == "bad_client_id"


def test_the_own_receipt_is_never_stored_in_a_message(db_session: object) -> None:
    ticket, secret = make_receipt()
    with pytest.raises(Invalid) as caught:
        service.send_message(asker_of(ticket), ticket, client_id=new_key(), body=f"Кодым: {secret}")
    assert caught.value.code == "own_secret"
    assert count() == 0


@pytest.mark.parametrize(
    "body", ["Нөмірім 8 701 123 45 67", "ЖСН 990101400125", "жазыңыз: aigerim@example.kz"]
)
def test_an_askers_personal_data_is_sent_only_when_confirmed(room: Room, body: str) -> None:
    with pytest.raises(Invalid) as caught:
        send(room.asker, room, body)
    assert (caught.value.code, caught.value.field) == ("personal_data", "body")
    key = new_key()
    sent = service.send_message(room.asker, room.ticket, client_id=key, body=body, confirmed=True)
    assert send(room.asker, room, body, key).id == sent.id  # a repeat asks nothing
    with pytest.raises(Invalid):
        service.edit_message(room.asker, sent, body=f"{body}!")
    assert service.edit_message(room.asker, sent, body=f"{body}!", confirmed=True).edited_at is not None


def test_a_lawyer_may_name_a_telephone_number(room: Room) -> None:
    assert send(room.lawyer, room, "Комиссияның телефоны: 8 725 123 45 67").kind == "text"


def test_the_author_can_edit_and_withdraw_for_a_while(room: Room) -> None:
    message = send(room.asker, room, "бір")
    later = send(room.lawyer, room, "жауап")
    service.edit_message(room.asker, message, body="екі")
    assert opened(message) == "екі"
    assert message.edited_at is not None
    assert message.changed_at_cursor == later.changed_at_cursor + 1
    assert message.seq < later.seq  # it stays in its place
    service.withdraw_message(room.asker, message)
    assert message.body_sealed is None
    assert message.changed_at_cursor == later.changed_at_cursor + 2
    with pytest.raises(Conflict) as caught:
        service.edit_message(room.asker, message, body="үш")
    assert caught.value.code == "withdrawn"


def test_repeated_edits_and_withdrawals_change_nothing_twice(room: Room) -> None:
    message = send(room.asker, room, "бір")
    service.edit_message(room.asker, message, body="екі")
    newest = room.ticket.cursor
    service.edit_message(room.asker, message, body="екі")
    assert room.ticket.cursor == newest
    service.withdraw_message(room.asker, message)
    service.withdraw_message(room.asker, message)
    assert room.ticket.cursor == newest + 1


def test_after_the_window_and_for_others_a_message_stays_as_it_is(room: Room) -> None:
    message = send(room.asker, room, "бір")
    for change in (
        lambda: service.edit_message(room.lawyer, message, body="бір"),
        lambda: service.withdraw_message(room.lawyer, message),
    ):
        with pytest.raises(NotAllowed) as caught:
            change()
        assert caught.value.code == "not_author"
    with transaction():
        message.created_at = now() - CHANGE_WINDOW - timedelta(seconds=1)
    with pytest.raises(Conflict) as late:
        service.withdraw_message(room.asker, message)
    assert late.value.code == "too_late"


def test_nothing_is_edited_in_a_closed_room(room: Room) -> None:
    message = send(room.asker, room, "бір")
    with transaction():
        move(room.lawyer, room.ticket, Action.CLOSE)
    with pytest.raises(NotAllowed):
        service.edit_message(room.asker, message, body="екі")


def test_reading_marks_only_grow_and_never_pass_the_newest_entry(room: Room) -> None:
    for _ in range(3):
        send(room.asker, room)
    top = room.ticket.cursor
    mark = service.mark_read(room.lawyer, room.ticket, delivered=top)
    assert (mark.read_up_to, mark.delivered_up_to) == (0, top)
    service.mark_read(room.lawyer, room.ticket, read=top - 1)
    service.mark_read(room.lawyer, room.ticket, read=1)
    assert service.mark_read(room.lawyer, room.ticket, read=10**6).read_up_to == top
    assert db.session.get(ReadMark, (room.ticket.id, "asker")) is None


def test_the_mark_of_the_asker_does_not_tell_that_notes_exist(room: Room) -> None:
    service.add_note(room.lawyer, room.ticket, client_id=new_key(), body="ескерту")
    mark = service.mark_read(room.asker, room.ticket, read=10**6)
    assert mark.read_up_to == room.ticket.public_cursor < room.ticket.cursor


def test_a_message_of_another_room_is_not_found(room: Room) -> None:
    message = send(room.asker, room)
    other, _ = make_receipt()
    assert find_message(room.ticket, message.id) is message
    assert find_message(other, message.id) is None


def test_too_many_messages_are_slowed_down(app: Flask, room: Room) -> None:
    app.config["RATE_LIMITS"] = True

    def flood() -> None:
        for _ in range(60):
            send(room.asker, room)

    with pytest.raises(DomainError) as caught:
        flood()
    assert caught.value.code == "too_many"
    assert count() < 60
