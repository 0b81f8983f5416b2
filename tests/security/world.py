"""A small installation with everybody in it, for asking each door who may come in."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask

from app.authz.access import VISITOR, Actor, Role
from app.chat import service as chat
from app.core.clock import now
from app.core.transaction import transaction
from app.extensions import db
from app.tickets import service as tickets
from app.tickets.models import ConflictDeclaration, Ticket
from app.tickets.replies import save_reply
from tests.actors import actor_of, asker_of
from tests.cases import Case, browser_of, give_answer, make_case
from tests.factories import make_account, make_ticket, make_topic
from tests.support.client import CheckedClient

STATES = ("new", "claimed", "answered", "closed")
CAST = (
    "nobody",
    "asker of it",
    "account that asked",
    "other asker",
    "other account",
    "assigned lawyer",
    "other lawyer",
    "conflicted lawyer",
    "moderator",
    "captain",
    "administrator",
    "suspended moderator",
)
MISSING = "99999999"


@dataclass
class World:
    """Tickets by state, people by part, and one identifier of every kind."""

    app: Flask
    tickets: dict[str, Any] = field(default_factory=dict)  # what rules look at, kept apart from the database
    people: dict[str, Actor] = field(default_factory=dict)
    cookies: dict[tuple[str, str], dict[Any, Any]] = field(default_factory=dict)
    browsers: dict[tuple[str, str], CheckedClient] = field(default_factory=dict)
    messages: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)

    def actor(self, name: str, state: str) -> Actor:
        """Return who this is to the ticket of a state."""
        ticket = self.tickets[state]
        if name == "asker of it":
            return asker_of(ticket)
        return self.people[name]

    def browser(self, name: str, state: str) -> CheckedClient:
        """Return a browser that has these rights."""
        key = (name, state if name == "asker of it" else "")
        if key not in self.browsers:
            actor = self.actor(name, state)
            self.browsers[key] = (
                browser_of(self.app, actor) if actor != VISITOR else self.app.test_client()  # type: ignore[assignment]
            )
            self.cookies[key] = dict(self.browsers[key]._cookies)
        self.browsers[key]._cookies = dict(self.cookies[key])
        return self.browsers[key]


def people() -> dict[str, Actor]:
    """Return everybody whose rights do not depend on the state of a ticket."""
    roles = {
        "account that asked": Role.ASKER,
        "other account": Role.ASKER,
        "assigned lawyer": Role.LAWYER,
        "other lawyer": Role.LAWYER,
        "conflicted lawyer": Role.LAWYER,
        "moderator": Role.MODERATOR,
        "captain": Role.CAPTAIN,
        "administrator": Role.ADMINISTRATOR,
    }
    cast = {name: actor_of(make_account(role)) for name, role in roles.items()}
    cast["suspended moderator"] = actor_of(make_account(Role.MODERATOR, suspended_at=now()))
    return {"nobody": VISITOR, **cast}


def build(app: Flask) -> World:
    """Fill an empty installation."""
    world = World(app, people=people())
    for slug in ("away", "list"):
        make_topic(slug)
    owner, worker = world.people["account that asked"], world.people["assigned lawyer"]
    world.people["other asker"] = asker_of(make_ticket())
    for state in STATES:
        case = _case(state, owner, worker)
        world.tickets[state] = case.ticket
        world.messages[state] = _first_message(case)
        _declare(case.ticket, world.people["conflicted lawyer"], is_clear=False)
        _declare(case.ticket, worker, is_clear=True)
        if state == "answered":
            give_answer(case)
        if state == "closed":
            tickets.close(case.asker, case.ticket)
    words = dict.fromkeys(("kk", "ru", "en"), "Сәлем")
    reply = save_reply(worker, None, title=words, body=words, topic=None)
    world.values.update(reply_id=reply.id, account_id=world.people["other lawyer"].account_id, slug="away")
    world.tickets = {state: _facts(ticket) for state, ticket in world.tickets.items()}
    return world


def _facts(ticket: Ticket) -> SimpleNamespace:
    names = ("id", "number", "state", "account_id", "lawyer_id", "awaits_declaration")
    return SimpleNamespace(**{name: getattr(ticket, name) for name in names})


def _case(state: str, owner: Actor, worker: Actor) -> Case:
    if state == "new":
        ticket = make_ticket(owner)
        return Case(ticket, asker_of(ticket), worker)
    case = make_case(worker)
    with transaction():
        case.ticket.account_id = owner.account_id
    return case


def _first_message(case: Case) -> str:
    message = chat.send_message(case.asker, case.ticket, client_id="first-words", body="бірінші сөз")
    return message.id


def _declare(ticket: Ticket, actor: Actor, *, is_clear: bool) -> None:
    with transaction():
        db.session.merge(
            ConflictDeclaration(ticket_id=ticket.id, lawyer_id=actor.account_id, is_clear=is_clear)
        )


class Snapshot:
    """The database as it was, and whether a request changed it."""

    def __init__(self, path: Path) -> None:
        self.live = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self.kept = sqlite3.connect(":memory:", check_same_thread=False)
        self.live.backup(self.kept)
        self.version = self._version()

    def has_changed(self) -> bool:
        """Tell whether anything was stored since the last look, and undo it."""
        if self._version() == self.version:
            return False
        self.kept.backup(self.live)
        self.version = self._version()
        return True

    def close(self) -> None:
        self.live.close()
        self.kept.close()

    def _version(self) -> int:
        return int(self.live.execute("PRAGMA data_version").fetchone()[0])
