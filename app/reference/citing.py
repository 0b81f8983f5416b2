"""How provisions and deadlines are named to people."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Blueprint

from app.i18n import gettext as _
from app.i18n import localized, long_date, ngettext
from app.reference.models import Provision

bp = Blueprint("reference", __name__)


@bp.app_template_filter("place")
def place(provision: Provision) -> str:
    """Return "article 41, paragraph 6-1" in the reader's language."""
    article, paragraph, sub = provision.article, provision.paragraph, provision.subparagraph
    if article.startswith("ch"):
        return _("chapter %(number)s", number=article.removeprefix("ch"))
    if sub:
        return _(
            "article %(article)s, paragraph %(paragraph)s, subparagraph %(sub)s",
            article=article,
            paragraph=paragraph,
            sub=sub,
        )
    if paragraph:
        return _("article %(article)s, paragraph %(paragraph)s", article=article, paragraph=paragraph)
    return _("article %(article)s", article=article)


@bp.app_template_filter("citation")
def citation(provision: Provision) -> str:
    """Return the act's short name and the place in it."""
    return _("%(act)s, %(place)s", act=localized(provision.act.short), place=place(provision))


@bp.app_template_global("deadline_text")
def deadline_text(step: dict[str, Any], voting_day: date | None) -> str:
    """Return when a step is due: as a date when an election is announced, else counted from voting day.

    `step` may hold due_days (negative = before voting day) or due_on ("2026-11-15"), and due_time.
    """
    days, due = step.get("due_days"), _due_date(step, voting_day)
    time = step.get("due_time") or ""
    if due is not None:
        day = long_date(due)
        return _("by %(date)s, %(time)s", date=day, time=time) if time else _("by %(date)s", date=day)
    if days is None:
        return ""
    if days == 0:
        return _("on voting day, by %(time)s", time=time) if time else _("on voting day")
    if days > 0:
        return ngettext("%(num)s day after voting day", "%(num)s days after voting day", days)
    before = ngettext("%(num)s day before voting day", "%(num)s days before voting day", -days)
    return _("%(day)s, by %(time)s", day=before, time=time) if time else before


def _due_date(step: dict[str, Any], voting_day: date | None) -> date | None:
    if step.get("due_on"):
        return date.fromisoformat(step["due_on"])
    days = step.get("due_days")
    return voting_day + timedelta(days=days) if voting_day is not None and days is not None else None
