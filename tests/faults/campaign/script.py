"""What every window of the campaign writes, made from the seed alone: the same seed, the same conversation."""

from __future__ import annotations

import random
from dataclasses import asdict, dataclass, field
from typing import Any

EDIT, WITHDRAW, NOTE = 0.05, 0.02, 0.05
SECRET = " құпия"  # in every text of a note, and in no other
LETTERS = str.maketrans("0123456789", "abcdefghij")


def spelled(number: int) -> str:
    """Return a number in letters: texts with digits in them would be looked through for telephone numbers."""
    return str(number).translate(LETTERS)


@dataclass(frozen=True)
class Window:
    """One window on one room. `kind`: asker, lawyer, moderator write or read; intruder only tries."""

    name: str
    kind: str
    room: str
    ticket: str
    url: str
    cookie: str
    client: str
    messages: int = 0
    transports: tuple[str, ...] = ("websocket",)


@dataclass(frozen=True)
class Step:
    """One thing to do. `target`: which of the window's own earlier texts is meant."""

    event: str
    number: int
    body: str = ""
    target: int | None = None


@dataclass
class Conversation:
    """The steps of one window."""

    window: Window
    steps: list[Step] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self.window), "steps": [asdict(step) for step in self.steps]}


def write(seed: int, window: Window) -> Conversation:
    """Return what a window does; edits and withdrawals mean one of its newest ten texts."""
    chance = random.Random(f"{seed}:{window.name}")
    steps: list[Step] = []
    alive: list[int] = []
    notes: set[int] = set()
    for number in range(window.messages):
        is_note = window.kind == "lawyer" and chance.random() < NOTE
        if is_note:
            notes.add(number)
        tag = f"{window.room} {window.name} {spelled(number)}"
        steps.append(Step("chat:note" if is_note else "chat:send", number, tag + SECRET * is_note))
        alive.append(number)
        luck = chance.random()
        if luck < EDIT:
            target = chance.choice(alive[-10:])
            body = f"{tag} түзетілді {spelled(target)}" + SECRET * (target in notes)
            steps.append(Step("chat:edit", number, body, target))
        elif luck < EDIT + WITHDRAW:
            target = chance.choice(alive[-10:])
            alive.remove(target)
            steps.append(Step("chat:withdraw", number, target=target))
    return Conversation(window, steps)
