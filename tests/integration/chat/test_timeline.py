"""Reading a room: complete, in order, without what is not for one's eyes, and the same live as fetched."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies
from sqlalchemy import event, insert, text

from app.authz.access import Actor
from app.chat import listeners, service
from app.chat.models import Message
from app.chat.presentation import wire_slice
from app.chat.queries import PAGE, timeline_after, timeline_before
from app.chat.rules import CHANGE_WINDOW
from app.core.clock import now
from app.core.database import new_id
from app.core.sealing import ticket_seal
from app.core.transaction import transaction
from app.extensions import db
from app.tickets.life import move
from app.tickets.models import Ticket
from app.tickets.rules import Action
from tests.integration.chat.conftest import Room, claimed
from tests.protocol_client import Timeline


def say(actor: Actor, ticket: Ticket, body: str) -> Message:
    return service.send_message(actor, ticket, client_id=str(uuid.uuid4()), body=body)


def fetch(actor: Actor, ticket: Ticket, timeline: Timeline) -> None:
    """Read on from the timeline's cursor to the end, as a client does."""
    more = True
    while more:
        after = timeline.last
        page = wire_slice(timeline_after(actor, ticket, after, limit=7), ticket, after)
        for entry in page["entries"]:
            timeline.apply(entry)
        timeline.reach(page["cursor"])
        more = page["more"]


def fresh(actor: Actor, ticket: Ticket) -> Timeline:
    timeline = Timeline()
    fetch(actor, ticket, timeline)
    return timeline


# ------------------------------------------------------------------ state = sum of events

STEPS = strategies.lists(
    strategies.tuples(
        strategies.sampled_from(
            [
                "asker",
                "lawyer",
                "note",
                "edit",
                "withdraw",
                "edit_note",
                "withdraw_note",
                "answer",
                "ask_back",
                "hidden",
            ]
        ),
        strategies.integers(0, 50),
    ),
    max_size=25,
)
NETWORK = strategies.lists(
    strategies.tuples(strategies.booleans(), strategies.integers(0, 3), strategies.integers(0, 6)),
    min_size=40,
    max_size=40,
)


class History:
    """Plays steps in a room."""

    def __init__(self) -> None:
        self.room = claimed()
        self.texts: list[tuple[Actor, Message]] = []
        self.notes: list[tuple[Actor, Message]] = []

    def play(self, step: str, number: int) -> None:
        room, ticket = self.room, self.room.ticket
        moves = {"answer": Action.ANSWER, "ask_back": Action.ASK_BACK, "hidden": Action.TRANSFER}
        if step in {"asker", "lawyer"}:
            actor = room.asker if step == "asker" else room.lawyer
            self.texts.append((actor, say(actor, ticket, f"мәтін {number}")))
        elif step == "note":
            note = service.add_note(
                room.lawyer, ticket, client_id=str(uuid.uuid4()), body=f"ескерту {number}"
            )
            self.notes.append((room.lawyer, note))
        elif step in moves:
            if step == "ask_back" and ticket.state != "answered":
                return
            with transaction():
                move(room.lawyer, ticket, moves[step], reason="себебі", staff_only=step == "hidden")
        else:
            self._change(step, number)

    def _change(self, step: str, number: int) -> None:
        changed = self.notes if step.endswith("note") else self.texts
        if not changed:
            return
        actor, message = changed[number % len(changed)]
        if message.withdrawn_at is not None:
            return
        if step.startswith("edit"):
            service.edit_message(actor, message, body=f"өзгерді {number}")
        else:
            service.withdraw_message(actor, message)


def deliver(timeline: Timeline, events: list[dict[str, Any]], network: list[tuple[bool, int, int]]) -> None:
    """Hand events over as a bad network does: some lost, some late, some twice."""
    late: list[dict[str, Any]] = []
    for index, entry in enumerate(events):
        is_lost, delay, twice = network[index % len(network)]
        late.append(entry)
        if not is_lost and delay == 0:
            timeline.apply(late.pop())
        if twice == 0 and events[:index]:
            timeline.apply(events[index - 1])
        if len(late) > 3:
            timeline.apply(late.pop(0))


@pytest.fixture
def pushed(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[dict[str, Any]]]:
    """Return what is pushed to the two sides of all rooms."""
    sides: dict[str, list[dict[str, Any]]] = {"asker": [], "staff": []}

    def publish(rooms: str | list[str], name: str, payload: dict[str, Any], **_: Any) -> None:
        for room in [rooms] if isinstance(rooms, str) else rooms:
            if name == "chat:entry" and room.endswith(":kk"):
                sides["staff" if room.startswith("ticket-staff") else "asker"].append(payload)

    monkeypatch.setattr(listeners, "publish", publish)
    monkeypatch.setattr(listeners, "is_anybody_in", lambda room: room.endswith(":kk"))
    return sides


def newest(ticket: Ticket, side: str) -> int:
    return ticket.cursor if side == "staff" else ticket.public_cursor


Pushed = dict[str, list[dict[str, Any]]]
PROPERTY = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@settings(PROPERTY, max_examples=15)
@given(steps=STEPS, network=NETWORK, heal_at=strategies.integers(0, 25))
def test_live_events_over_a_bad_network_add_up_to_what_is_fetched(
    db_session: Any, pushed: Pushed, steps: Any, network: Any, heal_at: int
) -> None:
    history = History()
    room = history.room
    sides = {"asker": room.asker, "staff": room.lawyer}
    live = {side: fresh(actor, room.ticket) for side, actor in sides.items()}
    for part in (steps[:heal_at], steps[heal_at:]):
        for events in pushed.values():
            events.clear()
        for step, number in part:
            history.play(step, number)
        for side, actor in sides.items():
            deliver(live[side], pushed[side], network)
            # A client asks again when it sees a gap, and at the latest when it hears the newest cursor.
            if live[side].has_gap() or live[side].last < newest(room.ticket, side):
                fetch(actor, room.ticket, live[side])
            assert not live[side].has_gap()
            assert live[side].state() == fresh(actor, room.ticket).state()
    assert all(entry["kind"] != "note" for entry in live["asker"].in_order())


def test_a_client_that_never_asks_again_does_not_have_everything(room: Room, pushed: Pushed) -> None:
    timeline = fresh(room.asker, room.ticket)
    for body in ("бір", "екі", "үш"):
        say(room.lawyer, room.ticket, body)
    timeline.apply(pushed["asker"][0])
    timeline.apply(pushed["asker"][2])
    assert timeline.has_gap()
    assert timeline.state() != fresh(room.asker, room.ticket).state()


@settings(PROPERTY, max_examples=8)
@given(steps=STEPS)
def test_on_a_good_network_nobody_ever_has_to_ask_again(db_session: Any, pushed: Pushed, steps: Any) -> None:
    history = History()
    room = history.room
    live = {"asker": fresh(room.asker, room.ticket), "staff": fresh(room.lawyer, room.ticket)}
    for events in pushed.values():
        events.clear()
    for step, number in steps:
        history.play(step, number)
        for side, timeline in live.items():
            while pushed[side]:
                timeline.apply(pushed[side].pop(0))
            assert not timeline.has_gap()
            assert timeline.last == newest(room.ticket, side)
    assert live["asker"].state() == fresh(room.asker, room.ticket).state()
    assert live["staff"].state() == fresh(room.lawyer, room.ticket).state()


# ------------------------------------------------------------------ what is read


def test_the_question_comes_first_and_reasons_among_staff_stay_there(room: Room) -> None:
    with transaction():
        move(room.lawyer, room.ticket, Action.GIVE_BACK, reason="overloaded\nМАРКЕР", lawyer_id=None)
    seen = timeline_after(room.asker, room.ticket, -1).entries
    assert (seen[0].kind, seen[0].place, seen[0].text) == (
        "question",
        0,
        "Мен жатақханада тұрамын. Қай учаскеде дауыс беремін?",
    )
    assert seen[-1].action == "give_back"
    assert "МАРКЕР" not in str(seen)
    assert timeline_after(room.asker, room.ticket, 0).entries[0].kind == "change"


def test_the_asker_reads_why_a_question_was_declined(room: Room) -> None:
    with transaction():
        move(room.lawyer, room.ticket, Action.DECLINE, reason="not_elections\nБасқа жерге барыңыз")
    shown = timeline_after(room.asker, room.ticket, 0).entries[-1].text or ""
    assert "Басқа жерге барыңыз" in shown


def test_a_text_that_was_tampered_with_hides_no_other_entry(room: Room) -> None:
    first, second = say(room.asker, room.ticket, "бір"), say(room.asker, room.ticket, "екі")
    with transaction():
        first.body_sealed = second.body_sealed
    assert [entry.text for entry in timeline_after(room.asker, room.ticket, 1).entries] == [None, "екі"]


def test_a_long_room_opens_at_its_end_and_is_leafed_through_backwards(room: Room) -> None:
    for number in range(25):
        say(room.asker, room.ticket, f"{number}")
    newest = timeline_before(room.asker, room.ticket, limit=10)
    assert [entry.text for entry in newest.entries] == [str(number) for number in range(15, 25)]
    assert newest.earlier == newest.entries[0].place
    middle = timeline_before(room.asker, room.ticket, newest.earlier, limit=10)
    first = timeline_before(room.asker, room.ticket, middle.earlier, limit=10)
    assert first.earlier is None
    assert first.entries[0].kind == "question"
    assert len(newest.entries + middle.entries + first.entries) == 27  # and one change of state


def test_an_edited_old_message_is_read_again_but_stays_in_its_place(room: Room) -> None:
    messages = [say(room.asker, room.ticket, f"{number}") for number in range(5)]
    after = room.ticket.cursor
    service.edit_message(room.asker, messages[1], body="өзгерді")
    changed = timeline_after(room.asker, room.ticket, after).entries
    assert [(entry.id, entry.place, entry.text) for entry in changed] == [
        (messages[1].id, messages[1].seq, "өзгерді")
    ]
    assert [entry.text for entry in timeline_before(room.asker, room.ticket).entries][-5:] == [
        "0",
        "өзгерді",
        "2",
        "3",
        "4",
    ]


# ------------------------------------------------------------------ large rooms


def fill(ticket: Ticket, count: int) -> None:
    """Store many messages at once."""
    seal, moment = ticket_seal(ticket), now() - CHANGE_WINDOW - timedelta(minutes=1)
    rows = []
    for number in range(1, count + 1):
        id_ = new_id()
        rows.append(
            {
                "id": id_,
                "ticket_id": ticket.id,
                "seq": ticket.cursor + number,
                "changed_at_cursor": ticket.cursor + number,
                "author": "asker",
                "author_kind": "asker",
                "client_id": str(uuid.uuid4()),
                "kind": "text",
                "created_at": moment,
                "body_sealed": seal.seal(str(number), f"messages.body_sealed:{id_}"),
            }
        )
    with transaction():
        db.session.execute(insert(Message), rows)
        ticket.cursor += count
        ticket.public_cursor = ticket.cursor


@pytest.mark.slow
def test_ten_thousand_missed_changes_are_read_to_the_end(room: Room) -> None:
    fill(room.ticket, 10_000)
    timeline, pages, more = Timeline(), 0, True
    while more:
        found = timeline_after(room.asker, room.ticket, timeline.last)
        for entry in wire_slice(found, room.ticket, timeline.last)["entries"]:
            timeline.apply(entry)
        timeline.reach(found.cursor)
        more, pages = found.more, pages + 1
    texts = [entry["text"] for entry in timeline.in_order() if entry["kind"] == "message"]
    assert texts == [str(number) for number in range(1, 10_001)]
    assert pages == 10_002 // PAGE + 1


@pytest.fixture
def statements(db_session: Any) -> Callable[[], list[str]]:
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "INSERT", "UPDATE", "DELETE")):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    return lambda: seen


def test_reading_on_is_one_statement_however_long_the_room_is(
    room: Room, statements: Callable[[], list[str]]
) -> None:
    fill(room.ticket, 300)
    statements().clear()
    timeline_after(room.asker, room.ticket, 0)
    assert len(statements()) == 1
    statements().clear()
    timeline_before(room.lawyer, room.ticket)
    assert len(statements()) == 1


def test_reading_on_looks_only_at_what_it_returns(room: Room, statements: Callable[[], list[str]]) -> None:
    fill(room.ticket, 3000)
    if db.engine.dialect.name != "sqlite":
        with db.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE messages"))
    query = (
        "SELECT changed_at_cursor FROM messages WHERE ticket_id = :id AND changed_at_cursor > 10 "
        "ORDER BY changed_at_cursor LIMIT 101"
    )
    explain = "EXPLAIN QUERY PLAN " if db.engine.dialect.name == "sqlite" else "EXPLAIN "
    plan = str(db.session.execute(text(explain + query), {"id": room.ticket.id}).all())
    assert "uq_messages_ticket_id_changed_at_cursor" in plan or "sqlite_autoindex_messages" in plan
    assert "TEMP B-TREE" not in plan
