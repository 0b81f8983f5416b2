"""What the worker does with tickets by the clock."""

from __future__ import annotations

from app.tickets.deletion import delete_expired
from app.tickets.service import release_orphaned
from app.worker import periodic


@periodic("tickets.retention", every_seconds=3600)
def retention() -> int:
    """Delete tickets whose time is over; return how many."""
    return sum(iter(delete_expired, 0))


@periodic("tickets.licences", every_seconds=300)
def licences() -> int:
    """Return the cases of lawyers who may not work any longer; say how many."""
    return sum(iter(release_orphaned, 0))
