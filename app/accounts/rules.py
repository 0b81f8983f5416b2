"""Rules about accounts. Pure."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Protocol

from app.authz.access import Role

PASSWORD_MIN = 14
PASSWORD_MAX = 128
LOGIN_MIN = 3
LOGIN_PATTERN = re.compile(r"^[\w.@+-]{3,254}$")


class AccountFacts(Protocol):
    """What the rules look at."""

    role: str
    suspended_at: datetime | None
    verified_at: datetime | None
    licence_expires_on: date | None


def is_active(account: AccountFacts) -> bool:
    """Tell whether the account works: nobody has suspended it."""
    return account.suspended_at is None


def is_verified(account: AccountFacts, today: date) -> bool:
    """Tell whether a lawyer's licence was checked and has not run out today."""
    if account.role != Role.LAWYER:
        return False
    in_force = account.licence_expires_on is None or account.licence_expires_on >= today
    return account.verified_at is not None and in_force


def normal_login(text: str) -> str:
    """Return the form in which logins are compared: trimmed and case-folded."""
    return text.strip().casefold()
