"""The two pages of a room: what they show to whom, and that they work without scripts."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from app.authz.access import Actor, Role
from app.chat import service
from app.chat.models import Message, ReadMark
from app.chat.panels import Content, _panels, register_panel
from app.chat.rules import CHANGE_WINDOW
from app.core.clock import now
from app.core.transaction import transaction
from app.extensions import db
from app.realtime.command import COMMANDS
from app.reference.models import PreparedReply
from app.tickets.life import move
from app.tickets.models import Ticket
from app.tickets.rules import Action
from tests.actors import VISITOR, actor_of, asker_of, lawyer, moderator
from tests.factories import make_account, make_ticket
from tests.integration.chat.conftest import Room, browser_of
from tests.support.client import CheckedClient

JSON = {"Accept": "application/json"}
PUSHED = {f"chat:{name}" for name in ("entry", "marks", "cursor", "closed", "presence", "typing", "aside")}


def key() -> str:
    return str(uuid.uuid4())


def say(room: Room, *, by_asker: bool = True, body: str = "Сәлем") -> Message:
    actor = room.asker if by_asker else room.lawyer
    return service.send_message(actor, room.ticket, client_id=key(), body=body)


@pytest.fixture
def asker(app: Flask, room: Room) -> CheckedClient:
    return browser_of(app, room.asker)


@pytest.fixture
def desk(app: Flask, room: Room) -> CheckedClient:
    return browser_of(app, room.lawyer)


def entries(page: str) -> list[str]:
    """Return the texts of the conversation in their order."""
    return [
        re.sub(r"<[^>]+>|\s+", " ", part).strip()
        for part in re.findall(r'<article id="e-.*?</article>', page, re.DOTALL)
    ]


def seen_line(page: str) -> str:
    found = re.search(r"data-seen[^>]*>([^<]*)<", page)
    assert found is not None
    return found[1].strip()


def is_nothing(answer: Any) -> bool:
    """Tell whether an answer gives nothing away: no such page, or "sign in first" for whoever is not staff."""
    return answer.status_code == 404 or (
        answer.status_code == 303 and "/sign-in" in answer.headers["Location"]
    )


# ------------------------------------------------------------------ the asker's page


@pytest.mark.parametrize("prefix", ["", "/ru", "/en"])
def test_the_asker_reads_the_question_and_writes(asker: CheckedClient, room: Room, prefix: str) -> None:
    page = asker.get(f"{prefix}/t/{room.ticket.number}")
    assert page.status_code == 200
    assert "Қай учаскеде" in page.text
    answer = asker.post(
        f"{prefix}/t/{room.ticket.number}/messages", data={"client_id": key(), "body": "Тағы бір <b>жай</b>"}
    )
    assert answer.status_code == 303
    message = db.session.query(Message).one()
    assert answer.headers["Location"] == f"{prefix}/t/{room.ticket.number}#e-{message.id}"
    shown = asker.get(answer.headers["Location"]).text
    assert "Тағы бір &lt;b&gt;жай&lt;/b&gt;" in shown
    assert f'id="e-{message.id}"' in shown


def test_the_title_tells_nothing_and_no_search_engine_keeps_the_page(
    asker: CheckedClient, room: Room
) -> None:
    response = asker.get(f"/en/t/{room.ticket.number}")
    title = re.search(r"<title>(.*?)</title>", response.text)
    assert title is not None
    assert title[1] == "My question · Kenes"
    assert 'name="robots" content="nofollow, noarchive"' in response.text
    assert response.headers["Cache-Control"] == "no-store"
    crawler = asker.application.test_client().get(f"/en/t/{room.ticket.number}")
    assert crawler.status_code == 404
    assert 'name="robots" content="noindex"' in crawler.text


def test_whoever_waits_is_counted_among_those_who_wait(app: Flask, db_session: Any) -> None:
    app.test_client().get("/ask")  # the number is counted now, and kept for a minute
    ticket = make_ticket()
    page = browser_of(app, asker_of(ticket)).get(f"/en/t/{ticket.number}").text
    assert "1 question is waiting now." in page


def test_pressing_send_twice_stores_the_message_once(asker: CheckedClient, room: Room) -> None:
    form = {"client_id": key(), "body": "бір рет"}
    for _ in range(2):
        assert asker.post(f"/t/{room.ticket.number}/messages", data=form).status_code == 303
    assert db.session.query(Message).count() == 1


@pytest.mark.parametrize(("body", "words"), [("", "Write something first."), ("x" * 4001, "4000")])
def test_a_refused_text_comes_back_with_a_reason(
    asker: CheckedClient, room: Room, body: str, words: str
) -> None:
    answer = asker.post(f"/en/t/{room.ticket.number}/messages", data={"client_id": key(), "body": body})
    assert answer.status_code == 422
    assert words in answer.text
    assert f">\n{body}</textarea>" in answer.text or f">\r\n{body}</textarea>" in answer.text
    assert db.session.query(Message).count() == 0


def test_personal_data_comes_back_with_a_second_button(asker: CheckedClient, room: Room) -> None:
    form = {"client_id": key(), "body": "Менің нөмірім 8 701 123 45 67"}
    answer = asker.post(f"/en/t/{room.ticket.number}/messages", data=form)
    assert answer.status_code == 422
    assert "please take it out: phone number" in answer.text
    assert 'name="confirmed" value="yes"' in answer.text
    assert "8 701 123 45 67</textarea>" in answer.text
    assert (
        asker.post(f"/en/t/{room.ticket.number}/messages", data={**form, "confirmed": "yes"}).status_code
        == 303
    )
    refused = asker.post(f"/t/{room.ticket.number}/messages", data={**form, "client_id": key()}, headers=JSON)
    assert refused.json["error"]["code"] == "personal_data"


def test_a_form_that_is_too_old_comes_back_filled_in(asker: CheckedClient, room: Room) -> None:
    form = {"client_id": key(), "body": "ұзақ ойландым", "csrf_token": "old"}
    answer = asker.post(f"/en/t/{room.ticket.number}/messages", data=form, csrf=False)
    assert answer.status_code == 422
    assert "ұзақ ойландым" in answer.text
    assert "open for a long time" in answer.text
    assert db.session.query(Message).count() == 0


def test_what_is_new_since_the_last_visit_is_marked_once(asker: CheckedClient, room: Room) -> None:
    say(room, by_asker=False, body="бірінші")
    assert 'id="unread"' not in asker.get(f"/t/{room.ticket.number}").text  # the very first visit
    say(room, by_asker=False, body="екінші")
    page = asker.get(f"/t/{room.ticket.number}").text
    assert page.index("бірінші") < page.index('id="unread"') < page.index("екінші")
    assert 'id="unread"' not in asker.get(f"/t/{room.ticket.number}").text


def test_the_other_side_learns_that_a_page_was_opened(
    asker: CheckedClient, desk: CheckedClient, room: Room
) -> None:
    say(room, by_asker=False)
    assert seen_line(desk.get(f"/en/desk/{room.ticket.number}").text) == ""
    asker.get(f"/t/{room.ticket.number}")
    assert seen_line(desk.get(f"/en/desk/{room.ticket.number}").text) == "Your last message was read."
    mark = db.session.get(ReadMark, (room.ticket.id, "asker"))
    assert mark is not None
    assert mark.read_up_to == room.ticket.public_cursor


def test_an_old_page_of_the_conversation_moves_no_mark(asker: CheckedClient, room: Room) -> None:
    say(room)
    page = asker.get(f"/en/t/{room.ticket.number}?before=2").text
    assert "To the newest messages" in page
    assert 'data-module="room"' not in page
    assert db.session.get(ReadMark, (room.ticket.id, "asker")) is None


@pytest.mark.parametrize("action", [Action.CLOSE, Action.DECLINE])
def test_in_a_finished_room_nothing_can_be_written_but_everything_read(
    asker: CheckedClient, room: Room, action: Action
) -> None:
    say(room, body="бұрынғы")
    with transaction():
        move(room.lawyer, room.ticket, action, reason="spam" if action is Action.DECLINE else "")
    page = asker.get(f"/en/t/{room.ticket.number}").text
    assert "бұрынғы" in page
    assert 'id="composer"' not in page
    assert "Open the question again" in page
    answer = asker.post(f"/en/t/{room.ticket.number}/messages", data={"client_id": key(), "body": "тағы"})
    assert answer.status_code == 422
    assert "You are not allowed" in answer.text


def test_every_state_is_said_in_words(app: Flask, db_session: Any) -> None:
    ticket = make_ticket()
    page = browser_of(app, asker_of(ticket)).get(f"/en/t/{ticket.number}").text
    assert "waits for a volunteer lawyer" in page
    assert "1 question is waiting now." in page


# ------------------------------------------------------------------ change and withdraw


def test_one_edits_and_withdraws_by_form(asker: CheckedClient, room: Room) -> None:
    message = say(room, body="қате")
    page = asker.get(f"/en/t/{room.ticket.number}").text
    address = f"/en/t/{room.ticket.number}/messages/{message.id}"
    assert address in page
    assert "қате" in asker.get(address).text
    assert asker.post(address, data={"body": "дұрыс"}).status_code == 303
    shown = asker.get(f"/en/t/{room.ticket.number}").text
    assert "дұрыс" in shown
    assert "edited" in shown
    assert asker.post(f"{address}/withdraw").status_code == 303
    shown = asker.get(f"/en/t/{room.ticket.number}").text
    assert "This message was withdrawn." in shown
    assert "дұрыс" not in shown


def test_too_late_is_said_with_the_text_kept(asker: CheckedClient, room: Room) -> None:
    message = say(room, body="ескі")
    with transaction():
        message.created_at = now() - CHANGE_WINDOW - timedelta(minutes=1)
    answer = asker.post(f"/en/t/{room.ticket.number}/messages/{message.id}", data={"body": "жаңа"})
    assert answer.status_code == 422
    assert "15 minutes" in answer.text
    assert "жаңа</textarea>" in answer.text


# ------------------------------------------------------------------ the desk's page


def test_the_lawyer_reads_answers_and_notes(desk: CheckedClient, asker: CheckedClient, room: Room) -> None:
    say(room, body="сұрақ")
    number = room.ticket.number
    assert (
        desk.post(f"/desk/{number}/messages", data={"client_id": key(), "body": "жауап"}).status_code == 303
    )
    note = {"note-client_id": key(), "note-body": "МАРКЕР"}
    assert desk.post(f"/desk/{number}/notes", data=note).status_code == 303
    page = desk.get(f"/en/desk/{number}").text
    assert ["сұрақ" in text or "жауап" in text or "МАРКЕР" in text for text in entries(page)][-3:] == [
        True
    ] * 3
    assert "Note for staff" in page
    seen = asker.get(f"/en/t/{number}").text
    assert "жауап" in seen
    assert "МАРКЕР" not in seen


def test_a_refused_note_keeps_its_text_and_the_message_form_stays_empty(
    desk: CheckedClient, room: Room
) -> None:
    answer = desk.post(
        f"/en/desk/{room.ticket.number}/notes",
        data={"note-client_id": "bad", "note-body": "маңызды ескертпе"},
    )
    assert answer.status_code == 422
    assert answer.text.count("маңызды ескертпе") == 1


def test_a_prepared_reply_starts_a_message_with_the_tickets_facts(desk: CheckedClient, room: Room) -> None:
    with transaction():
        reply = PreparedReply(
            title={"kk": "Тақырып"},
            body={"kk": "Өтініш {ticket}, учаске {precinct}."},
            topic_slug=None,
            owner_id=None,
        )
        db.session.add(reply)
    page = desk.get(f"/desk/{room.ticket.number}").text
    assert f'<option value="{reply.id}">Тақырып</option>' in page
    page = desk.get(f"/desk/{room.ticket.number}?reply={reply.id}").text
    assert re.search(r"Өтініш \d{4}-\d{4}, учаске \[[^]]+\]\.</textarea>", page)
    answer = desk.get(f"/desk/{room.ticket.number}/replies/{reply.id}", headers=JSON).json
    assert answer["blanks"]
    assert room.ticket.number[:4] in answer["text"]


def test_a_moderator_reads_and_notes_but_does_not_write_to_the_asker(app: Flask, room: Room) -> None:
    watching = browser_of(app, moderator())
    page = watching.get(f"/desk/{room.ticket.number}").text
    assert 'id="note-composer"' in page
    assert 'id="composer"' not in page
    answer = watching.post(f"/desk/{room.ticket.number}/messages", data={"client_id": key(), "body": "x"})
    assert answer.status_code == 422


def test_staff_who_take_the_askers_address_land_at_the_desk(desk: CheckedClient, room: Room) -> None:
    answer = desk.get(f"/ru/t/{room.ticket.number}")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/ru/desk/{room.ticket.number}"


# ------------------------------------------------------------------ who gets in


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/t/{n}"),
        ("GET", "/desk/{n}"),
        ("POST", "/t/{n}/messages"),
        ("POST", "/desk/{n}/messages"),
        ("POST", "/desk/{n}/notes"),
        ("GET", "/t/{n}/messages/{m}"),
        ("POST", "/t/{n}/messages/{m}"),
        ("POST", "/t/{n}/messages/{m}/withdraw"),
        ("GET", "/t/{n}/changes"),
        ("GET", "/desk/{n}/changes"),
        ("POST", "/t/{n}/marks"),
        ("GET", "/t/{n}/aside"),
        ("GET", "/desk/{n}/replies/x"),
    ],
)
def test_for_strangers_there_is_nothing(app: Flask, room: Room, method: str, path: str) -> None:
    message = say(room)
    other = make_ticket()
    people = [
        asker_of(other),
        lawyer(),
        actor_of(make_account(Role.ADMINISTRATOR)),
        actor_of(make_account(Role.CAPTAIN)),
    ]
    for actor in people:
        client = browser_of(app, actor)
        for number in (room.ticket.number, "00000000"):
            address = path.format(n=number, m=message.id)
            answer = client.open(
                address, method=method, data={"client_id": key(), "body": "x"} if method == "POST" else None
            )
            assert is_nothing(answer), (actor.role, address)
    assert db.session.query(Message).count() == 1


def test_the_asker_does_not_get_behind_the_desk(asker: CheckedClient, room: Room) -> None:
    note = service.add_note(room.lawyer, room.ticket, client_id=key(), body="МАРКЕР")
    number = room.ticket.number
    for path in (
        f"/desk/{number}",
        f"/desk/{number}/changes",
        f"/desk/{number}/aside",
        f"/t/{number}/messages/{note.id}",
    ):
        assert is_nothing(asker.get(path))
    assert is_nothing(asker.post(f"/desk/{number}/notes", data={"note-client_id": key(), "note-body": "x"}))
    assert asker.post(f"/t/{number}/messages/{note.id}/withdraw").status_code == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/t/{n}"),
        ("GET", "/t/{n}/messages"),
        ("POST", "/t/{n}/changes"),
        ("GET", "/t/{n}/marks"),
    ],
)
def test_wrong_methods_are_refused(asker: CheckedClient, room: Room, method: str, path: str) -> None:
    assert asker.open(path.format(n=room.ticket.number), method=method).status_code in {404, 405}


def test_without_the_token_nothing_is_sent(asker: CheckedClient, room: Room) -> None:
    form = {"client_id": key(), "body": "x"}
    assert asker.post(f"/t/{room.ticket.number}/messages", data=form, csrf=False).status_code == 422
    answer = asker.post(f"/t/{room.ticket.number}/messages", data=form, csrf=False, headers=JSON)
    assert (answer.status_code, answer.json["error"]["code"]) == (422, "session_expired")
    assert asker.post(f"/t/{room.ticket.number}/marks", data={"read": 1}, csrf=False).status_code == 400
    assert db.session.query(Message).count() == 0


# ------------------------------------------------------------------ for scripts


def test_the_polling_door_answers_like_the_socket(asker: CheckedClient, room: Room) -> None:
    number = room.ticket.number
    sent = asker.post(f"/t/{number}/messages", data={"client_id": key(), "body": "бір"}, headers=JSON).json
    assert sent["ok"] is True
    assert sent["entry"]["after"] is None
    page = asker.get(f"/t/{number}/changes?after=-1", headers=JSON).json
    assert [entry["kind"] for entry in page["entries"]] == ["question", "change", "message"]
    assert [entry["after"] for entry in page["entries"]] == [-1, 0, 1]
    assert page["entries"][-1]["html"] == sent["entry"]["html"]
    assert page["entries"][-1]["html"] in asker.get(f"/t/{number}").text
    again = asker.get(f"/t/{number}/changes?after={page['cursor']}", headers=JSON).json
    assert (again["entries"], again["more"], again["cursor"]) == ([], False, page["cursor"])
    refused = asker.post(f"/t/{number}/messages", data={"client_id": key(), "body": ""}, headers=JSON)
    assert (refused.status_code, refused.json["error"]["code"]) == (422, "empty")


def test_marks_come_over_the_polling_door_too(asker: CheckedClient, desk: CheckedClient, room: Room) -> None:
    message = say(room, by_asker=False)
    answer = asker.post(f"/t/{room.ticket.number}/marks", data={"read": message.seq}, headers=JSON).json
    assert answer == {"ok": True, "read": message.seq, "delivered": message.seq}
    assert desk.get(f"/desk/{room.ticket.number}/changes", headers=JSON).json["marks"]["read"] == message.seq


@pytest.mark.parametrize("after", ["", "x", "-5", "99999999999999999999", "1e3"])
def test_odd_cursors_do_no_harm(asker: CheckedClient, room: Room, after: str) -> None:
    assert asker.get(f"/t/{room.ticket.number}/changes?after={after}", headers=JSON).status_code == 200


def test_the_document_names_every_event_and_nothing_else() -> None:
    document = Path("docs/protocol.md").read_text(encoding="utf-8")
    named = set(re.findall(r"chat:[a-z]+", document))
    assert named == {name for name in COMMANDS if name.startswith("chat:")} | PUSHED


def test_the_parts_around_the_conversation_come_alone(asker: CheckedClient, room: Room) -> None:
    parts = asker.get(f"/en/t/{room.ticket.number}/aside", check=False).text
    assert re.findall(r'id="(room-[a-z]+)"', parts) == ["room-state", "room-panels", "room-actions"]
    assert "<h1" not in parts


def test_the_words_of_the_script_are_those_of_the_server() -> None:
    source = Path("app/static/js/chat/protocol.mjs").read_text(encoding="utf-8")
    named = set(re.findall(r'"(chat:[a-z]+)"', source))
    assert named <= set(COMMANDS) | PUSHED
    assert named >= PUSHED


# ------------------------------------------------------------------ panels and cost


def show(actor: Actor, _ticket: Ticket) -> Content:
    return "chat/_panels.html", {"panels": [f"<panel {actor.reference}>"]}


@pytest.fixture
def own_panel() -> Iterator[None]:
    before = list(_panels)
    register_panel(show, position=1)
    register_panel(lambda *_: None)
    yield
    _panels[:] = before


def test_later_stages_hang_their_panels_in(own_panel: None, asker: CheckedClient, room: Room) -> None:
    page = asker.get(f"/t/{room.ticket.number}/aside", check=False).text
    assert "&lt;panel asker&gt;" in page


@pytest.mark.parametrize("count", [3, 60])
def test_a_page_costs_the_same_number_of_statements_however_much_was_said(
    asker: CheckedClient, desk: CheckedClient, room: Room, count: int
) -> None:
    for number in range(count):
        say(room, by_asker=number % 2 == 0)
    addresses = ((asker, f"/t/{room.ticket.number}", 12), (desk, f"/desk/{room.ticket.number}", 14))
    for client, address, _ in addresses:
        client.get(address)  # the first visit moves the reading mark
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    for client, address, limit in addresses:
        seen.clear()
        client.get(address)
        assert len(seen) <= limit, "\n".join(seen)
    event.remove(db.engine, "before_cursor_execute", note)


def test_nobody_without_a_session_reads_a_room(app: Flask, room: Room) -> None:
    assert browser_of(app, VISITOR).get(f"/t/{room.ticket.number}").status_code == 404
    assert app.test_client().get(f"/t/{room.ticket.number}").status_code == 404
