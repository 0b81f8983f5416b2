"""Names of rooms, made only from ids the server has authorised.

Each side of a ticket has a room, and one per language beside it: what is only facts goes to the
first, what holds words is rendered once per language and goes to the others.
"""

from __future__ import annotations


def asker_room(ticket_id: str, language: str | None = None) -> str:
    """The asker's devices."""
    return f"ticket:{ticket_id}" + (f":{language}" if language else "")


def staff_room(ticket_id: str, language: str | None = None) -> str:
    """The staff who read the ticket: notes go only here."""
    return f"ticket-staff:{ticket_id}" + (f":{language}" if language else "")


def session_room(session_id: str) -> str:
    """All sockets of one browser session."""
    return f"session:{session_id}"


def account_room(account_id: str) -> str:
    """All sockets of one account."""
    return f"account:{account_id}"


def desk_room() -> str:
    """Everybody who watches the queue."""
    return "desk"
