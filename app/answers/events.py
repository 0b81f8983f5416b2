"""What happens to answers."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class AnswerEvent(Event):
    """Base: whose answer, in which ticket."""

    ticket_id: str
    answer_id: str


@dataclass(frozen=True, kw_only=True)
class AnswerGiven(AnswerEvent):
    """A lawyer gave an answer; the asker can read it now."""


@dataclass(frozen=True, kw_only=True)
class AnswerAccepted(AnswerEvent):
    """The asker has what was needed."""


@dataclass(frozen=True, kw_only=True)
class AnswerAskedBack(AnswerEvent):
    """The asker needs more."""


@dataclass(frozen=True, kw_only=True)
class AnswerRated(AnswerEvent):
    """The asker said how helpful it was."""
