"""Rules about accounts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from app.accounts.rules import (
    PASSWORD_MAX,
    PasswordProblem,
    is_asker_login,
    is_verified,
    normal_login,
    normal_password,
    password_problem,
)

DAY = date(2026, 11, 1)


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("short", PasswordProblem.TOO_SHORT),
        ("thirteen-sign", PasswordProblem.TOO_SHORT),
        ("a" * 129, PasswordProblem.TOO_LONG),
        ("aaaaaaaaaaaaaaaa", PasswordProblem.TOO_PLAIN),
        ("password12345678", PasswordProblem.TOO_PLAIN),
        ("Құпиясөз2026!!!!", PasswordProblem.TOO_PLAIN),
        ("йцукенгшщзхъ123", PasswordProblem.TOO_PLAIN),
        ("12345678901234", PasswordProblem.TOO_PLAIN),
        ("20262026202620262026", PasswordProblem.TOO_PLAIN),
        ("kazakhstan-kazakhstan", PasswordProblem.TOO_PLAIN),
        ("botagoz99botagoz", PasswordProblem.HOLDS_LOGIN),
        ("алма-өзен-шам-ине", None),
        ("correct horse battery", None),
        ("7391058264918375", None),
        ("ұзақ сөйлем жазып қойдым", None),
    ],
)
def test_length_decides_but_what_everybody_takes_is_refused(
    password: str, problem: PasswordProblem | None
) -> None:
    assert password_problem(password, login="Botagoz99") is problem


@pytest.mark.parametrize(
    ("login", "is_good"),
    [
        ("aru", True),
        ("Арман_07", True),
        ("жұлдыз.2008", True),
        ("ab", False),
        ("a b c", False),
        ("x" * 41, False),
        ("aru@mail.kz", False),
        (".aru", False),
        ("", False),
        ("аru\n", True),
    ],
)
def test_a_name_is_three_to_forty_letters_of_any_script(login: str, *, is_good: bool) -> None:
    assert is_asker_login(login) is is_good


def test_names_are_compared_without_case_and_spaces() -> None:
    assert normal_login("  ЖҰЛДЫЗ ") == "жұлдыз"
    assert normal_login("ий") == normal_login("ии\u0306") != normal_login("ии")


def test_a_password_is_the_same_however_a_keyboard_composes_its_letters() -> None:
    assert normal_password("й ё") == normal_password("и\u0306 е\u0308")
    assert len(normal_password("x" * 10_000)) == 4 * PASSWORD_MAX


@pytest.mark.parametrize(
    ("role", "verified", "expires", "is_good"),
    [
        ("lawyer", True, None, True),
        ("lawyer", True, DAY, True),
        ("lawyer", True, date(2026, 10, 31), False),
        ("lawyer", False, None, False),
        ("moderator", True, None, False),
    ],
)
def test_a_lawyer_is_verified_while_the_licence_was_checked_and_runs(
    role: str, *, verified: bool, expires: date | None, is_good: bool
) -> None:
    account = SimpleNamespace(
        role=role,
        suspended_at=None,
        verified_at=datetime(2026, 1, 1, tzinfo=UTC) if verified else None,
        licence_expires_on=expires,
    )
    assert is_verified(account, DAY) is is_good
