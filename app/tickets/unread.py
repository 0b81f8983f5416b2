"""How many messages somebody has not read; the conversation, a later stage, hangs its count in."""

from __future__ import annotations

from collections.abc import Callable, Sequence

Counter = Callable[[str, Sequence[str]], dict[str, int]]
_counters: list[Counter] = []


def register_unread_counter(counter: Counter) -> Counter:
    """Let `counter(account id, ticket ids)` say how many messages are unread in which ticket."""
    if counter not in _counters:
        _counters.append(counter)
    return counter


def unread(account_id: str | None, ticket_ids: Sequence[str]) -> dict[str, int]:
    """Return the tickets with unread messages and their number."""
    counts: dict[str, int] = {}
    if not account_id or not ticket_ids:
        return counts
    for counter in _counters:
        for ticket_id, count in counter(account_id, ticket_ids).items():
            counts[ticket_id] = counts.get(ticket_id, 0) + count
    return {ticket_id: count for ticket_id, count in counts.items() if count}
