"""Names of rooms, made only from ids the server has authorised."""

from __future__ import annotations


def ticket_room(ticket_id: str) -> str:
    """Everybody who reads the ticket, asker included."""
    return f"ticket:{ticket_id}"


def staff_room(ticket_id: str) -> str:
    """The staff who read the ticket: notes go only here."""
    return f"ticket-staff:{ticket_id}"


def session_room(session_id: str) -> str:
    """All sockets of one browser session."""
    return f"session:{session_id}"


def account_room(account_id: str) -> str:
    """All sockets of one account."""
    return f"account:{account_id}"


def desk_room() -> str:
    """Everybody who watches the queue."""
    return "desk"
