"""Reading the audit log: filtered, by key, with names for what its identifiers mean."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, select

from app.accounts.models import Account
from app.articles.models import Article
from app.authz.access import STAFF_ROLES
from app.core.clock import ALMATY, local
from app.extensions import db
from app.i18n import gettext as _
from app.staff.models import AuditEntry
from app.staff.people_queries import names_of
from app.staff.sentences import sentence
from app.tickets.models import Ticket
from app.tickets.receipts import grouped_number

PAGE_SIZE = 50
EXPORT_MAX = 50_000
BATCH = 500
NOBODY = ("asker", "system")
# A spreadsheet would take a cell that begins like this for a formula and run it.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, kw_only=True)
class AuditFilters:
    """What the reader wants to see; empty means everything."""

    actor: str = ""
    action: str = ""
    subject: str = ""  # an identifier, or a public ticket number, or an article's address
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Subject:
    """What an entry is about: how to call it, and which kind of thing it is (for a link)."""

    kind: str  # "ticket", "article", "account", ""
    key: str
    name: str


@dataclass(frozen=True)
class AuditRow:
    """An entry as people read it."""

    id: int
    at: datetime
    actor: str
    what: str
    subject: Subject
    action: str
    details: dict[str, Any]


@dataclass(frozen=True)
class AuditPage:
    """One page, newest first; `older` and `newer` are keys of the pages around it."""

    rows: list[AuditRow]
    older: int | None
    newer: int | None


def read(filters: AuditFilters, *, before: int | None = None, after: int | None = None) -> AuditPage:
    """Return a page of the log before or after an entry, or its newest page."""
    query = _filtered(filters)
    forwards = after is not None
    if after is not None:
        query = query.where(AuditEntry.id > after).order_by(AuditEntry.id)
    else:
        query = query.where(AuditEntry.id < before) if before else query
        query = query.order_by(AuditEntry.id.desc())
    found = list(db.session.scalars(query.limit(PAGE_SIZE + 1)))
    more, entries = len(found) > PAGE_SIZE, found[:PAGE_SIZE]
    if forwards:
        entries.reverse()
    return AuditPage(
        _in_words(entries),
        older=entries[-1].id if entries and (more or forwards) else None,
        newer=entries[0].id if entries and (more if forwards else before is not None) else None,
    )


def staff_choices() -> list[tuple[str, str]]:
    """Return everybody of the staff, present and former, by name."""
    roles = [role.value for role in STAFF_ROLES]
    query = select(Account.id, Account.name, Account.login).where(Account.role.in_(roles))
    return sorted(
        ((row.id, row.name or row.login) for row in db.session.execute(query)),
        key=lambda pair: pair[1].casefold(),
    )


def export(filters: AuditFilters) -> tuple[str, int]:
    """Return the log as CSV for a spreadsheet, and how many entries it holds."""
    out = io.StringIO()
    out.write("\ufeff")  # without this mark spreadsheets misread Cyrillic letters
    writer = csv.writer(out)
    writer.writerow(
        [_("Number"), _("Time"), _("Who"), _("What happened"), _("About"), _("Code"), _("Details")]
    )
    count = 0
    for row in _each(filters):
        details = "; ".join(f"{name}={value}" for name, value in sorted(row.details.items()))
        moment = local(row.at).isoformat(timespec="seconds")
        cells = [row.id, moment, row.actor, row.what, row.subject.name, row.action, details]
        writer.writerow([neutral(str(cell)) for cell in cells])
        count += 1
    return out.getvalue(), count


def neutral(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def _each(filters: AuditFilters) -> Iterator[AuditRow]:
    before: int | None = None
    total = 0
    while total < EXPORT_MAX:
        query = _filtered(filters).order_by(AuditEntry.id.desc()).limit(BATCH)
        entries = list(db.session.scalars(query.where(AuditEntry.id < before) if before else query))
        yield from _in_words(entries)
        total += len(entries)
        if len(entries) < BATCH:
            return
        before = entries[-1].id


def _filtered(filters: AuditFilters) -> Select[AuditEntry]:
    query = select(AuditEntry)
    if filters.actor:
        query = query.where(AuditEntry.actor == filters.actor)
    if filters.action:
        query = query.where(AuditEntry.action == filters.action)
    if filters.subject:
        query = query.where(AuditEntry.subject.in_(_meanings(filters.subject)))
    if filters.since:
        query = query.where(AuditEntry.at >= _midnight(filters.since))
    if filters.until:
        query = query.where(AuditEntry.at < _midnight(filters.until + timedelta(days=1)))
    return query


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ALMATY).astimezone(UTC)


def _meanings(words: str) -> list[str]:
    """Return the identifiers that a ticket number, an article's address or an identifier may stand for."""
    key = words.strip().strip("/").rpartition("/")[2]
    number = key.replace("-", "").replace(" ", "")
    tickets = select(Ticket.id).where(Ticket.number == number)
    articles = select(Article.id).where(Article.slug == key)
    return [key, *db.session.scalars(tickets.union_all(articles))]


def _in_words(entries: list[AuditEntry]) -> list[AuditRow]:
    subjects = _subjects({entry.subject for entry in entries if entry.subject})
    actors = names_of({entry.actor for entry in entries} - set(NOBODY))
    everybody = {"asker": _("An asker"), "system": _("The service itself"), **actors}
    return [
        AuditRow(
            id=entry.id,
            at=entry.at,
            actor=everybody.get(entry.actor, entry.actor),
            what=sentence(entry.action, entry.details),
            subject=subjects.get(entry.subject, Subject("", entry.subject, entry.subject)),
            action=entry.action,
            details=entry.details,
        )
        for entry in entries
    ]


def _subjects(ids: set[str]) -> dict[str, Subject]:
    """Name things by what is public about them: a number, an address; a draft's address may tell too much."""
    found = {key: Subject("account", key, name) for key, name in names_of(ids).items()}
    for key, number in db.session.execute(select(Ticket.id, Ticket.number).where(Ticket.id.in_(ids))):
        found[key] = Subject("ticket", number, grouped_number(number))
    articles = select(Article.id, Article.slug).where(Article.id.in_(ids), Article.published_at.is_not(None))
    for key, slug in db.session.execute(articles):
        found[key] = Subject("article", slug, slug)
    return found
