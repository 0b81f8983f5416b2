"""What an answer is made of, what it needs before it is given, and hints for plain language. Pure."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from app.i18n import lazy_gettext as _l
from app.redaction.detectors import find

SHORT_MAX, SHORT_LINES = 240, 2
EXPLANATION_MAX, STEP_MAX = 8_000, 300
STEPS_MAX, PROVISIONS_MAX = 12, 20
WORDS_MAX = 1_000  # what an asker may say when asking back or rating
LONG_SENTENCE = 22  # words
STARS = range(1, 6)
_SENTENCE = re.compile(r"[^.!?…\n]+(?:[.!?…]+(?!\s)[^.!?…\n]*)*[.!?…]*")
_WORD = re.compile(r"\w+(?:[-’']\w+)*")
_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True, kw_only=True)
class Body:
    """The words of an answer. Steps: text, and due_days (from voting day) with due_time, or due_on."""

    short: str = ""
    explanation: str = ""
    steps: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> str:
        """Return the form in which it is sealed."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing has been written yet."""
        return not (self.short.strip() or self.explanation.strip() or self.steps)

    @property
    def words(self) -> str:
        """Return everything a person wrote, for hints and checks."""
        return "\n".join([self.short, self.explanation, *(str(step.get("text", "")) for step in self.steps)])


@dataclass(frozen=True)
class Obstacle:
    """Why an answer cannot be given yet, at which field."""

    field: str
    message: Any


@dataclass(frozen=True)
class Hint:
    """Something to look at again; never an obstacle. `kind` is long_sentence or a kind of personal data."""

    kind: str
    excerpt: str
    count: int = 0


def body_from_json(text: str) -> Body:
    """Return a body as it was sealed."""
    return Body(**json.loads(text))


def obstacles(body: Body, provision_count: int) -> list[Obstacle]:
    """Return what still keeps the answer from being given, in the order of the form."""
    found: list[Obstacle] = []
    short = body.short.strip()
    if not short:
        found.append(Obstacle("short", _l("Write the short answer: it is what most people read.")))
    elif len(short) > SHORT_MAX or len(short.splitlines()) > SHORT_LINES:
        found.append(Obstacle("short", _l("The short answer has at most two lines and 240 characters.")))
    if len(body.explanation) > EXPLANATION_MAX:
        found.append(Obstacle("explanation", _l("The explanation is too long.")))
    if not provision_count:
        found.append(Obstacle("provisions", _l("Cite at least one provision of law.")))
    if provision_count > PROVISIONS_MAX:
        found.append(Obstacle("provisions", _l("Cite fewer provisions: only those the answer rests on.")))
    if len(body.steps) > STEPS_MAX or any(len(step["text"]) > STEP_MAX for step in body.steps):
        found.append(Obstacle("steps", _l("Use fewer and shorter steps.")))
    return found


def hints(body: Body) -> list[Hint]:
    """Return what a reader may stumble over: long sentences, names and other personal data."""
    found: list[Hint] = []
    for sentence in _SENTENCE.findall(body.words):
        count = len(_WORD.findall(sentence))
        if count > LONG_SENTENCE:
            found.append(Hint("long_sentence", _shortened(sentence), count))
    text = body.words
    found += [Hint(each.kind, text[each.start : each.end]) for each in find(text) if each.kind != "link"]
    return list(dict.fromkeys(found))


def is_time(text: str) -> bool:
    """Tell whether the text is a time of day, "18:00"."""
    return _TIME.fullmatch(text) is not None


def make_step(text: str, days_before: int | None, time: str, day: date | None) -> dict[str, Any] | None:
    """Return a step as it is stored; None without a text. A fixed date goes before counted days."""
    if not text.strip():
        return None
    step: dict[str, Any] = {"text": text.strip()}
    if day is not None:
        step["due_on"] = day.isoformat()
    elif days_before is not None:
        step["due_days"] = -days_before
    if time and len(step) > 1:
        step["due_time"] = time
    return step


def _shortened(sentence: str) -> str:
    words = sentence.split()
    return " ".join(words[:8]) + " …"
