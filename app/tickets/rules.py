"""The life of a ticket as a table, and the rules about time. Pure: no database, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.core.errors import Conflict


class State(StrEnum):
    """Where a ticket is on its way."""

    NEW = "new"
    RETURNED = "returned"
    REOPENED = "reopened"
    CLAIMED = "claimed"
    WAITING_FOR_ASKER = "waiting_for_asker"
    WAITING_FOR_LAWYER = "waiting_for_lawyer"
    ANSWERED = "answered"
    CLOSED = "closed"
    DECLINED = "declined"


class Action(StrEnum):
    """What can happen to a ticket."""

    CLAIM = "claim"
    ASSIGN = "assign"
    GIVE_BACK = "give_back"
    TRANSFER = "transfer"
    ASKER_WRITES = "asker_writes"
    LAWYER_WRITES = "lawyer_writes"
    ANSWER = "answer"
    ACCEPT = "accept"
    ASK_BACK = "ask_back"
    CLOSE = "close"
    DECLINE = "decline"
    REOPEN = "reopen"
    REST = "rest"


class Adult(StrEnum):
    """The asker's answer to "Will you be 18 on voting day?"."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


class Urgency(StrEnum):
    """How soon the asker needs help; STATION means "I stand in the polling station"."""

    NORMAL = "normal"
    SOON = "soon"
    STATION = "station"


class PublicationWish(StrEnum):
    """The asker's first word about publishing; the exact text is approved later all the same."""

    YES = "yes"
    LATER = "later"
    NO = "no"


S, A = State, Action
QUEUE = frozenset({S.NEW, S.RETURNED, S.REOPENED})
IN_WORK = frozenset({S.CLAIMED, S.WAITING_FOR_ASKER, S.WAITING_FOR_LAWYER, S.ANSWERED})
LIVE = frozenset({S.CLAIMED, S.WAITING_FOR_ASKER, S.WAITING_FOR_LAWYER})  # they talk, or should
FINISHED = frozenset({S.CLOSED, S.DECLINED})


def _table() -> dict[tuple[State, Action], State]:
    table: dict[tuple[State, Action], State] = {}
    for state in QUEUE:
        table[state, A.CLAIM] = S.CLAIMED
        table[state, A.ASSIGN] = S.CLAIMED
        table[state, A.TRANSFER] = state  # to the queue of another language or topic
        table[state, A.ASKER_WRITES] = state
        table[state, A.CLOSE] = S.CLOSED
        table[state, A.DECLINE] = S.DECLINED
    for state in IN_WORK:
        table[state, A.GIVE_BACK] = S.RETURNED
        table[state, A.TRANSFER] = S.CLAIMED
        table[state, A.ASSIGN] = S.CLAIMED
        table[state, A.ASKER_WRITES] = S.WAITING_FOR_LAWYER
        table[state, A.LAWYER_WRITES] = S.WAITING_FOR_ASKER
        table[state, A.ANSWER] = S.ANSWERED
        table[state, A.CLOSE] = S.CLOSED
        table[state, A.DECLINE] = S.DECLINED
    for state in LIVE:
        table[state, A.REST] = state  # nobody writes: a newer change wakes it
    table[S.ANSWERED, A.LAWYER_WRITES] = S.ANSWERED
    # Also later: an asker who first writes "thank you" has moved the ticket on.
    for state in (S.ANSWERED, S.WAITING_FOR_ASKER, S.WAITING_FOR_LAWYER):
        table[state, A.ACCEPT] = S.CLOSED
        table[state, A.ASK_BACK] = S.WAITING_FOR_LAWYER
    for state in FINISHED:
        table[state, A.REOPEN] = S.REOPENED
    return table


TRANSITIONS = _table()


def next_state(state: str, action: Action) -> State:
    """Return the state after `action`; raise Conflict when the table knows no such step."""
    try:
        return TRANSITIONS[State(state), action]
    except KeyError as error:
        raise Conflict(code="wrong_state", state=state, action=action.value) from error


def respond_by(
    opened_at: datetime, urgency: str, *, sla_hours: int, voting_day_minutes: int, is_voting_day: bool
) -> datetime:
    """Return when the first reply is due: the topic's term, shorter on voting day and when urgent."""
    if is_voting_day or urgency == Urgency.STATION:
        return opened_at + timedelta(minutes=max(voting_day_minutes, 5))
    if urgency == Urgency.SOON:
        return opened_at + timedelta(hours=min(sla_hours, 4))
    return opened_at + timedelta(hours=sla_hours)


@dataclass(frozen=True)
class KeepDays:
    """How long each class of questions is kept after the last thing that happened (days from settings)."""

    unanswered: int
    answered: int
    station: int  # written at a polling station: complaints and courts may still ask for it

    def of(self, state: str, urgency: str) -> int:
        """Return the days for a question in this state."""
        finished = state in {State.ANSWERED, State.CLOSED, State.DECLINED}
        days = self.answered if finished else self.unanswered
        return max(days, self.station) if urgency == Urgency.STATION else days


def delete_on(today: date, state: str, urgency: str, keep: KeepDays) -> date:
    """Return the day on which the ticket is deleted when nothing more happens."""
    return today + timedelta(days=keep.of(state, urgency))
