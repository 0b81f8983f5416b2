"""What happens to accounts. No event carries a name, an address or a password."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class AccountCreated(Event):
    """Somebody has an account now; staff come by invitation."""

    account_id: str
    role: str


@dataclass(frozen=True, kw_only=True)
class SignedIn(Event):
    """The right name and password were given."""

    account_id: str


@dataclass(frozen=True, kw_only=True)
class SignInFailed(Event):
    """A wrong name or password was given; `account_id` is empty when nobody has that name."""

    account_id: str = ""


@dataclass(frozen=True, kw_only=True)
class SessionsEnded(Event):
    """Browser sessions ended: open pages and sockets of these sessions have no rights any more."""

    account_id: str
    session_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class FactorProven(Event):
    """The second factor was right."""

    account_id: str


@dataclass(frozen=True, kw_only=True)
class FactorFailed(Event):
    """The password was right and the second factor was not: somebody may have stolen the password."""

    account_id: str


@dataclass(frozen=True, kw_only=True)
class FactorsChanged(Event):
    """A second factor was added, removed or taken away; the owner is told by mail."""

    account_id: str
    change: str  # app_added, app_removed, passkey_added, passkey_removed, codes_renewed, reset


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(Event):
    """The password is a new one, set by its owner or through a link by mail."""

    account_id: str


@dataclass(frozen=True, kw_only=True)
class AccountDeleted(Event):
    """The owner deleted the account."""

    account_id: str


@dataclass(frozen=True, kw_only=True)
class StaffInvited(Event):
    """Somebody was asked to join the staff."""

    invitation_id: str
    role: str


@dataclass(frozen=True, kw_only=True)
class InvitationAgreed(Event):
    """A second person agreed that somebody may be asked to join in a role with many rights."""

    invitation_id: str
    role: str


@dataclass(frozen=True, kw_only=True)
class TicketsKept(Event):
    """An asker wants these tickets of the browser to belong to the account."""

    account_id: str
    ticket_ids: tuple[str, ...]
