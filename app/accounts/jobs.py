"""Mails about accounts, and old rows swept away."""

from __future__ import annotations

from typing import Any

from flask import render_template
from sqlalchemy import delete

from app.accounts import invitations, resets
from app.accounts.events import FactorsChanged, PasswordChanged
from app.accounts.models import Account, BrowserSession, Invitation, PasswordReset
from app.core.clock import now
from app.core.events import in_transaction
from app.core.mail import send_mail
from app.core.outbox import enqueue, outbox_handler
from app.core.transaction import transaction
from app.extensions import db
from app.i18n import gettext as _
from app.i18n import in_language
from app.web.links import public_link
from app.worker import periodic

CHANGED_JOB = "accounts.password_changed_mail"
FACTORS_JOB = "accounts.factors_changed_mail"


@outbox_handler(invitations.MAIL_JOB)
def mail_invitation(payload: dict[str, Any]) -> None:
    """Write the link to the invited person. A repetition makes a new link, the last one counts."""
    invitation = db.session.get(Invitation, payload["invitation_id"])
    if invitation is None or not invitations.is_usable(invitation):
        return
    token = invitations.new_link_token(invitation)
    link = public_link("accounts.accept_invitation", invitation.locale, token=token)
    with in_language(invitation.locale):
        _send(invitation.email, _("An invitation to Kenes"), "invitation", link=link, role=invitation.role)


@outbox_handler(resets.MAIL_JOB)
def mail_reset(payload: dict[str, Any]) -> None:
    """Write the link for a new password, if there is somebody to write to."""
    started = resets.start_reset(payload["login"])
    if started is None:
        return
    account, token = started
    with in_language(account.locale):
        link = public_link("accounts.reset", account.locale, token=token)
        _send(account.email or "", _("A new password for Kenes"), "reset", link=link)


@outbox_handler(CHANGED_JOB)
def mail_password_changed(payload: dict[str, Any]) -> None:
    """Tell the owner, who may not have been the one who did it."""
    account = db.session.get(Account, payload["account_id"])
    if account is None or not account.email:
        return
    with in_language(account.locale):
        link = public_link("accounts.forgot", account.locale)
        _send(account.email, _("Your password was changed"), "password_changed", link=link)


@outbox_handler(FACTORS_JOB)
def mail_factors_changed(payload: dict[str, Any]) -> None:
    """Tell the owner of a second factor that came or went: it may have been somebody else."""
    account = db.session.get(Account, payload["account_id"])
    if account is None or not account.email:
        return
    with in_language(account.locale):
        link = public_link("accounts.forgot", account.locale)
        subject = _("The second step of your sign-in was changed")
        _send(account.email, subject, "factors_changed", link=link, change=payload["change"])


@in_transaction(FactorsChanged)
def tell_of_factors(event: FactorsChanged) -> None:
    """Have the owner told by mail."""
    enqueue(FACTORS_JOB, {"account_id": event.account_id, "change": event.change})


@in_transaction(PasswordChanged)
def tell_owner(event: PasswordChanged) -> None:
    """Have the owner told by mail, where there is an address."""
    account = db.session.get(Account, event.account_id)
    if account is not None and account.email:
        enqueue(CHANGED_JOB, {"account_id": event.account_id})


@periodic("sweep sessions", every_seconds=3600)
def sweep() -> None:
    """Remove sessions, links and invitations that no longer open anything."""
    moment = now()
    with transaction():
        db.session.execute(delete(BrowserSession).where(BrowserSession.expires_at <= moment))
        db.session.execute(delete(PasswordReset).where(PasswordReset.expires_at <= moment))
        db.session.execute(
            delete(Invitation).where(Invitation.expires_at <= moment, Invitation.accepted_at.is_(None))
        )


def _send(address: str, subject: str, template: str, **values: str) -> None:
    body = render_template(f"accounts/mail/{template}.txt", **values)
    send_mail(address, subject, body)
