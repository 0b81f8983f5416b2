"""What staff do to people, topics and elections."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class LawyerVerified(Event):
    """Somebody compared a lawyer's licence with the register."""

    account_id: str


@dataclass(frozen=True, kw_only=True)
class AccountSuspended(Event):
    """An account stopped working, at once and everywhere."""

    account_id: str


@dataclass(frozen=True, kw_only=True)
class AccountRestored(Event):
    """A suspended account works again."""

    account_id: str


@dataclass(frozen=True, kw_only=True)
class RoleChanged(Event):
    """Somebody of the staff has another role."""

    account_id: str
    from_role: str
    to_role: str


@dataclass(frozen=True, kw_only=True)
class RoleProposed(Event):
    """Somebody wants to give a role with rights over others; a second person has to agree."""

    account_id: str
    role: str


@dataclass(frozen=True, kw_only=True)
class InvitationRevoked(Event):
    """The link of an invitation opens nothing any more."""

    invitation_id: str


@dataclass(frozen=True, kw_only=True)
class TopicChanged(Event):
    """A topic was renamed, moved, closed or opened again."""

    topic_slug: str
    change: str  # edited, moved, closed, opened


@dataclass(frozen=True, kw_only=True)
class ElectionChanged(Event):
    """A voting day was announced, corrected or taken back."""

    election_id: str
    change: str  # announced, corrected, withdrawn


@dataclass(frozen=True, kw_only=True)
class AuditExported(Event):
    """Somebody took a copy of the audit log."""

    entries: int
