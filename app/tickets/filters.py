"""The filters of the queue: read from the address, remembered in the session, turned into a query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import SelectField

from app.accounts.models import Account
from app.authz.access import Actor
from app.config import Settings
from app.extensions import db
from app.i18n import OWN_NAMES, localized
from app.i18n import gettext as _
from app.i18n import lazy_gettext as _l
from app.reference.models import District, Region, Topic
from app.tickets.queries import Filters
from app.tickets.rules import Urgency

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
class Names:
    """What codes are called, in the reader's language."""

    topics: dict[str, str]
    regions: dict[str, str]
    districts: dict[str, str]

    def place(self, thing: Any) -> str:
        """Return where a ticket comes from: its district, else its region, else nothing."""
        return self.districts.get(thing.district_code or "") or self.regions.get(thing.region_code or "", "")


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
    names, choices = _names_and_choices(account)
    chosen: Mapping[str, str] = given if any(name in given for name in NAMES) else remembered or {}
    if not chosen and remembered is None:
        chosen = dict.fromkeys(("language", "topic"), OWN)
    values = {name: _known(chosen.get(name, ""), choices[name]) for name in NAMES}
    form = FilterForm(formdata=None, data=values)
    for name in NAMES:
        form[name].choices = choices[name]
    return Desk(form, names, values, _filters(values, account))


def _names_and_choices(account: Account | None) -> tuple[Names, dict[str, Choices]]:
    settings: Settings = current_app.extensions["kenes_settings"]
    topics = db.session.execute(
        select(Topic.slug, Topic.name, Topic.is_active).order_by(Topic.position)
    ).all()
    regions = db.session.execute(select(Region.code, Region.name).order_by(Region.position)).all()
    columns = (District.code, District.name, District.region_code)
    districts = db.session.execute(select(*columns).order_by(District.position)).all()
    names = Names(
        topics={topic.slug: localized(topic.name) for topic in topics},
        regions={region.code: localized(region.name) for region in regions},
        districts={district.code: localized(district.name) for district in districts},
    )
    home = [each.code for each in districts if each.region_code == settings.home_region]
    choices: dict[str, Choices] = {
        "language": {**_own(account.languages if account else [], _("My languages")), **OWN_NAMES},
        "topic": {
            **_own(account.topics if account else [], _("My fields")),
            **{topic.slug: names.topics[topic.slug] for topic in topics if topic.is_active},
        },
        "place": {
            names.regions.get(settings.home_region, ""): {code: names.districts[code] for code in home},
            _("Regions"): names.regions,
        },
        "urgency": {**urgency_names()},
        "waiting": _waiting_names(),
    }
    return names, {name: {"": _("All"), **known} for name, known in choices.items()}


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
