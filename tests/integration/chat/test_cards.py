"""Citing in the conversation: the law as it stood, an article of the knowledge base, in the reader's language."""

from __future__ import annotations

import uuid

import pytest
from flask import Flask

from app.chat import cards, service
from app.chat.models import Message
from app.chat.queries import timeline_after
from app.core.errors import Conflict, Invalid, NotAllowed
from app.core.transaction import transaction
from app.extensions import db
from tests.cases import make_provision
from tests.integration.chat.conftest import Room, browser_of

JSON = {"Accept": "application/json"}


def cite(room: Room, card_id: str = "EL:24(6)", client_id: str = "a-card-of-mine") -> Message:
    return cards.send_card(room.lawyer, room.ticket, client_id=client_id, of="provision", card_id=card_id)


def test_a_provision_is_shown_with_its_place_edition_and_link_in_each_language(
    app: Flask, room: Room
) -> None:
    make_provision()
    cite(room)
    for prefix in ("", "/ru", "/en"):
        page = browser_of(app, room.asker).get(f"{prefix}/t/{room.ticket.number}").get_data(as_text=True)
        assert f'href="{prefix}/law/EL/24(6)"' in page
        assert "2026" in page
    assert "article 24, paragraph 6" in page
    assert "In the edition of 1 July 2026" in page


def test_a_card_keeps_its_words_when_the_law_goes_on(room: Room) -> None:
    provision = make_provision()
    cite(room)
    with transaction():
        provision.summary = {"kk": "жаңа", "ru": "новое", "en": "new"}
    entry = timeline_after(room.asker, room.ticket, 0).entries[-1]
    assert entry.text is None
    assert entry.card is not None
    assert entry.card["text"]["en"] == "What EL:24(6) says"


def test_a_repeated_card_comes_once_and_cannot_be_edited(room: Room) -> None:
    make_provision()
    message = cite(room)
    assert cite(room).id == message.id
    with pytest.raises(Conflict):
        service.edit_message(room.lawyer, message, body="something else")
    service.withdraw_message(room.lawyer, message)
    assert timeline_after(room.asker, room.ticket, 0).entries[-1].card is None


def test_only_staff_cite_and_only_what_there_is(app: Flask, room: Room) -> None:
    make_provision()
    with pytest.raises(NotAllowed):
        cards.send_card(
            room.asker, room.ticket, client_id="a-card-of-mine", of="provision", card_id="EL:24(6)"
        )
    for of, card_id in (("provision", "EL:999"), ("article", "none"), ("poem", "x")):
        with pytest.raises(Invalid):
            cards.send_card(room.lawyer, room.ticket, client_id="a-card-of-mine", of=of, card_id=card_id)
    client = browser_of(app, room.asker)
    assert client.get(f"/t/{room.ticket.number}/cite").status_code == 404


def test_without_scripts_staff_search_and_send_by_forms(app: Flask, room: Room) -> None:
    make_provision()
    make_provision("EL:41(3)")
    desk = browser_of(app, room.lawyer)
    page = desk.get(f"/en/desk/{room.ticket.number}/cite?q=24").get_data(as_text=True)
    assert "article 24, paragraph 6" in page
    assert "article 41" not in page
    assert "Nothing was found" in desk.get(f"/en/desk/{room.ticket.number}/cite?q=zzz").get_data(as_text=True)
    data = {"client_id": str(uuid.uuid4()), "of": "provision", "card_id": "EL:24(6)"}
    assert desk.post(f"/en/desk/{room.ticket.number}/cards", data=data).status_code == 303
    data = {"client_id": str(uuid.uuid4()), "of": "provision", "card_id": "EL:999"}
    answer = desk.post(f"/en/desk/{room.ticket.number}/cards", data=data, headers=JSON)
    assert answer.json["error"]["code"] == "no_such_card"
    assert db.session.scalar(db.select(db.func.count()).select_from(Message)) == 1
