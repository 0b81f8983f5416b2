"""Letters written and sent; licences that run out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import render_template
from sqlalchemy import select

from app.accounts.models import Account
from app.authz.access import Role
from app.core.clock import today
from app.core.mail import send_mail
from app.core.outbox import outbox_handler
from app.core.transaction import transaction
from app.extensions import db
from app.i18n import in_language
from app.notifications.letters import LETTERS
from app.notifications.service import MAIL_JOB, is_first, tell, tell_moderators
from app.web.links import public_link
from app.worker import periodic

# Days before the end on which a lawyer is warned; 0 is the day after the last one.
WARNINGS = (30, 7, 0)


@outbox_handler(MAIL_JOB)
def send(payload: dict[str, Any]) -> None:
    """Write a letter in its reader's language and send it; nobody is written to who is no longer there."""
    account = db.session.get(Account, payload["account_id"])
    if account is None or not account.email:
        return
    letter = LETTERS[payload["letter"]]
    with in_language(account.locale):
        body = render_template(
            f"notifications/{payload['letter']}.txt",
            name=account.name or account.login,
            link=public_link(letter.leads_to, account.locale),
            **letter.prepare(payload["values"]),
        )
        send_mail(account.email, str(letter.subject), body, message_id=payload["message_id"])


@periodic("notifications.licences", every_seconds=6 * 3600)
def warn_about_licences() -> int:
    """Warn lawyers whose licence runs out, and moderators about all of them together, once per step."""
    with transaction():
        warned = [account.id for account in _lawyers_near_the_end() if _warn(account)]
        if warned:
            tell_moderators("licences_end", account_ids=warned)
    return len(warned)


def _lawyers_near_the_end() -> list[Account]:
    query = select(Account).where(
        Account.role == Role.LAWYER.value,
        Account.suspended_at.is_(None),
        Account.verified_at.is_not(None),
        Account.licence_expires_on <= today() + timedelta(days=WARNINGS[0]),
        Account.licence_expires_on >= today() - timedelta(days=WARNINGS[0]),
    )
    return list(db.session.scalars(query.order_by(Account.licence_expires_on, Account.id)))


def _warn(account: Account) -> bool:
    """Send the letter of the step that has been reached; a step that was slept through is left out."""
    ends = account.licence_expires_on
    if ends is None:
        return False
    left = (ends - today()).days
    step = 0 if left < 0 else min(days for days in WARNINGS if days >= left and days)
    if not is_first(f"licence:{account.id}:{ends.isoformat()}:{step}"):
        return False
    tell(account.id, "licence_ends" if step else "licence_ended", day=ends.isoformat())
    return True
