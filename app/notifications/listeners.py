"""Who is told about what."""

from __future__ import annotations

from app.accounts.events import AccountCreated
from app.accounts.models import Account
from app.authz.access import Role
from app.core.events import in_transaction
from app.extensions import db
from app.notifications.service import tell, tell_moderators
from app.staff.events import AccountRestored, AccountSuspended, LawyerVerified, RoleChanged


@in_transaction(AccountCreated)
def somebody_joined(event: AccountCreated) -> None:
    """Tell moderators that a licence is to be checked."""
    account = db.session.get(Account, event.account_id)
    if event.role == Role.LAWYER and account is not None and account.verified_at is None:
        tell_moderators("lawyer_joined", account_ids=[event.account_id])


@in_transaction(LawyerVerified)
def licence_checked(event: LawyerVerified) -> None:
    """Tell the lawyer that the queue is open."""
    tell(event.account_id, "licence_checked")


@in_transaction(AccountSuspended)
def suspended(event: AccountSuspended) -> None:
    """Tell the person, and whom to ask."""
    tell(event.account_id, "account_suspended")


@in_transaction(AccountRestored)
def restored(event: AccountRestored) -> None:
    """Tell the person."""
    tell(event.account_id, "account_restored")


@in_transaction(RoleChanged)
def role_changed(event: RoleChanged) -> None:
    """Tell the person, who may not have asked for it."""
    tell(event.account_id, "role_changed", role=event.to_role)
