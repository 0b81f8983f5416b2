"""Asks every page and every socket event who may come in, and writes down what it answered.

`python -m tests.security.doors` writes doors.txt anew; read the difference before you commit it.
"""

from __future__ import annotations

import contextvars
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.test import TestResponse

from app.authz.access import can
from app.authz.permissions import Permission
from app.extensions import socketio
from app.realtime.command import COMMANDS
from app.web.guards import RULE
from tests.security.world import CAST, MISSING, STATES, Snapshot, World

REVIEWED = Path(__file__).with_name("doors.txt")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
NOWHERE = "0" * 32
# What has to be in a form so that it reaches the rule behind it.
FORMS: dict[str, dict[str, str]] = {
    "tickets.answer_declaration": {"answer": "clear"},
    "tickets.give_back": {"reason": "no_time", "text": "later"},
    "tickets.decline": {"reason": "other_matter", "text": "Бұл сайлау туралы емес, басқа мекемеге барыңыз."},
    "tickets.transfer": {"way": "queue", "language": "ru", "topic": "list", "text": "for a colleague"},
    "tickets.delete_own": {"confirm": "yes", "sure": "y"},
    "answers.write": {"short": "Иә.", "action": "save"},
    "answers.ask_back": {"words": "Мерзімі қандай?"},
    "answers.rate": {"stars": "5"},
    "chat.post": {"client_id": "door-test-1", "body": "екінші сөз"},
    "chat.note": {"note-client_id": "door-test-2", "note-body": "ескерту"},
    "chat.change": {"body": "басқа сөз"},
    "chat.mark": {"read": "1"},
}
FORMS["chat.post"] |= {"confirmed": "yes"}


@dataclass(frozen=True)
class Door:
    """One page and method."""

    method: str
    path: str  # as in the list of routes, `<door>` filled in
    endpoint: str
    rule: Permission | str

    @property
    def is_about_ticket(self) -> bool:
        return "<number>" in self.path

    @property
    def title(self) -> str:
        return f"{self.method} {self.path}"


def doors(app: Flask) -> list[Door]:
    """Return every page with every method, sorted."""
    found = []
    for route in app.url_map.iter_rules():
        rule = getattr(app.view_functions[route.endpoint], RULE)
        for path in _paths(route.rule):
            methods = [method for method in METHODS if method in (route.methods or ())]
            found += [Door(method, path, route.endpoint, rule) for method in methods]
    return sorted(found, key=lambda door: (door.path, door.method))


def _paths(rule: str) -> Iterator[str]:
    """Fill in what a route lists itself, and drop the kinds of its parameters."""
    listed = re.search(r"<any\(([^)]*)\):\w+>", rule)
    for word in listed[1].split(",") if listed else [""]:
        path = re.sub(r"<any\([^)]*\):\w+>", word.strip(), rule, count=1)
        yield re.sub(r"<\w+(?:\([^)]*\))?:(\w+)>", r"<\1>", path)


class Visitor:
    """Goes through doors and undoes what happened behind them."""

    def __init__(self, world: World, snapshot: Snapshot) -> None:
        self.world, self.snapshot = world, snapshot

    def url(self, door: Door, state: str, *, number: str | None = None) -> str:
        known = {
            "number": number or self.world.tickets[state].number,
            "message_id": self.world.messages[state],
            "language": "ru",
            **self.world.values,
        }
        return re.sub(r"<(\w+)>", lambda name: str(known.get(name[1], NOWHERE)), door.path)

    def open(self, door: Door, name: str, state: str, *, number: str | None = None) -> TestResponse:
        """Open a page with the cookie the person came with, whatever happened to it behind other doors."""
        form = FORMS.get(door.endpoint, {})
        data = form if door.method != "GET" else None
        browser = self.world.browser(name, state)
        url = "/en" + self.url(door, state, number=number)
        if door.endpoint == "stale_asset":
            url = url.removeprefix("/en")
        return browser.open(url, method=door.method, data=data, check=False)

    def ask(self, door: Door, name: str, state: str) -> tuple[str, bool]:
        """Return what the door answered, in short, and whether anything was stored."""
        answer = self.open(door, name, state)
        answer.close()
        return said(answer), self.snapshot.has_changed()

    def emit(self, event: str, name: str, state: str, *, payload: Any = None) -> tuple[str, bool]:
        """Return the code of an event's acknowledgement, and whether anything was stored."""
        # An empty context: Flask would reuse the test's own, and with it who acted before.
        return contextvars.Context().run(self._emit, event, name, state, payload)

    def _emit(self, event: str, name: str, state: str, payload: Any) -> tuple[str, bool]:
        browser = self.world.browser(name, state)
        socket = socketio.test_client(
            self.world.app, flask_test_client=browser, auth={"protocol": 1, "language": "en"}
        )
        if not socket.is_connected():
            return "no socket", self.snapshot.has_changed()
        try:
            ack = socket.emit(
                event, self.payload(event, state) if payload is None else payload, callback=True
            )
        finally:
            with suppress(RuntimeError):  # the event may have closed it
                socket.disconnect()
        return "ok" if ack["ok"] else ack["error"]["code"], self.snapshot.has_changed()

    def payload(self, event: str, state: str) -> dict[str, Any]:
        named = {"ticket": self.world.tickets[state].number, "id": self.world.messages[state]}
        named |= {"client_id": "door-test-3", "body": "үшінші сөз"}
        by_type: dict[str, Any] = {"int": 0, "bool": True, "str": "x", "str | None": None, "int | None": None}
        schema = COMMANDS[event].schema
        return {part.name: named.get(part.name, by_type[str(part.type)]) for part in fields(schema)}


def said(answer: TestResponse) -> str:
    """Return a status, and where to when it sends on."""
    if answer.status_code in {301, 302, 303, 307, 308}:
        path = urlsplit(answer.headers["Location"]).path.removeprefix("/en")
        kind = "sign in" if path == "/sign-in" else "receipt" if path == "/t" else "on"
        return f"{answer.status_code} {kind}"
    return str(answer.status_code)


def may(door_rule: Permission | str, world: World, name: str, state: str, *, about_ticket: bool) -> bool:
    """Return what the page of rules says."""
    if not isinstance(door_rule, Permission):
        return True
    return can(world.actor(name, state), door_rule, world.tickets[state] if about_ticket else None)


def grouped(answers: dict[str, dict[str, str]]) -> list[str]:
    """Return answers by person and state as few lines: what was said, to whom, in which states."""
    by_answer: dict[str, list[str]] = defaultdict(list)
    for name, by_state in answers.items():
        states: dict[str, list[str]] = defaultdict(list)
        for state, answer in by_state.items():
            states[answer].append(state)
        for answer, where in states.items():
            by_answer[answer].append(name if len(states) == 1 else f"{name} ({', '.join(where)})")
    most = max(by_answer, key=lambda answer: sum("(" not in who for who in by_answer[answer]))
    lines = []
    for answer in sorted(by_answer):
        whole = [who for who in by_answer[answer] if "(" not in who]
        parts = [who for who in by_answer[answer] if "(" in who]
        if answer == most and len(whole) > 4:
            whole = ["everybody" if len(by_answer) == 1 else "everybody else"]
        lines.append(f"    {answer:<14} {', '.join([*whole, *parts])}")
    return lines


HEAD = f"""\
What every page and every socket event answers, by person and by state of the ticket. Written by
`python -m tests.security.doors` through the real doors; read by people, compared in tests/security/test_doors.py.

Pages answer with a status; "sign in", "receipt" and "on" say where a redirect leads. Events answer with a code.
In brackets: the rule on the page of rules (app/authz/policy.py). Without states: the same in each of {", ".join(STATES)}.
"Asker of it" holds the receipt; "conflicted lawyer" has declared to know the people in the question.
"""


def write(sections: list[tuple[str, list[str]]]) -> str:
    return HEAD + "".join(f"\n{title}\n" + "\n".join(lines) + "\n" for title, lines in sections)


__all__ = ["CAST", "MISSING", "REVIEWED", "STATES", "Door", "Visitor", "doors", "grouped", "may", "write"]


if __name__ == "__main__":
    import os

    import pytest

    os.environ["KENES_WRITE_DOORS"] = "1"
    sys.exit(pytest.main(["-q", "tests/security/test_doors.py", "-k", "read_by_people"]))
