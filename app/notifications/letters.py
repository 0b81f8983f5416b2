"""Every letter to staff: what it is called, where its link leads, what its template is told.

A letter never holds anything of a ticket: mail is read by providers, on lost phones, over shoulders.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app
from sqlalchemy import select

from app.accounts.models import Account
from app.config import Settings
from app.extensions import db
from app.i18n import lazy_gettext as _l
from app.staff.words import ROLES

Values = Mapping[str, Any]


def _nothing(_values: Values) -> dict[str, Any]:
    return {}


def _day(values: Values) -> dict[str, Any]:
    return {"day": date.fromisoformat(values["day"])}


def _role(values: Values) -> dict[str, Any]:
    return {"role": ROLES[values["role"]]}


def _contact(_values: Values) -> dict[str, Any]:
    settings: Settings = current_app.extensions["kenes_settings"]
    return {"contact": settings.contact_email}


def _lawyers(values: Values) -> dict[str, Any]:
    query = select(Account).where(Account.id.in_(values["account_ids"])).order_by(Account.licence_expires_on)
    return {"lawyers": list(db.session.scalars(query))}


@dataclass(frozen=True)
class Letter:
    """A kind of letter; its text is templates/notifications/<name>.txt."""

    subject: Any
    leads_to: str
    prepare: Callable[[Values], dict[str, Any]] = _nothing


LETTERS = {
    "lawyer_joined": Letter(_l("A lawyer waits for the check of the licence"), "staff.people", _lawyers),
    "licence_checked": Letter(_l("Your licence has been checked"), "tickets.queue"),
    "licence_ends": Letter(_l("Your licence runs out soon"), "accounts.me", _day),
    "licence_ended": Letter(_l("Your licence has run out"), "accounts.me", _day),
    "licences_end": Letter(_l("Licences that run out"), "staff.people", _lawyers),
    "role_changed": Letter(_l("You have another role"), "accounts.sign_in", _role),
    "account_suspended": Letter(_l("Your account has been suspended"), "about.service", _contact),
    "account_restored": Letter(_l("Your account works again"), "accounts.sign_in"),
}
