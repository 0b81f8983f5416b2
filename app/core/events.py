"""Things that have happened, told to whoever listens.

`@in_transaction` listeners are saved or lost together with the change (index, audit, outbox);
`@after_commit` listeners may be missed (a push to an open page).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from app.core.transaction import current_unit, on_commit


@dataclass(frozen=True, kw_only=True)
class Event:
    """Base of all events: names in the past tense, identifiers only, never content."""

    actor: str  # "asker", "system" or the account id of a member of staff


E = TypeVar("E", bound=Event)
Listener = Callable[[Any], None]

_in_transaction: dict[type[Event], list[Listener]] = defaultdict(list)
_after_commit: dict[type[Event], list[Listener]] = defaultdict(list)


def in_transaction(kind: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Register a listener that runs inside the transaction, before it commits."""

    def register(listener: Callable[[E], None]) -> Callable[[E], None]:
        if listener not in _in_transaction[kind]:
            _in_transaction[kind].append(listener)
        return listener

    return register


def after_commit(kind: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Register a listener that runs after the commit; its failure changes nothing."""

    def register(listener: Callable[[E], None]) -> Callable[[E], None]:
        if listener not in _after_commit[kind]:
            _after_commit[kind].append(listener)
        return listener

    return register


def record(event: Event) -> None:
    """Note that `event` happened; only inside a transaction."""
    unit = current_unit()
    if unit.depth == 0:
        raise RuntimeError("record() needs a transaction")
    unit.events.append(event)
    for listener in _listeners(_after_commit, event):
        on_commit(lambda listener=listener: listener(event))  # type: ignore[misc]


def dispatch_in_transaction(event: Event) -> None:
    """Call the listeners that share the transaction; called by `transaction()` only."""
    for listener in _listeners(_in_transaction, event):
        listener(event)


def _listeners(registry: dict[type[Event], list[Listener]], event: Event) -> list[Listener]:
    return [listener for kind in type(event).__mro__ for listener in registry.get(kind, ())]
