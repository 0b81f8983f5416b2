"""Reading the staff: lists with filters, licences that run out, open invitations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select

from app.accounts.models import Account, Invitation
from app.accounts.rules import is_active, is_verified
from app.authz.access import STAFF_ROLES, Role
from app.core.clock import now, today
from app.extensions import db
from app.tickets.models import Ticket
from app.tickets.queries import IS_IN_WORK

PAGE_SIZE = 50
LICENCE_WARNING = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class PeopleFilters:
    """What the reader of the list wants to see; empty means everybody."""

    words: str = ""
    role: str = ""
    state: str = ""  # one of STATES
    page: int = 1


@dataclass(frozen=True)
class Person:
    """A member of staff as the list shows them."""

    account: Account
    open_cases: int

    @property
    def state(self) -> str:
        """Return the state that matters most."""
        return state_of(self.account)


@dataclass(frozen=True)
class PeoplePage:
    """One page of the list."""

    people: list[Person]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """Return how many pages there are."""
        return max(1, -(-self.total // PAGE_SIZE))

    @property
    def has_prev(self) -> bool:
        """Tell whether a page comes before this one."""
        return self.page > 1

    @property
    def has_next(self) -> bool:
        """Tell whether a page comes after this one."""
        return self.page < self.pages


def _licence_in_force() -> ColumnElement[bool]:
    return or_(Account.licence_expires_on.is_(None), Account.licence_expires_on >= today())


def _is_working_lawyer() -> ColumnElement[bool]:
    return and_(Account.role == Role.LAWYER.value, Account.suspended_at.is_(None))


def _conditions() -> dict[str, ColumnElement[bool]]:
    verified = and_(_is_working_lawyer(), Account.verified_at.is_not(None))
    return {
        "unverified": and_(_is_working_lawyer(), Account.verified_at.is_(None)),
        "expiring": and_(verified, Account.licence_expires_on.between(today(), today() + LICENCE_WARNING)),
        "expired": and_(verified, Account.licence_expires_on < today()),
        "working": and_(
            Account.suspended_at.is_(None),
            or_(
                Account.role != Role.LAWYER.value, and_(Account.verified_at.is_not(None), _licence_in_force())
            ),
        ),
        "suspended": Account.suspended_at.is_not(None),
    }


STATES = ("working", "unverified", "expiring", "expired", "suspended")


def state_of(account: Account) -> str:
    """Return one of STATES, the one a moderator should know first."""
    if not is_active(account):
        return "suspended"
    if account.role != Role.LAWYER:
        return "working"
    if account.verified_at is None:
        return "unverified"
    if not is_verified(account, today()):
        return "expired"
    expires = account.licence_expires_on
    return "expiring" if expires is not None and expires <= today() + LICENCE_WARNING else "working"


def list_people(filters: PeopleFilters) -> PeoplePage:
    """Return a page of the staff by name."""
    found = _matching(filters)
    page = min(max(filters.page, 1), max(1, -(-len(found) // PAGE_SIZE)))
    ids = found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    rows = {row.id: row for row in db.session.scalars(select(Account).where(Account.id.in_(ids)))}
    cases = _open_cases(ids)
    people = [Person(rows[each], cases.get(each, 0)) for each in ids if each in rows]
    return PeoplePage(people, len(found), page)


def find_person(account_id: str) -> Account | None:
    """Return a member of staff; askers are not people one can look up."""
    account = db.session.get(Account, account_id)
    return account if account is not None and account.role in STAFF_ROLES else None


def open_cases_of(account_id: str) -> int:
    """Return how many tickets somebody works on."""
    return _open_cases([account_id]).get(account_id, 0)


def licences_to_renew() -> list[Account]:
    """Return working lawyers whose licence has run out or will within the warning time, soonest first."""
    conditions = _conditions()
    query = select(Account).where(or_(conditions["expiring"], conditions["expired"]))
    return list(db.session.scalars(query.order_by(Account.licence_expires_on, Account.id).limit(PAGE_SIZE)))


def lawyers_to_verify() -> list[Account]:
    """Return lawyers who wait for the check of their licence, the longest waiting first."""
    query = select(Account).where(_conditions()["unverified"]).order_by(Account.created_at, Account.id)
    return list(db.session.scalars(query.limit(PAGE_SIZE)))


def open_invitations() -> list[tuple[Invitation, str]]:
    """Return invitations nobody has accepted yet, with the name of whoever invited, newest first."""
    query = (
        select(Invitation, Account.name)
        .outerjoin(Account, Account.id == Invitation.invited_by)
        .where(
            Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None), Invitation.expires_at > now()
        )
        .order_by(Invitation.created_at.desc(), Invitation.id)
    )
    return [(invitation, name or "") for invitation, name in db.session.execute(query.limit(200))]


def names_of(ids: set[str]) -> dict[str, str]:
    """Return the names of accounts of staff."""
    query = select(Account.id, Account.name, Account.login).where(
        Account.id.in_(ids), Account.role.in_([role.value for role in STAFF_ROLES])
    )
    return {row.id: row.name or row.login for row in db.session.execute(query)}


def _matching(filters: PeopleFilters) -> list[str]:
    """Compare names here, not in SQL: SQLite knows no capital letters beyond a to z."""
    query = select(Account.id, Account.name, Account.login)
    query = query.where(Account.role.in_([role.value for role in STAFF_ROLES]))
    if filters.role in STAFF_ROLES:
        query = query.where(Account.role == filters.role)
    if (condition := _conditions().get(filters.state)) is not None:
        query = query.where(condition)
    words = filters.words.casefold().split()
    rows = [
        (row.name.casefold(), row.id)
        for row in db.session.execute(query)
        if all(word in f"{row.name} {row.login}".casefold() for word in words)
    ]
    return [account_id for _name, account_id in sorted(rows)]


def _open_cases(ids: list[str]) -> dict[str, int]:
    query = (
        select(Ticket.lawyer_id, func.count())
        .where(IS_IN_WORK, Ticket.lawyer_id.in_(ids))
        .group_by(Ticket.lawyer_id)
    )
    return {str(key): count for key, count in db.session.execute(query)}
