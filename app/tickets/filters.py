"""The filters of the queue: read from the address, remembered in the session, turned into a query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_wtf import FlaskForm
from wtforms import SelectField

from app.accounts.models import Account
from app.authz.access import Actor
from app.extensions import db
from app.i18n import OWN_NAMES
from app.i18n import gettext as _
from app.i18n import lazy_gettext as _l
from app.reference.names import Names, names
from app.tickets.queries import Filters
from app.tickets.rules import Urgency
from app.web.widgets import keep_drawn

OWN = "own"  # what the lawyer has named as their languages or fields
OVERDUE = "overdue"
NAMES = ("language", "topic", "place", "urgency", "waiting")
Choices = dict[str, str | dict[str, str]]  # values with their names, some under a heading


class FilterForm(FlaskForm):
    """Five lists, sent by GET."""

    class Meta:
        csrf = False

    language = SelectField(_l("Language"), validate_choice=False)
    topic = SelectField(_l("Topic"), validate_choice=False)
    place = SelectField(_l("Place"), validate_choice=False)
    urgency = SelectField(_l("Urgency"), validate_choice=False)
    waiting = SelectField(_l("Waiting time"), validate_choice=False)


@dataclass(frozen=True)
class Desk:
    """Everything the queue's page needs to show and to apply filters."""

    form: FilterForm
    names: Names
    values: dict[str, str]
    filters: Filters


def urgency_names() -> dict[str, str]:
    """Return how urgent a question is, in words."""
    return {
        Urgency.STATION.value: _("At the station now"),
        Urgency.SOON.value: _("Needed soon"),
        Urgency.NORMAL.value: _("Not urgent"),
    }


def open_desk(actor: Actor, given: Mapping[str, str], remembered: Mapping[str, str] | None) -> Desk:
    """Return the desk as asked for: by the address, else as last time, else what fits the lawyer."""
    account = db.session.get(Account, actor.account_id) if actor.account_id else None
    known = names()
    choices = _choices(account, known)
    chosen: Mapping[str, str] = given if any(name in given for name in NAMES) else remembered or {}
    if not chosen and remembered is None:
        chosen = dict.fromkeys(("language", "topic"), OWN)
    values = {name: _known(chosen.get(name, ""), choices[name]) for name in NAMES}
    form = FilterForm(formdata=None, data=values)
    for name in NAMES:
        form[name].choices = choices[name]
        keep_drawn(form[name])
    return Desk(form, known, values, _filters(values, account))


def _choices(account: Account | None, known: Names) -> dict[str, Choices]:
    choices: dict[str, Choices] = {
        "language": {**_own(account.languages if account else [], _("My languages")), **OWN_NAMES},
        "topic": {**_own(account.topics if account else [], _("My fields")), **known.open_topics},
        "place": {known.home: known.near, _("Regions"): known.regions},
        "urgency": {**urgency_names()},
        "waiting": _waiting_names(),
    }
    return {name: {"": _("All"), **each} for name, each in choices.items()}


def _own(values: list[str], label: str) -> Choices:
    return {OWN: label} if values else {}


def _waiting_names() -> Choices:
    return {
        "1": _("More than an hour"),
        "6": _("More than 6 hours"),
        "24": _("More than a day"),
        "72": _("More than 3 days"),
        OVERDUE: _("Overdue"),
    }


def _known(value: str, choices: Choices) -> str:
    groups = [group for group in choices.values() if isinstance(group, dict)]
    is_known = isinstance(choices.get(value), str) or any(value in group for group in groups)
    return value if is_known else ""


def _filters(values: dict[str, str], account: Account | None) -> Filters:
    def several(name: str, own: list[str]) -> tuple[str, ...]:
        value = values[name]
        return tuple(own) if value == OWN else (value,) if value else ()

    waiting = values["waiting"]
    return Filters(
        languages=several("language", account.languages if account else []),
        topics=several("topic", account.topics if account else []),
        district=values["place"],
        urgency=values["urgency"],
        waiting_hours=int(waiting) if waiting.isdigit() else 0,
        only_overdue=waiting == OVERDUE,
    )
