"""Staff come by invitation: a link that works once, for a week."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import select, update

from app.accounts.browser import token_hash
from app.accounts.events import InvitationAgreed, StaffInvited
from app.accounts.models import Account, Invitation
from app.accounts.rules import normal_login
from app.accounts.service import NewAccount, prepare_account, store_account
from app.authz.access import Actor, Role, require
from app.authz.permissions import Permission
from app.core.clock import now
from app.core.database import changed_rows, new_id
from app.core.errors import Conflict, Invalid, NotAllowed, NotFound
from app.core.events import record
from app.core.outbox import enqueue
from app.core.transaction import transaction
from app.extensions import db
from app.i18n import lazy_gettext as _l

VALID_FOR = timedelta(days=7)
MAIL_JOB = "accounts.invitation_mail"
TOO_OLD = _l("This invitation has been used or is too old. Ask for a new one.")
# Roles with rights over others: one person alone may not give them.
TWO_PERSON_ROLES = frozenset({Role.MODERATOR, Role.ADMINISTRATOR})
# Whoever gives rights may give only these: a moderator does not make administrators.
MAY_INVITE = {
    Role.MODERATOR: frozenset({Role.LAWYER, Role.CAPTAIN, Role.MODERATOR}),
    Role.ADMINISTRATOR: frozenset({Role.LAWYER, Role.CAPTAIN, Role.MODERATOR, Role.ADMINISTRATOR}),
}


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What the invited person says about themselves."""

    name: str
    locale: str
    languages: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    licence_number: str = ""


def invite(
    actor: Actor, *, email: str, role: Role, locale: str, districts: list[str] | None = None
) -> Invitation:
    """Write an invitation; the link goes by mail and stands nowhere else. An earlier one ends.

    For a role with rights over others the mail waits until a second person agrees.
    """
    require(actor, Permission.PEOPLE_INVITE)
    if actor.role is None or role not in MAY_INVITE.get(actor.role, frozenset()):
        raise NotAllowed
    address = normal_login(email)
    if db.session.scalar(select(Account.id).where(Account.login == address)):
        raise Invalid(_l("There is already an account with this address."), field="email")
    invitation = Invitation(
        id=new_id(),
        token_hash=token_hash(secrets.token_urlsafe(32)),  # replaced when the mail is written
        email=address,
        role=role.value,
        locale=locale,
        districts=districts or [],
        invited_by=actor.account_id,
        expires_at=now() + VALID_FOR,
    )
    with transaction():
        _revoke_earlier(address)
        db.session.add(invitation)
        if not needs_agreement(invitation):
            enqueue(MAIL_JOB, {"invitation_id": invitation.id})
        record(StaffInvited(actor=actor.reference, invitation_id=invitation.id, role=role.value))
    return invitation


def needs_agreement(invitation: Invitation) -> bool:
    """Tell whether a second person has still to agree."""
    return invitation.role in TWO_PERSON_ROLES and invitation.agreed_at is None


def agree_to_invitation(actor: Actor, invitation: Invitation) -> None:
    """Be the second person: now the link goes by mail."""
    require(actor, Permission.PEOPLE_AGREE, invitation)
    moment = now()
    with transaction():
        agreed = changed_rows(
            update(Invitation)
            .where(Invitation.id == invitation.id, Invitation.agreed_at.is_(None))
            .where(Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None))
            .values(agreed_by=actor.account_id, agreed_at=moment, expires_at=moment + VALID_FOR)
        )
        if agreed != 1:
            raise Conflict(TOO_OLD)
        enqueue(MAIL_JOB, {"invitation_id": invitation.id})
        record(InvitationAgreed(actor=actor.reference, invitation_id=invitation.id, role=invitation.role))


def revoke_invitation(actor: Actor, invitation: Invitation) -> None:
    """Make the link worthless."""
    require(actor, Permission.PEOPLE_INVITE)
    with transaction():
        invitation.revoked_at = now()


def new_link_token(invitation: Invitation) -> str:
    """Give the invitation a new link and return its token; the former link stops working."""
    token = secrets.token_urlsafe(32)
    with transaction():
        invitation.token_hash = token_hash(token)
    return token


def find_invitation(token: str) -> Invitation:
    """Return the invitation of a link that still works; raise NotFound otherwise."""
    found = db.session.scalar(select(Invitation).where(Invitation.token_hash == token_hash(token)))
    if found is None or not is_usable(found):
        raise NotFound(TOO_OLD, code="link_used")
    return found


def is_usable(invitation: Invitation) -> bool:
    """Tell whether the invitation was agreed to, and neither used, nor revoked, nor ran out."""
    if needs_agreement(invitation):
        return False
    return invitation.accepted_at is None and invitation.revoked_at is None and invitation.expires_at > now()


def accept_invitation(invitation: Invitation, *, password: str, profile: Profile) -> Account:
    """Turn an invitation into an account, once. Lawyers still wait for the check of their licence."""
    account = prepare_account(
        NewAccount(
            login=invitation.email,
            email=invitation.email,
            password=password,
            role=Role(invitation.role),
            name=profile.name.strip(),
            locale=profile.locale,
        ),
        languages=profile.languages or [profile.locale],
        topics=profile.topics,
        districts=invitation.districts,
        licence_number=profile.licence_number.strip(),
        terms_accepted_at=now(),
    )
    with transaction():
        _use_up(invitation)
        store_account(account)
    return account


def _use_up(invitation: Invitation) -> None:
    claimed = changed_rows(
        update(Invitation)
        .where(Invitation.id == invitation.id, Invitation.accepted_at.is_(None))
        .where(Invitation.revoked_at.is_(None), Invitation.expires_at > now())
        .values(accepted_at=now())
    )
    if claimed != 1:
        raise Conflict(TOO_OLD)


def _revoke_earlier(address: str) -> None:
    db.session.execute(
        update(Invitation)
        .where(Invitation.email == address, Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None))
        .values(revoked_at=now())
    )
