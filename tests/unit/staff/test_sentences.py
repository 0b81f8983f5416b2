"""Whatever happens has a sentence in the audit log."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import app
from app.accounts.events import SessionsEnded, TicketsKept
from app.chat.events import MarksMoved
from app.core.events import Event
from app.staff.audit import action_of
from app.staff.sentences import SENTENCES, VARIANTS
from app.tickets.rules import Action

FOLDER = Path(str(app.__file__)).parent
LEFT_OUT = {MarksMoved, SessionsEnded, TicketsKept}


def kinds(of: type[Event] = Event) -> Iterator[type[Event]]:
    for kind in of.__subclasses__():
        if kind.__module__.startswith("app.") and not kind.__name__.endswith("Event"):
            yield kind
        yield from kinds(kind)


def unsaid(all_kinds: set[type[Event]]) -> set[str]:
    return {action_of(kind) for kind in all_kinds - LEFT_OUT} - set(SENTENCES)


def test_every_event_of_the_application_has_a_sentence() -> None:
    for path in FOLDER.glob("*/events.py"):
        import_module(f"app.{path.parent.name}.events")
    assert unsaid(set(kinds())) == set()


def test_an_event_without_one_is_found() -> None:
    class SomethingNew(Event):
        pass

    assert unsaid({SomethingNew}) == {"something_new"}


def test_every_step_of_a_ticket_has_its_own_sentence() -> None:
    _detail, texts = VARIANTS["ticket_moved"]
    assert set(texts) == {action.value for action in Action}


def test_variants_have_a_sentence_to_fall_back_to() -> None:
    assert set(VARIANTS) <= set(SENTENCES)
