"""The door of the sockets when something behind it is broken, or was left behind."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from socketio.exceptions import ConnectionRefusedError as Refused

from app.core.clock import now
from app.realtime import handshake
from app.realtime.registry import registry, session_key


@pytest.fixture
def closed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found: list[str] = []
    monkeypatch.setattr(handshake, "close", lambda sid, _reason: found.append(sid))
    return found


def enter(sid: str, *, since: float, seen: float) -> None:
    moment = now().timestamp()
    registry().put(session_key("one"), sid, {"since": moment - since, "seen": moment - seen})


def test_what_a_killed_process_left_behind_makes_room_before_a_living_window(
    app: Flask, closed: list[str]
) -> None:
    with app.app_context():
        enter("living", since=3000, seen=3)
        for number in range(4):
            enter(f"left{number}", since=200 - number, seen=70)
        handshake._make_room("one")
    assert closed == ["left0"]


def test_among_living_windows_the_oldest_makes_room(app: Flask, closed: list[str]) -> None:
    with app.app_context():
        for number in range(5):
            enter(f"w{number}", since=500 - number, seen=1)
        handshake._make_room("one")
    assert closed == ["w0"]


def test_a_handshake_that_fails_behind_the_door_is_refused_and_may_be_repeated(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Accepted without being known, a window would stay connected and never hear anything."""

    def broken(*_: Any) -> Any:
        raise ConnectionError("the queue is away: МАРКЕР")

    monkeypatch.setattr(handshake, "current_actor", broken)
    with app.test_request_context(), pytest.raises(Refused) as refused:
        handshake.connect({"protocol": 1})
    assert refused.value.error_args == {"message": "busy"}
