"""The two pages of a room, without scripts."""

from __future__ import annotations

import uuid

from flask import Flask

from tests.integration.chat.conftest import Room, browser_of


def key() -> str:
    return str(uuid.uuid4())


def test_the_asker_reads_the_question_and_writes(app: Flask, room: Room) -> None:
    client = browser_of(app, room.asker)
    page = client.get(f"/ru/t/{room.ticket.number}")
    assert page.status_code == 200
    assert "Қай учаскеде" in page.text
    answer = client.post(
        f"/t/{room.ticket.number}/messages", data={"client_id": key(), "body": "Тағы бір <b>жай</b>"}
    )
    assert answer.status_code == 303
    shown = client.get(answer.headers["Location"]).text
    assert "Тағы бір &lt;b&gt;жай&lt;/b&gt;" in shown
