"""The demo cast: everybody who works with a question, with one known password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from app.accounts.models import Account
from app.accounts.queries import find_account
from app.accounts.service import NewAccount, create_account
from app.authz.access import Role
from app.core.clock import now, today

DEMO_PASSWORD = "apple-river-lamp-27"  # noqa: S105 - printed for everybody, refused in production


@dataclass(frozen=True)
class Member:
    """One of the cast."""

    login: str
    role: Role
    name: str
    languages: tuple[str, ...] = ("kk", "ru")
    districts: tuple[str, ...] = ()


CAST = (
    Member("lawyer@kenes.example", Role.LAWYER, "Айгүл"),
    Member("lawyer2@kenes.example", Role.LAWYER, "Тимур", ("kk", "ru", "en")),
    Member("moderator@kenes.example", Role.MODERATOR, "Дана", ("kk", "ru", "en")),
    Member("admin@kenes.example", Role.ADMINISTRATOR, "Ержан"),
    Member("captain@kenes.example", Role.CAPTAIN, "Сәуле", districts=("keles",)),
)


def load_demo() -> tuple[Member, ...]:
    """Make those of the cast who are missing; leave the others as they are."""
    for member in CAST:
        if find_account(member.login) is None:
            _make(member)
    return CAST


def _make(member: Member) -> Account:
    is_lawyer = member.role is Role.LAWYER
    return create_account(
        NewAccount(
            login=member.login,
            email=member.login,
            password=DEMO_PASSWORD,
            role=member.role,
            name=member.name,
            locale=member.languages[0],
        ),
        languages=list(member.languages),
        districts=list(member.districts),
        licence_number="DEMO-0000" if is_lawyer else "",
        licence_expires_on=today() + timedelta(days=365) if is_lawyer else None,
        verified_at=now() if is_lawyer else None,
        terms_accepted_at=now(),
        is_demo=True,
    )
