"""Who may no longer hear a room is shown out: at once when something happens, soon when only time passes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from app import create_app
from app.accounts.models import Account, BrowserSession
from app.authz.access import Role
from app.core.clock import now
from app.core.transaction import transaction
from app.extensions import db
from app.staff import people
from app.tickets import service as tickets
from app.tickets.life import move
from app.tickets.models import Ticket
from app.tickets.rules import Action
from tests.actors import actor_of, moderator
from tests.factories import make_account
from tests.integration.chat.live import Service
from tests.support import databases
from tests.support.fixtures_server import new_database, serve

ONE_SECOND = 1.0


@pytest.fixture(scope="module")
def pair(redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, Service]]:
    """Two processes that share PostgreSQL and Redis; each has the same application beside it in this process."""
    folder = tmp_path_factory.mktemp("pair")
    url = new_database("postgresql", databases.EMPTY, folder, "pair")
    beside = create_app(databases.environment(url, folder / "beside", REDIS_URL=redis_url))
    services = []
    for name in ("one", "two"):
        (folder / name).mkdir()
        server = serve(url, folder / name, with_worker=False, REDIS_URL=redis_url)
        services.append(Service(server, beside))
    yield services[0], services[1]
    for service in services:
        service.stop()


@pytest.fixture
def two(pair: tuple[Service, Service]) -> Iterator[tuple[Service, Service]]:
    yield pair
    for service in pair:
        service.close_windows()


pytestmark = pytest.mark.postgres


def test_people_on_two_processes_talk_and_see_each_other(two: tuple[Service, Service]) -> None:
    first, second = two
    room = first.room()
    asker = first.person(room.asker).window(room.ticket)
    worker = second.person(room.lawyer).window(room.ticket)
    for number in range(20):
        (asker if number % 2 else worker).send(f"{number}")
    for window in (asker, worker):
        window.wait_for(lambda window=window: len(window.texts()) == 20)
        window.wait_for(lambda window=window: not window.timeline.has_gap())
        assert window.texts() == [str(number) for number in range(20)]
    people = asker.wait_for(lambda: [p for p in asker.heard("chat:presence") if len(p["people"]) == 2])[-1][
        "people"
    ]
    assert {person["kind"] for person in people} == {"asker", "lawyer"}
    asker.ask("chat:typing", on=True)
    worker.wait_for(lambda: worker.heard("chat:typing"))
    worker.ask("chat:read", up_to=worker.timeline.last)
    asker.wait_for(lambda: asker.heard("chat:marks"))


def test_a_case_that_changed_hands_is_closed_to_the_former_lawyer_within_a_second(
    two: tuple[Service, Service],
) -> None:
    first, second = two
    room = first.room()
    former = second.person(room.lawyer).window(room.ticket)
    asker = first.person(room.asker).window(room.ticket)
    with first.app.app_context():
        started = time.monotonic()
        tickets.give_back(room.lawyer, db.session.get_one(Ticket, room.ticket.id), reason="no_time")
    closed = former.wait_for(lambda: former.heard("chat:closed"), seconds=ONE_SECOND)[0]
    assert time.monotonic() - started < ONE_SECOND
    assert closed == {"ticket": room.ticket.number, "reason": "not_allowed"}
    asker.wait_for(lambda: [e for e in asker.timeline.in_order() if e["action"] == "give_back"])
    asker.send("бұрынғы заңгер мұны көрмеуі керек")
    time.sleep(0.3)
    assert "көрмеуі" not in str(former.events)
    assert (
        former.call("chat:join", {"ticket": room.ticket.number, "after": -1})["error"]["code"] == "not_found"
    )
    assert former.socket.connected  # the socket itself serves other cases


def test_a_deleted_ticket_leaves_nobody_in_its_room(two: tuple[Service, Service]) -> None:
    first, second = two
    room = first.room()
    windows = [first.person(room.asker).window(room.ticket), second.person(room.lawyer).window(room.ticket)]
    with first.app.app_context():
        tickets.delete_ticket(room.asker, db.session.get_one(Ticket, room.ticket.id))
    for window in windows:
        window.wait_for(lambda window=window: window.heard("chat:closed"), seconds=ONE_SECOND)
        assert window.heard("chat:closed")[0]["reason"] == "deleted"


def test_an_ended_session_closes_its_sockets_on_every_process(two: tuple[Service, Service]) -> None:
    first, second = two
    room = first.room()
    person = first.person(room.lawyer)
    here = person.window(room.ticket)
    person.service = second
    there = person.window(room.ticket)
    person.service = first
    assert person.post("/sign-out").status_code == 303
    for window in (here, there):
        window.wait_for(lambda window=window: not window.socket.connected, seconds=ONE_SECOND)


def test_a_changed_role_closes_every_window_within_a_second(two: tuple[Service, Service]) -> None:
    first, second = two
    room = first.room()
    with first.app.app_context():
        admin, reader = actor_of(make_account(Role.ADMINISTRATOR)), moderator()
    person = first.person(reader)
    here = person.window(room.ticket)
    person.service = second
    there = person.window(room.ticket)
    with first.app.app_context():
        people.change_role(admin, db.session.get_one(Account, reader.account_id), role=Role.LAWYER)
    for window in (here, there):
        window.wait_for(lambda window=window: not window.socket.connected, seconds=ONE_SECOND)
        assert window.heard("chat:closed")[0]["reason"] == "session"


def test_a_message_committed_beside_the_server_still_arrives(two: tuple[Service, Service]) -> None:
    """Jobs and commands write too: their pushes go through the same queue."""
    first, _ = two
    room = first.room()
    asker = first.person(room.asker).window(room.ticket)
    with first.app.app_context(), transaction():
        move(room.lawyer, db.session.get_one(Ticket, room.ticket.id), Action.ANSWER)
    asker.wait_for(lambda: [e for e in asker.timeline.in_order() if e["action"] == "answer"])


# ------------------------------------------------------------------ what no event tells


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A server that sweeps every second."""
    folder = tmp_path_factory.mktemp("quick")
    url = new_database("sqlite", databases.EMPTY, folder, "quick")
    server = serve(url, folder, with_worker=False, SWEEP_SECONDS="1")
    service = Service(server, create_app(databases.environment(url, folder / "beside")))
    yield service
    service.stop()


def _end_silently(service: Service, column: Any) -> None:
    with service.app.app_context(), transaction():
        db.session.execute(db.update(BrowserSession).values({column: now() - timedelta(days=9)}))


@pytest.mark.parametrize(
    "column", [BrowserSession.expires_at, BrowserSession.seen_at], ids=["absolute", "idle"]
)
def test_a_session_that_runs_out_closes_a_silent_socket(quick: Service, column: Any) -> None:
    room = quick.room()
    window = quick.person(room.asker).window(room.ticket)
    _end_silently(quick, column)
    window.wait_for(lambda: not window.socket.connected, seconds=4)
    assert window.heard("chat:closed")[0]["reason"] == "session"


def test_a_suspended_lawyer_is_shown_out_although_nobody_told(quick: Service) -> None:
    room = quick.room()
    window = quick.person(room.lawyer).window(room.ticket)
    with quick.app.app_context(), transaction():
        db.session.execute(
            db.update(Account).where(Account.id == room.lawyer.account_id).values(suspended_at=now())
        )
    closed = window.wait_for(lambda: window.heard("chat:closed"), seconds=4)[0]
    assert closed["reason"] == "not_allowed"


def test_a_change_whose_push_was_lost_is_hinted_at(quick: Service) -> None:
    """A worker without a message queue cannot push; the sweep tells where the room stands."""
    room = quick.room()
    window = quick.person(room.asker).window(room.ticket)
    with quick.app.app_context(), transaction():
        move(room.lawyer, db.session.get_one(Ticket, room.ticket.id), Action.ANSWER)
    window.wait_for(
        lambda: [h for h in window.heard("chat:cursor") if h["cursor"] > window.timeline.last], seconds=4
    )
    window.join()
    assert window.timeline.in_order()[-1]["action"] == "answer"


def test_too_many_events_are_answered_with_a_code_and_others_go_on(tmp_path: Any) -> None:
    url = new_database("sqlite", databases.EMPTY, tmp_path, "limits")
    server = serve(url, tmp_path, with_worker=False, RATE_LIMITS="on")
    service = Service(server, create_app(databases.environment(url, tmp_path / "beside")))
    try:
        room = service.room()
        flooding = service.person(room.asker).window(room.ticket)
        worker = service.person(room.lawyer).window(room.ticket)
        answers = [
            flooding.call("chat:typing", {"ticket": room.ticket.number, "on": True}) for _ in range(60)
        ]
        refused = [answer["error"] for answer in answers if not answer["ok"]]
        assert 25 <= len(refused) <= 45
        assert {(error["code"], error["retry_after"]) for error in refused} == {("too_many", 1)}
        assert worker.send("бәрі жақсы")["kind"] == "message"
        time.sleep(1.2)
        assert flooding.call("chat:typing", {"ticket": room.ticket.number, "on": False})["ok"]
    finally:
        service.stop()
