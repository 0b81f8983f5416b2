"""The protocol against a real server (gunicorn with gevent), spoken by a client that knows only the protocol."""

from __future__ import annotations

import json
import os
import threading
import time
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from socketio.exceptions import ConnectionError as NotConnected
from sqlalchemy import func, select

from app import create_app
from app.accounts.models import BrowserSession
from app.chat.models import Message
from app.core.transaction import transaction
from app.extensions import db
from tests.actors import asker_of, lawyer, moderator
from tests.factories import make_ticket
from tests.integration.chat.live import Service
from tests.protocol_client import PROTOCOL, Refused, RoomClient
from tests.support import databases
from tests.support.fixtures_server import new_database, serve
from tests.support.scaled import Scaled

BOTH = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))
SCALED = ("scaled",)  # make scale: the same tests through nginx, two processes, Redis and PostgreSQL


@pytest.fixture(scope="module", params=SCALED if os.environ.get("SCALE") == "on" else BOTH)
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("chat")
    if request.param == "scaled":
        scaled = Scaled(folder)
        live = scaled.as_live_server()
        yield Service(live, create_app(live.env))
        scaled.stop()
        return
    url = new_database(request.param, databases.EMPTY, folder, "chat")
    server = serve(url, folder, with_worker=False)
    service = Service(server, create_app(databases.environment(url, folder / "beside")))
    yield service
    service.stop()


@pytest.fixture
def service(served: Service) -> Iterator[Service]:
    yield served
    served.close_windows()


def stored(service: Service, ticket_id: str) -> int:
    with service.app.app_context():
        query = select(func.count()).select_from(Message).where(Message.ticket_id == ticket_id)
        return db.session.scalar(query) or 0


# ------------------------------------------------------------------ the conversation


def test_two_people_talk_and_see_the_same(service: Service) -> None:
    room = service.room()
    asker = service.person(room.asker).window(room.ticket)
    worker = service.person(room.lawyer).window(room.ticket, language="ru")
    assert asker.timeline.in_order()[0]["kind"] == "question"
    asker.send("Сәлем")
    worker.send("Здравствуйте <b>")
    for window in (asker, worker):
        window.wait_for(lambda window=window: len(window.texts()) == 2)
        assert window.texts() == ["Сәлем", "Здравствуйте <b>"]
        assert not window.timeline.has_gap()
    html = asker.timeline.in_order()[-1]["html"]
    assert "Здравствуйте &lt;b&gt;" in html
    assert "Заңгер" in html or "Lawyer" in html


def test_everybody_gets_the_words_in_their_own_language(service: Service) -> None:
    room = service.room()
    person = service.person(room.asker)
    windows = {code: person.window(room.ticket, language=code) for code in ("kk", "ru", "en")}
    windows["en"].send("one")
    htmls = {
        code: window.wait_for(lambda window=window: window.heard("chat:entry"))[0]["html"]
        for code, window in windows.items()
    }
    assert ">You<" in htmls["en"]
    assert "one" in htmls["kk"]


def test_a_repeated_send_is_stored_once_also_when_repeats_race(service: Service) -> None:
    room = service.room()
    person = service.person(room.asker)
    windows = [person.window(room.ticket) for _ in range(4)]
    key = str(uuid.uuid4())
    seen: list[str] = []

    def repeat(window: RoomClient) -> None:
        seen.extend(window.send("бір рет", client_id=key)["id"] for _ in range(5))

    threads = [threading.Thread(target=repeat, args=(window,)) for window in windows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(seen) == 20
    assert len(set(seen)) == 1
    assert stored(service, room.ticket.id) == 1


def test_after_a_lost_connection_everything_missed_arrives_in_order_page_by_page(service: Service) -> None:
    room = service.room()
    asker = service.person(room.asker).window(room.ticket)
    worker = service.person(room.lawyer).window(room.ticket)
    first = worker.send("бұл түзетіледі")
    gone = worker.send("бұл қайтарылады")
    asker.wait_for(lambda: len(asker.texts()) == 2)
    asker.cut()
    for number in range(230):
        worker.send(f"{number}")
    worker.ask("chat:edit", id=first["id"], body="түзетілді")
    worker.ask("chat:withdraw", id=gone["id"])
    asker.open()
    assert len(asker.texts()) == 232
    assert asker.texts()[0] == "түзетілді"
    assert asker.texts()[1] is None
    assert asker.texts()[2:] == [str(number) for number in range(230)]
    fresh = service.person(room.asker).window(room.ticket)
    assert fresh.timeline.state() == asker.timeline.state()


def test_what_was_typed_while_offline_goes_out_once_after_the_connection_is_back(service: Service) -> None:
    room = service.room()
    asker = service.person(room.asker).window(room.ticket)
    worker = service.person(room.lawyer).window(room.ticket)
    asker.cut()
    worker.send("заңгер жазды")
    asker.send("сұраушы жазды")
    asker.wait_for(lambda: len(asker.texts()) == 2)
    assert asker.texts() == ["заңгер жазды", "сұраушы жазды"]
    assert stored(service, room.ticket.id) == 2


def test_edits_and_withdrawals_reach_the_other_side_live(service: Service) -> None:
    room = service.room()
    asker = service.person(room.asker).window(room.ticket)
    worker = service.person(room.lawyer).window(room.ticket)
    sent = asker.send("бір")
    asker.ask("chat:edit", id=sent["id"], body="екі")
    worker.wait_for(lambda: worker.texts() == ["екі"])
    assert worker.timeline.entries[sent["id"]]["edited"] is True
    asker.ask("chat:withdraw", id=sent["id"])
    worker.wait_for(lambda: worker.timeline.entries[sent["id"]]["withdrawn"])
    assert worker.texts() == [None]
    assert "екі" not in worker.timeline.entries[sent["id"]]["html"]
    with pytest.raises(Refused) as refused:
        worker.ask("chat:edit", id=sent["id"], body="үш")
    assert refused.value.code == "not_author"


def test_a_form_reaches_open_windows_as_well(service: Service) -> None:
    room = service.room()
    worker = service.person(room.lawyer).window(room.ticket)
    person = service.person(room.asker)
    answer = person.post(
        f"/t/{room.ticket.number}/messages", {"client_id": str(uuid.uuid4()), "body": "қағазсыз"}
    )
    assert answer.status_code == 303
    worker.wait_for(lambda: worker.texts() == ["қағазсыз"])
    changes = person.get(f"/t/{room.ticket.number}/changes?after=-1").json()
    assert [entry["text"] for entry in changes["entries"]][-1] == "қағазсыз"


# ------------------------------------------------------------------ secrets


def test_notes_and_what_they_are_about_never_reach_the_asker(service: Service) -> None:
    room = service.room()
    asker = service.person(room.asker).window(room.ticket)
    worker = service.person(room.lawyer).window(room.ticket)
    colleague = service.person(_moderator(service)).window(room.ticket)
    worker.send("МАРКЕР құпия ескерту", event="chat:note")
    colleague.wait_for(lambda: [e for e in colleague.timeline.in_order() if e["kind"] == "note"])
    worker.ask("chat:typing", on=True, note=True)
    worker.send("ашық хабарлама")
    asker.wait_for(lambda: asker.texts() == ["ашық хабарлама"])
    assert not asker.timeline.has_gap()
    asker.join()
    person = service.person(room.asker)
    pages = person.get(f"/t/{room.ticket.number}").text + person.get(f"/t/{room.ticket.number}/changes").text
    everything = json.dumps([asker.events, asker.timeline.in_order(), pages], ensure_ascii=False)
    assert "МАРКЕР" not in everything
    assert "note" not in {payload.get("kind") for _, payload in asker.events}
    assert asker.heard("chat:typing") == []
    with pytest.raises(Refused) as refused:
        asker.send("мен де", event="chat:note")
    assert refused.value.code == "not_allowed"


def test_no_account_id_leaves_the_house(service: Service) -> None:
    room = service.room()
    asker = service.person(room.asker).window(room.ticket)
    worker = service.person(room.lawyer).window(room.ticket)
    worker.send("сәлем")
    worker.ask("chat:typing", on=True)
    worker.ask("chat:read", up_to=1)
    asker.wait_for(lambda: asker.heard("chat:typing") and asker.heard("chat:marks"))
    assert room.lawyer.account_id not in json.dumps([asker.events, asker.timeline.in_order()])


@pytest.mark.parametrize(
    "event",
    [
        "chat:join",
        "chat:send",
        "chat:note",
        "chat:edit",
        "chat:withdraw",
        "chat:read",
        "chat:delivered",
        "chat:typing",
        "chat:presence",
        "chat:leave",
    ],
)
def test_a_foreign_ticket_looks_like_none(service: Service, event: str) -> None:
    room, other = service.room(), service.room()
    window = service.person(room.asker).window(room.ticket, join=False)
    payload: dict[str, Any] = {
        "chat:join": {"after": -1},
        "chat:send": {"client_id": str(uuid.uuid4()), "body": "x"},
        "chat:note": {"client_id": str(uuid.uuid4()), "body": "x"},
        "chat:edit": {"id": "0" * 32, "body": "x"},
        "chat:withdraw": {"id": "0" * 32},
        "chat:read": {"up_to": 1},
        "chat:delivered": {"up_to": 1},
        "chat:typing": {"on": True},
        "chat:presence": {"visible": True},
        "chat:leave": {},
    }[event]
    codes = {
        window.call(event, {**payload, "ticket": ticket})["error"]["code"]
        for ticket in (other.ticket.number, "00000000", other.ticket.id[:12], "")
    }
    assert codes == {"not_found"}
    listener = service.person(other.lawyer).window(other.ticket)
    listener.send("басқа бөлме")
    time.sleep(0.2)
    assert window.events == []


def test_a_message_of_another_room_cannot_be_changed_through_ones_own(service: Service) -> None:
    room, other = service.room(), service.room()
    theirs = service.person(other.asker).window(other.ticket).send("олардікі")
    window = service.person(room.asker).window(room.ticket)
    with pytest.raises(Refused) as refused:
        window.ask("chat:edit", id=theirs["id"], body="менікі")
    assert refused.value.code == "not_found"


def test_without_a_session_or_with_another_protocol_nobody_gets_in(service: Service) -> None:
    room = service.room()
    person = service.person(room.asker)
    for cookie, auth in (
        ("", {"protocol": PROTOCOL}),
        (person.cookie, {"protocol": 99}),
        (person.cookie, None),
    ):
        client = RoomClient(service.url, cookie, room.ticket.number)
        with pytest.raises(NotConnected):
            client.socket.connect(
                service.url, headers={"Cookie": cookie}, auth=auth, transports=["websocket"]
            )


@pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1.evil.example", "null"])
def test_a_foreign_page_cannot_open_a_socket(service: Service, origin: str) -> None:
    person = service.person(service.room().asker)
    answer = person.get("/socket.io/?EIO=4&transport=polling", Origin=origin)
    assert answer.status_code == 400


# ------------------------------------------------------------------ bad input


@pytest.mark.parametrize(
    ("event", "payload", "code"),
    [
        ("chat:nothing", ({},), "unknown_event"),
        ("chat:send", (), "bad_payload"),
        ("chat:send", ("text",), "bad_payload"),
        ("chat:send", ({}, {}), "bad_payload"),
        (
            "chat:send",
            ({"ticket": "1", "client_id": "x" * 8, "body": "x", "author": "lawyer"},),
            "unknown_key",
        ),
        ("chat:send", ({"ticket": "1", "client_id": "x" * 8},), "missing_key"),
        ("chat:send", ({"ticket": 1, "client_id": "x" * 8, "body": "x"},), "bad_type"),
        ("chat:send", ({"ticket": "1", "client_id": "x" * 8, "body": {"a": []}},), "bad_type"),
        ("chat:send", ({"ticket": "1", "client_id": "x" * 8, "body": "ә" * 8001},), "too_long"),
        ("chat:send", ({"ticket": "1", "client_id": "x" * 8, "body": "x\x00"},), "too_long"),
        ("chat:join", ({"ticket": "1", "after": True},), "bad_type"),
        ("chat:join", ({"ticket": "1", "after": 1.5},), "bad_type"),
        ("chat:join", ({"ticket": "1", "after": -2},), "out_of_range"),
        ("chat:join", ({"ticket": "1", "after": 2**40},), "out_of_range"),
        ("chat:typing", ({"ticket": "1", "on": 1},), "bad_type"),
    ],
)
def test_bad_payloads_are_answered_with_a_code(
    service: Service, event: str, payload: tuple[Any, ...], code: str
) -> None:
    room = service.room()
    window = service.person(room.asker).window(room.ticket, join=False)
    ack = window.call(event, *payload) if len(payload) != 1 else window.call(event, payload[0])
    assert ack["ok"] is False
    assert ack["error"]["code"] == code


def test_texts_that_break_a_rule_are_refused_with_words_in_the_readers_language(service: Service) -> None:
    room = service.room()
    window = service.person(room.asker).window(room.ticket, language="en")
    with pytest.raises(Refused) as refused:
        window.send("x" * 4001)
    assert refused.value.error == {
        "code": "too_long",
        "field": "body",
        "message": "This text is too long. Send it in several messages.",
    }


def test_giant_and_deeply_nested_frames_disturb_nobody_else(service: Service) -> None:
    room = service.room()
    person = service.person(room.asker)
    worker = service.person(room.lawyer).window(room.ticket)
    for frame in (
        '42["chat:send",{"body":"' + "x" * 70_000 + '"}]',
        '42["chat:send",' + "[" * 30_000 + "]" * 30_000 + "]",
        "42[",
        "4x",
        "\x01",
    ):
        window = person.window(room.ticket, join=False)
        window.socket.eio.ws.send(frame)
        time.sleep(0.1)
        window.cut()
    worker.send("бәрі жақсы")
    asker = person.window(room.ticket)
    assert asker.texts() == ["бәрі жақсы"]


def test_nothing_of_the_content_reaches_a_log(service: Service) -> None:
    room = service.room()
    window = service.person(room.asker).window(room.ticket)
    window.send("МАРКЕР-хабарлама")
    window.call("chat:send", {"ticket": room.ticket.number, "body": "МАРКЕР-қате"})
    window.call("МАРКЕР-оқиға", {"МАРКЕР": "МАРКЕР"})
    logs = "".join(path.read_text(errors="replace") for path in service.server.web.log.parent.glob("*.log"))
    assert "МАРКЕР" not in logs
    assert "\\u041c\\u0410\\u0420" not in logs


# ------------------------------------------------------------------ presence and marks


def present(window: Any) -> list[str]:
    """Return who is in the room as the last message about it said."""
    told = window.heard("chat:presence")
    return sorted(person["kind"] for person in told[-1]["people"]) if told else []


def test_both_sides_see_who_is_there_and_who_types(service: Service) -> None:
    room = service.room()
    worker = service.person(room.lawyer).window(room.ticket)
    asker = service.person(room.asker).window(room.ticket)
    worker.wait_for(lambda: present(worker) == ["asker", "lawyer"])
    asker.ask("chat:typing", on=True)
    hint = worker.wait_for(lambda: worker.heard("chat:typing"))[0]
    assert (hint["kind"], hint["on"]) == ("asker", True)
    asker.close()
    worker.wait_for(lambda: present(worker) == ["lawyer"])


def test_the_asker_can_hide_and_never_sees_who_else_of_the_staff_reads(service: Service) -> None:
    room = service.room()
    worker = service.person(room.lawyer).window(room.ticket)
    hidden = service.person(room.asker).window(room.ticket)
    hidden.ask("chat:presence", visible=False)
    worker.wait_for(lambda: present(worker) == ["lawyer"])
    hidden.ask("chat:typing", on=True)
    watcher = service.person(_moderator(service)).window(room.ticket)
    worker.wait_for(lambda: len(present(worker)) == 2)
    assert worker.heard("chat:typing") == []
    kinds = {person["kind"] for payload in hidden.heard("chat:presence") for person in payload["people"]}
    assert "moderator" not in kinds
    watcher.close()


def test_reading_is_told_to_the_other_side_and_survives(service: Service) -> None:
    room = service.room()
    worker = service.person(room.lawyer).window(room.ticket)
    asker = service.person(room.asker).window(room.ticket)
    sent = worker.send("оқыңыз")
    asker.wait_for(asker.texts)
    asker.ask("chat:delivered", up_to=asker.timeline.last)
    asker.ask("chat:read", up_to=asker.timeline.last)
    marks = worker.wait_for(lambda: [m for m in worker.heard("chat:marks") if m["read"] >= sent["cursor"]])
    assert marks[-1]["by"] == "asker"
    again = service.person(room.lawyer).window(room.ticket)
    assert again.ask("chat:join", after=0)["marks"]["read"] >= sent["cursor"]


# ------------------------------------------------------------------ limits and eviction


def test_a_browser_has_five_sockets_and_an_asker_three_rooms(service: Service) -> None:
    with service.app.app_context():
        tickets = [make_ticket() for _ in range(4)]
        person = service.person(asker_of(*tickets))
    window = person.window(tickets[0])
    for ticket in tickets[1:3]:
        assert window.call("chat:join", {"ticket": ticket.number, "after": -1})["ok"]
    refused = window.call("chat:join", {"ticket": tickets[3].number, "after": -1})
    assert refused["error"]["code"] == "too_many_rooms"
    others = [person.window(tickets[0], join=False) for _ in range(4)]
    person.window(tickets[0], join=False)  # the oldest makes room: it may be dead and not know it
    window.wait_for(lambda: not window.socket.connected, seconds=2)
    assert window.heard("chat:closed")[0]["reason"] == "too_many_sockets"
    assert all(other.socket.connected for other in others)


def test_signing_out_closes_the_sockets_within_a_second(service: Service) -> None:
    room = service.room()
    person = service.person(room.lawyer)
    window = person.window(room.ticket)
    assert person.post("/sign-out").status_code == 303
    window.wait_for(lambda: not window.socket.connected, seconds=1)
    assert window.heard("chat:closed")[0]["reason"] == "session"


def test_the_end_of_a_session_that_no_event_told_is_found_with_the_next_word(service: Service) -> None:
    room = service.room()
    person = service.person(room.asker)
    window = person.window(room.ticket)
    with service.app.app_context(), transaction():
        db.session.execute(db.delete(BrowserSession).where(BrowserSession.account_id.is_(None)))
    ack = window.call("chat:send", {"ticket": room.ticket.number, "client_id": "abcdefgh", "body": "x"})
    assert ack["error"]["code"] == "session_ended"
    window.wait_for(lambda: not window.socket.connected, seconds=2)


def _moderator(service: Service) -> Any:
    with service.app.app_context():
        return moderator()


def _lawyer(service: Service) -> Any:
    with service.app.app_context():
        return lawyer()
