"""Who works here: licences checked, accounts suspended and restored, roles changed."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import aliased

from app.accounts.browser import end_sessions_of
from app.accounts.invitations import TWO_PERSON_ROLES, revoke_invitation
from app.accounts.models import Account, Invitation
from app.authz.access import Actor, Role, require
from app.authz.permissions import Permission
from app.core.clock import now, today
from app.core.database import changed_rows
from app.core.errors import Conflict, Invalid, NotAllowed
from app.core.events import record
from app.core.transaction import transaction
from app.extensions import db
from app.i18n import lazy_gettext as _l
from app.staff.events import (
    AccountRestored,
    AccountSuspended,
    InvitationRevoked,
    LawyerVerified,
    RoleChanged,
    RoleProposed,
)
from app.staff.models import RoleProposal
from app.tickets.service import release_orphaned

LICENCE_MAX, REASON_MAX = 60, 500
PROPOSED_FOR = timedelta(days=7)
CHECKERS = (Role.MODERATOR.value, Role.ADMINISTRATOR.value)


def verify_lawyer(actor: Actor, account: Account, *, licence_number: str, expires_on: date | None) -> None:
    """Note that the licence stands in the register until `expires_on`; the lawyer sees questions from now on.

    Where there is somebody else to do it, whoever invited the lawyer may not check the licence as well.
    """
    require(actor, Permission.PEOPLE_MANAGE, account)
    number = licence_number.strip()
    if account.role != Role.LAWYER:
        raise Conflict(_l("Only lawyers have a licence to check."))
    if not number or len(number) > LICENCE_MAX:
        raise Invalid(_l("Write the number as it stands in the register."), field="licence_number")
    if expires_on is None or expires_on <= today():
        raise Invalid(_l("This licence has run out already."), field="expires_on")
    if was_invited_by(account, actor) and _somebody_else_can_check(actor):
        raise NotAllowed(_l("You invited this lawyer. Somebody else has to check the licence."))
    with transaction():
        _lock(account)
        account.licence_number, account.licence_expires_on = number, expires_on
        account.verified_at, account.verified_by = now(), actor.account_id
        record(LawyerVerified(actor=actor.reference, account_id=account.id))


def suspend(actor: Actor, account: Account, *, reason: str) -> None:
    """Stop an account at once: every session ends, open cases go back to the queue."""
    require(actor, Permission.PEOPLE_MANAGE, account)
    text = reason.strip()
    if not text or len(text) > REASON_MAX:
        raise Invalid(_l("Write the reason in one or two sentences."), field="reason")
    with transaction():
        _lock(account)
        if account.suspended_at is not None:
            raise Conflict
        account.suspended_at, account.suspended_reason = now(), text
        record(AccountSuspended(actor=actor.reference, account_id=account.id))
        _stop_work(account)


def restore(actor: Actor, account: Account) -> None:
    """Let a suspended account work again; a lawyer's licence must still be in force by itself."""
    require(actor, Permission.PEOPLE_MANAGE, account)
    with transaction():
        _lock(account)
        if account.suspended_at is None:
            raise Conflict
        account.suspended_at, account.suspended_reason = None, ""
        record(AccountRestored(actor=actor.reference, account_id=account.id))


def change_role(actor: Actor, account: Account, *, role: Role) -> None:
    """Give somebody of the staff another role. Rights are asked anew, so all sessions end.

    A role with rights over others is only proposed: it changes when a second person agrees.
    """
    require(actor, Permission.PEOPLE_MANAGE, account)
    if role not in roles_to_give(actor):
        raise NotAllowed
    if account.role == role:
        raise Invalid(_l("This is the role the account has already."), field="role")
    with transaction():
        if role in TWO_PERSON_ROLES:
            _propose(actor, account, role)
        else:
            _give_role(actor, account, role)


def agree_to_role(actor: Actor, proposal: RoleProposal) -> None:
    """Be the second person: the role changes now."""
    require(actor, Permission.PEOPLE_AGREE, proposal)
    with transaction():
        account, role = db.session.get_one(Account, proposal.account_id), Role(proposal.role)
        if _take(proposal) != 1:
            raise Conflict
        _give_role(actor, account, role)


def refuse_role(actor: Actor, proposal: RoleProposal) -> None:
    """Let a proposal go: anybody who may agree, and whoever made it."""
    require(actor, Permission.PEOPLE_AGREE)
    with transaction():
        _take(proposal)


def proposals() -> list[tuple[RoleProposal, Account, str]]:
    """Return the roles that wait for a second person, with the account and who proposed."""
    proposer = aliased(Account)
    query = (
        select(RoleProposal, Account, proposer.name)
        .join(Account, Account.id == RoleProposal.account_id)
        .join(proposer, proposer.id == RoleProposal.proposed_by)
        .where(RoleProposal.expires_at > now())
        .order_by(RoleProposal.created_at)
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(query)]


def _propose(actor: Actor, account: Account, role: Role) -> None:
    db.session.execute(delete(RoleProposal).where(RoleProposal.account_id == account.id))
    db.session.add(
        RoleProposal(
            account_id=account.id,
            role=role.value,
            proposed_by=actor.account_id,
            expires_at=now() + PROPOSED_FOR,
        )
    )
    record(RoleProposed(actor=actor.reference, account_id=account.id, role=role.value))


def _take(proposal: RoleProposal) -> int:
    return changed_rows(
        delete(RoleProposal).where(
            RoleProposal.account_id == proposal.account_id,
            RoleProposal.role == proposal.role,
            RoleProposal.expires_at > now(),
        )
    )


def _give_role(actor: Actor, account: Account, role: Role) -> None:
    _lock(account)
    before = account.role
    account.role = role.value
    account.verified_at = account.verified_by = None  # a licence is checked for the role of a lawyer
    record(RoleChanged(actor=actor.reference, account_id=account.id, from_role=before, to_role=role.value))
    _stop_work(account)


def revoke(actor: Actor, invitation: Invitation) -> None:
    """Make the link of an invitation worthless."""
    require(actor, Permission.PEOPLE_INVITE)
    with transaction():
        revoke_invitation(actor, invitation)
        record(InvitationRevoked(actor=actor.reference, invitation_id=invitation.id))


def roles_to_give(actor: Actor) -> list[Role]:
    """Return the roles an actor may give to accounts that exist."""
    if actor.role is Role.ADMINISTRATOR:
        return [Role.LAWYER, Role.CAPTAIN, Role.MODERATOR, Role.ADMINISTRATOR]
    return [Role.LAWYER, Role.CAPTAIN] if actor.role is Role.MODERATOR else []


def was_invited_by(account: Account, actor: Actor) -> bool:
    """Tell whether the account began with this actor's invitation."""
    query = select(
        exists().where(
            Invitation.email == account.login,
            Invitation.accepted_at.is_not(None),
            Invitation.invited_by == actor.account_id,
        )
    )
    return bool(db.session.scalar(query))


def _somebody_else_can_check(actor: Actor) -> bool:
    query = select(
        exists().where(
            Account.role.in_(CHECKERS), Account.suspended_at.is_(None), Account.id != actor.account_id
        )
    )
    return bool(db.session.scalar(query))


def _stop_work(account: Account) -> None:
    db.session.flush()
    end_sessions_of(account.id)
    while release_orphaned():
        pass


def _lock(account: Account) -> None:
    """Read the newest row and keep others from changing it; refuse to lose the last administrator.

    Administrators are locked together and in one order, so that two of them who act against each other
    at the same moment do not both succeed.
    """
    if account.role == Role.ADMINISTRATOR:
        working = select(Account.id).where(
            Account.role == Role.ADMINISTRATOR.value, Account.suspended_at.is_(None)
        )
        if not set(db.session.scalars(working.order_by(Account.id).with_for_update())) - {account.id}:
            raise Conflict(_l("This is the only administrator left."))
    db.session.refresh(account, with_for_update=True)
