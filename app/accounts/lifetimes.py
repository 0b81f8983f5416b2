"""How long sessions last: unused, and in any case; settings say it, staff and askers apart."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app

from app.authz.access import STAFF_ROLES
from app.config import Settings

# On a phone that others use too: long enough to ask and to write the receipt down.
SHARED_LIFETIME = timedelta(minutes=45)
# Between the password and the second factor.
PENDING_LIFETIME = timedelta(minutes=10)
# How fresh the last proof must be before something dangerous.
FRESH_FOR = timedelta(minutes=10)


def idle_time(role: str | None) -> timedelta:
    """Return after which pause a session is over."""
    settings = _settings()
    is_staff = role in STAFF_ROLES
    return timedelta(minutes=settings.staff_idle_minutes if is_staff else settings.asker_idle_minutes)


def lifetime(role: str | None, *, is_shared: bool) -> timedelta:
    """Return after which time a session is over however busy it is."""
    settings = _settings()
    if role in STAFF_ROLES:
        return timedelta(minutes=settings.staff_session_minutes)
    return SHARED_LIFETIME if is_shared else timedelta(minutes=settings.asker_session_minutes)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["kenes_settings"]
    return settings
