"""Rules about accounts. Pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise
from typing import Protocol

from app.accounts.common_words import COMMON_WORDS
from app.authz.access import Role

PASSWORD_MIN = 14
ASKER_PASSWORD_MIN = 10  # behind it lie only questions that receipts open as well
PASSWORD_MAX = 128
LOGIN_MIN = 3
LOGIN_MAX = 40
LOGIN_PATTERN = re.compile(r"[^\W_][\w.-]{2,39}")

_COMMON = re.compile("|".join(sorted(map(re.escape, COMMON_WORDS), key=len, reverse=True)))


class PasswordProblem(StrEnum):
    """Why a password is not accepted."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_PLAIN = "too_plain"
    HOLDS_LOGIN = "holds_login"


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
    """Return the form in which logins are compared: trimmed, case-folded, letters composed."""
    return unicodedata.normalize("NFC", text.strip().casefold())


def normal_password(text: str) -> str:
    """Return the form in which passwords are hashed: keyboards compose the same letter differently."""
    return unicodedata.normalize("NFKC", text[: 4 * PASSWORD_MAX])


def is_asker_login(text: str) -> bool:
    """Tell whether an asker may take this name: letters of any script, digits, dots, hyphens."""
    return LOGIN_PATTERN.fullmatch(text.strip()) is not None


def shortest_password(role: str) -> int:
    """Return how long a password has to be for a role."""
    return ASKER_PASSWORD_MIN if role == Role.ASKER else PASSWORD_MIN


def password_problem(
    password: str, *, login: str = "", shortest: int = PASSWORD_MIN
) -> PasswordProblem | None:
    """Return why a password is not good enough, or None. Length decides; no signs are prescribed."""
    if len(password) > PASSWORD_MAX:
        return PasswordProblem.TOO_LONG
    if len(password) < shortest:
        return PasswordProblem.TOO_SHORT
    folded = password.casefold()
    name = normal_login(login).partition("@")[0]
    if len(name) >= 4 and len(folded.replace(name, "")) < 9:
        return PasswordProblem.HOLDS_LOGIN
    rest = re.sub(r"[\W\d_]", "", _COMMON.sub("", folded))
    if len(set(folded)) < 5 or (len(rest) < 4 and not _is_random_looking(folded)):
        return PasswordProblem.TOO_PLAIN
    return None


def _is_random_looking(text: str) -> bool:
    """Digits and signs alone are fine when they are many and neither repeat nor count up."""
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    return _COMMON.search(text) is None and len(steps) >= 8
