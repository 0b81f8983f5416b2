"""What the worker does with tickets by the clock."""

from __future__ import annotations

from app.tickets.deletion import delete_expired
from app.tickets.service import release_orphaned
from app.worker import periodic


@periodic("tickets.retention", every_seconds=3600)
def retention() -> None:
    """Delete tickets whose time is over."""
    while delete_expired():
        pass


@periodic("tickets.licences", every_seconds=300)
def licences() -> None:
    """Return the cases of lawyers who may not work any longer."""
    while release_orphaned():
        pass
