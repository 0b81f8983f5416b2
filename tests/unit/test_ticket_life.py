"""The life of a ticket, walked completely."""

from __future__ import annotations

import pytest

from app.core.errors import Conflict
from app.tickets.rules import FINISHED, IN_WORK, QUEUE, TRANSITIONS, Action, State, next_state


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("action", list(Action))
def test_every_step_is_either_in_the_table_or_refused(state: State, action: Action) -> None:
    if (state, action) in TRANSITIONS:
        assert next_state(state, action) in State
    else:
        with pytest.raises(Conflict):
            next_state(state, action)


def test_every_state_belongs_to_exactly_one_group() -> None:
    groups = [QUEUE, IN_WORK, FINISHED]
    assert sorted(state for group in groups for state in group) == sorted(State)


def test_every_state_can_be_reached_from_new_and_left_again() -> None:
    reached = {State.NEW}
    while True:
        further = {after for (before, _), after in TRANSITIONS.items() if before in reached} | reached
        if further == reached:
            break
        reached = further
    assert reached == set(State)
    assert {before for before, _ in TRANSITIONS} == set(State)


def test_a_finished_ticket_can_only_be_reopened() -> None:
    assert {action for (state, action) in TRANSITIONS if state in FINISHED} == {Action.REOPEN}


def test_only_a_queued_ticket_can_be_claimed() -> None:
    assert {state for (state, action) in TRANSITIONS if action is Action.CLAIM} == QUEUE
