"""Every page and every socket event, opened by everybody in every state, compared with what people have read."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from app.authz.permissions import Permission
from app.realtime.command import COMMANDS
from tests.security import doors as asking
from tests.security.doors import CAST, MISSING, STATES, Door, Visitor
from tests.security.world import World

OUTSIDERS = ("nobody", "other asker", "other account", "other lawyer", "captain", "administrator")
# Doors that may store something although they refuse: an attempt is counted, a wrong sign-in is logged.
# ... and editors keep what their author typed, also when it cannot be handed on yet.
COUNTS_ATTEMPTS = {
    "accounts.sign_in",
    "tickets.enter",
    "accounts.forgot",
    "articles.prepare",
    "accounts.add_factor",
}
# Shows a message that may be read anyway, in a form; storing is refused, as the lines below it say.
READS_FIRST = {"chat.change"}
Answers = dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def pages(visitor: Visitor) -> dict[Door, tuple[Answers, list[str]]]:
    """Return what every page answered, and who was refused but stored something all the same."""
    return {door: _ask(visitor, door) for door in asking.doors(visitor.world.app)}


def _ask(visitor: Visitor, door: Door) -> tuple[Answers, list[str]]:
    answers: Answers = {}
    stored = []
    for name in CAST:
        answers[name] = {}
        for state in STATES if door.is_about_ticket else STATES[:1]:
            answers[name][state], has_stored = visitor.ask(door, name, state)
            if has_stored and answers[name][state][:1] in "45":
                stored.append(f"{door.title}: {name} ({state})")
    return answers, stored


@pytest.fixture(scope="module")
def events(visitor: Visitor) -> dict[str, tuple[Answers, list[str]]]:
    """Return what every event answered, and who was refused but stored something all the same."""
    found = {}
    for event in sorted(COMMANDS):
        answers: Answers = {}
        stored = []
        for name in CAST:
            answers[name] = {}
            for state in STATES:
                answers[name][state], has_stored = visitor.emit(event, name, state)
                if has_stored and answers[name][state] != "ok":
                    stored.append(f"{event}: {name} ({state})")
        found[event] = answers, stored
    return found


def _matrix(
    pages: dict[Door, tuple[Answers, list[str]]], events: dict[str, tuple[Answers, list[str]]]
) -> str:
    sections = [
        (f"{door.title}  [{door.rule}]", asking.grouped(answers)) for door, (answers, _) in pages.items()
    ]
    sections += [
        (f"socket {event}  [{COMMANDS[event].permission}]", asking.grouped(answers))
        for event, (answers, _) in events.items()
    ]
    return asking.write(sections)


@pytest.mark.slow
@pytest.mark.attack("A01", "A08", "B01", "B03", "B05", "B07", "B09")
def test_every_door_answers_as_was_read_by_people(
    pages: dict[Door, tuple[Answers, list[str]]], events: dict[str, tuple[Answers, list[str]]]
) -> None:
    found = _matrix(pages, events)
    if os.environ.get("KENES_WRITE_DOORS"):
        asking.REVIEWED.write_text(found, encoding="utf-8")
    assert found == asking.REVIEWED.read_text(encoding="utf-8"), (
        "read the difference, then: python -m tests.security.doors"
    )


@pytest.mark.slow
@pytest.mark.attack("B01", "B05", "B07", "B09")
def test_no_page_opens_against_the_page_of_rules(
    visitor: Visitor, pages: dict[Door, tuple[Answers, list[str]]]
) -> None:
    wrong = []
    for door, (answers, _) in pages.items():
        if door.method == "GET" and door.endpoint in READS_FIRST:
            continue
        for name, by_state in answers.items():
            for state, answer in by_state.items():
                allowed = asking.may(door.rule, visitor.world, name, state, about_ticket=door.is_about_ticket)
                if not allowed and answer.startswith("2"):
                    wrong.append(f"{door.title} [{door.rule}] let {name} in ({state}): {answer}")
    assert wrong == []


@pytest.mark.slow
@pytest.mark.attack("A01", "A08")
def test_no_event_is_obeyed_against_the_page_of_rules(
    visitor: Visitor, events: dict[str, tuple[Answers, list[str]]]
) -> None:
    wrong = []
    for event, (answers, _) in events.items():
        rule = COMMANDS[event].permission
        about = any(part.name == "ticket" for part in _fields(event))
        for name, by_state in answers.items():
            for state, code in by_state.items():
                if not asking.may(rule, visitor.world, name, state, about_ticket=about) and code == "ok":
                    wrong.append(f"{event} [{rule}] obeyed {name} ({state})")
    assert wrong == []


def _fields(event: str) -> tuple[object, ...]:
    from dataclasses import fields  # noqa: PLC0415

    return fields(COMMANDS[event].schema)


@pytest.mark.slow
@pytest.mark.attack("B01", "B02", "B03")
def test_whoever_is_refused_has_stored_nothing(
    pages: dict[Door, tuple[Answers, list[str]]], events: dict[str, tuple[Answers, list[str]]]
) -> None:
    stored = [
        line for door, (_, lines) in pages.items() if door.endpoint not in COUNTS_ATTEMPTS for line in lines
    ]
    assert stored + [line for _, lines in events.values() for line in lines] == []


@pytest.mark.slow
def test_no_door_fails(pages: dict[Door, tuple[Answers, list[str]]]) -> None:
    failed = [
        f"{door.title}: {name} ({state})"
        for door, (answers, _) in pages.items()
        for name, by_state in answers.items()
        for state, answer in by_state.items()
        if answer.startswith("5")
    ]
    assert failed == []


def _same(text: str, number: str) -> str:
    """Return a page without what differs each time it is shown."""
    text = text.replace(number, "NUMBER").replace(f"{number[:4]} {number[4:]}", "NUMBER")
    return re.sub(r'(name="csrf_token"[^>]*value=|content=)"[^"]*"', r"\1", text)


@pytest.mark.slow
@pytest.mark.attack("B01", "A01")
@pytest.mark.parametrize("name", OUTSIDERS)
def test_objects_of_others_look_like_missing_ones(visitor: Visitor, name: str) -> None:
    different = []
    for door in asking.doors(visitor.world.app):
        if not door.is_about_ticket:
            continue
        for state in ("claimed", "closed"):
            if asking.may(door.rule, visitor.world, name, state, about_ticket=True):
                continue
            theirs = visitor.open(door, name, state)
            missing = visitor.open(door, name, state, number=MISSING)
            one = theirs.status_code, _same(theirs.text, visitor.world.tickets[state].number)
            if one != (missing.status_code, _same(missing.text, MISSING)):
                different.append(f"{door.title} ({state}): {theirs.status_code} {missing.status_code}")
    visitor.snapshot.has_changed()
    assert different == []


def test_the_rules_of_pages_are_permissions_or_public(visitor: Visitor) -> None:
    assert all(
        isinstance(door.rule, Permission) or door.rule == "public" for door in asking.doors(visitor.world.app)
    )


def test_the_file_exists_and_names_every_door(visitor: Visitor) -> None:
    text = Path(asking.REVIEWED).read_text(encoding="utf-8")
    assert [door.title for door in asking.doors(visitor.world.app) if f"\n{door.title}  [" not in text] == []
    assert [event for event in COMMANDS if f"\nsocket {event}  [" not in text] == []
    assert isinstance(visitor.world, World)
