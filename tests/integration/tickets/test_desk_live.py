"""The live desk: who may watch, and that a hint says nothing but that something has changed."""

from __future__ import annotations

import contextvars
from typing import Any

import pytest
from flask import Flask

from app.authz.access import Actor, Role
from app.core.transaction import transaction
from app.extensions import socketio
from app.realtime.connection import PROTOCOL_VERSION
from app.tickets import service
from tests.actors import actor_of, asker_of, lawyer, moderator
from tests.cases import browser_of
from tests.factories import make_account, make_ticket

pytestmark = pytest.mark.usefixtures("db_session")


def watch(app: Flask, actor: Actor) -> tuple[Any, dict[str, Any]]:
    """Open a socket of somebody's browser and ask to be told of changes; return it with the answer."""
    browser = browser_of(app, actor)

    def ask() -> tuple[Any, dict[str, Any]]:
        hello = {"protocol": PROTOCOL_VERSION, "language": "en"}
        opened = socketio.test_client(app, flask_test_client=browser, auth=hello)
        return opened, opened.emit("desk:watch", {}, callback=True)

    # Outside the test's application context, whose `g` would pass one person's rights to the next.
    return contextvars.Context().run(ask)


def hints(opened: Any) -> list[Any]:
    return [event["args"] for event in opened.get_received() if event["name"] == "desk:changed"]


@pytest.mark.parametrize("actor_of_role", [lawyer, moderator])
def test_staff_of_the_desk_hear_of_every_change_and_of_nothing_else(app: Flask, actor_of_role: Any) -> None:
    opened, answer = watch(app, actor_of_role())
    assert answer == {"ok": True}
    taker, ticket = lawyer(), make_ticket()
    service.declare_conflict(taker, ticket, is_clear=True)
    service.claim(taker, ticket)
    service.give_back(taker, ticket, reason="no_time")
    service.delete_ticket(asker_of(ticket), ticket)
    assert hints(opened) == [[{}]] * 4


def test_a_lawyer_hears_of_a_declaration_made_in_another_window(app: Flask) -> None:
    who, ticket = lawyer(), make_ticket()
    mine, _ = watch(app, who)
    other, _ = watch(app, lawyer())
    service.declare_conflict(who, ticket, is_clear=False)
    assert hints(mine) == [[{}]]
    assert hints(other) == []


@pytest.mark.parametrize("role", [Role.ASKER, Role.CAPTAIN, Role.ADMINISTRATOR])
def test_others_may_not_watch(app: Flask, role: Role) -> None:
    opened, answer = watch(app, actor_of(make_account(role)))
    assert (answer["ok"], answer["error"]["code"]) == (False, "not_allowed")
    make_ticket()
    assert hints(opened) == []


def test_the_holder_of_a_receipt_may_not_watch(app: Flask) -> None:
    assert watch(app, asker_of(make_ticket()))[1]["ok"] is False


def test_a_change_that_is_rolled_back_is_not_told(app: Flask) -> None:
    opened, _ = watch(app, lawyer())
    who, ticket = lawyer(), make_ticket()
    service.declare_conflict(who, ticket, is_clear=True)
    hints(opened)

    def claim_and_fail() -> None:
        with transaction():
            service.claim(who, ticket)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        claim_and_fail()
    assert hints(opened) == []
