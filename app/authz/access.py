"""Asking the policy. Services call `require`; doors get objects only through `load_or_404`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from app.authz.permissions import Permission
from app.core.errors import NotAllowed, NotFound

T = TypeVar("T")


class Role(StrEnum):
    """The role of an account."""

    ASKER = "asker"
    LAWYER = "lawyer"
    MODERATOR = "moderator"
    CAPTAIN = "captain"
    ADMINISTRATOR = "administrator"


STAFF_ROLES = frozenset({Role.LAWYER, Role.MODERATOR, Role.CAPTAIN, Role.ADMINISTRATOR})


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who acts, loaded fresh for every request and every socket event.

    `ticket_ids` are the tickets whose receipt was shown in this browser session, `emergency_ids` those that
    two people opened to this member of staff for a short time.
    """

    account_id: str | None = None
    role: Role | None = None
    active: bool = True
    verified: bool = False
    name: str = ""
    session_id: str | None = None
    ticket_ids: frozenset[str] = frozenset()
    emergency_ids: frozenset[str] = frozenset()
    is_system: bool = False

    @property
    def is_staff(self) -> bool:
        """Tell whether this is a working member of staff (not suspended)."""
        return self.role in STAFF_ROLES and self.active

    @property
    def reference(self) -> str:
        """Return what logs and the audit may know: an account id, "asker" or "system"."""
        if self.is_system:
            return "system"
        return self.account_id if self.account_id and self.role is not Role.ASKER else "asker"


VISITOR = Actor()


def system_actor(job: str) -> Actor:
    """Return the actor of commands and jobs; `job` is its name in the audit log."""
    return Actor(is_system=True, name=job)


def can(actor: Actor, permission: Permission, thing: Any = None) -> bool:
    """Tell whether the policy allows it; a permission without a rule is never allowed."""
    from app.authz.policy import POLICY  # noqa: PLC0415 - the policy names predicates that name Actor

    rule = POLICY.get(permission)
    return rule is not None and rule(actor, thing)


def require(actor: Actor, permission: Permission, thing: Any = None) -> None:
    """Raise NotAllowed unless the policy allows it."""
    if not can(actor, permission, thing):
        raise NotAllowed(permission=permission.value)


def load_or_404(actor: Actor, permission: Permission, thing: T | None) -> T:
    """Return `thing` when the actor may see it; otherwise it does not exist for them."""
    if thing is None or not can(actor, permission, thing):
        raise NotFound
    return thing
