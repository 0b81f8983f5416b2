"""The one clock of the application."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

ALMATY = ZoneInfo("Asia/Almaty")


def now() -> datetime:
    """Return the present moment as an aware UTC datetime."""
    return datetime.now(UTC)


def local(moment: datetime) -> datetime:
    """Return `moment` in the time people in Kazakhstan read on their clocks."""
    return moment.astimezone(ALMATY)


def today() -> date:
    """Return the calendar day in Kazakhstan, not in UTC."""
    return local(now()).date()
