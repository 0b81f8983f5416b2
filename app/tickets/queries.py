"""Reading tickets: one case, the queue, a lawyer's cases, and honest numbers about waiting."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from flask import current_app
from sqlalchemy import Select, Tuple, func, literal, select, text, tuple_

from app.core.clock import now
from app.core.database import UtcDateTime
from app.extensions import db
from app.tickets.models import IN_QUEUE, WITH_LAWYER, ConflictDeclaration, Ticket
from app.tickets.rules import FINISHED, IN_WORK

PAGE_SIZE = 50
SUMMARY_SECONDS = 60
REPLIES_LOOKED_AT = 200
REPLIES_NOT_OLDER_THAN = timedelta(days=30)
IS_QUEUED = text(f"tickets.{IN_QUEUE}")
IS_IN_WORK = text(f"tickets.{WITH_LAWYER}")


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What the reader of the queue wants to see; empty means everything."""

    languages: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    district: str = ""  # the code of a district or of a region
    urgency: str = ""
    waiting_hours: int = 0  # at least so long
    only_overdue: bool = False


@dataclass(frozen=True, kw_only=True)
class QueueRow:
    """A waiting ticket as the queue shows it: nothing that was asked is in it."""

    id: str
    number: str
    state: str
    language: str
    topic_slug: str
    region_code: str | None
    district_code: str | None
    urgency: str
    created_at: datetime
    waiting_since: datetime
    respond_by: datetime
    is_declared: bool


@dataclass(frozen=True)
class Page:
    """One page of the queue; `next` is the key of the page after it."""

    rows: list[QueueRow]
    next: str | None


@dataclass(frozen=True)
class WaitingSummary:
    """How many wait, and the median time to a first reply; None while too few were answered."""

    waiting: int
    usual: timedelta | None


def find_by_number(number: str) -> Ticket | None:
    """Return the ticket of a public number. Doors wrap this in `load_or_404`."""
    return db.session.scalar(select(Ticket).where(Ticket.number == re.sub(r"[\s-]", "", number)))


def queue(
    lawyer_id: str | None, filters: Filters, *, after: str | None = None, limit: int = PAGE_SIZE
) -> Page:
    """Return a page of waiting tickets, the first due first.

    Tickets this lawyer has declared a conflict about are left out; `after` is a page's `next`.
    """
    is_declared = Ticket.id.in_(_declared(lawyer_id, is_clear=True)).label("is_declared")
    columns = [getattr(Ticket, name) for name in QueueRow.__dataclass_fields__ if name != "is_declared"]
    query = _narrow(select(*columns, is_declared), lawyer_id, filters)
    if (key := _read_key(after)) is not None:
        query = query.where(tuple_(Ticket.respond_by, Ticket.id) > key)
    query = query.order_by(Ticket.respond_by, Ticket.id).limit(limit + 1)
    found = [QueueRow(**row) for row in db.session.execute(query).mappings()]
    rows = found[:limit]
    return Page(rows, _write_key(rows[-1].respond_by, rows[-1].id) if len(found) > limit else None)


def count_queue(lawyer_id: str | None, filters: Filters) -> int:
    """Return how many waiting tickets the filters let through."""
    return db.session.scalar(_narrow(select(func.count()).select_from(Ticket), lawyer_id, filters)) or 0


def cases_of(lawyer_id: str, *, is_finished: bool = False, limit: int = 200) -> list[Ticket]:
    """Return a lawyer's tickets: open ones with those that wait for the lawyer first, or finished ones."""
    states = FINISHED if is_finished else IN_WORK
    query = select(Ticket).where(Ticket.lawyer_id == lawyer_id, Ticket.state.in_(sorted(states)))
    if is_finished:
        return list(db.session.scalars(query.order_by(Ticket.closed_at.desc(), Ticket.id).limit(limit)))
    rows = list(db.session.scalars(query.order_by(Ticket.waiting_since, Ticket.id).limit(limit)))
    return sorted(rows, key=lambda row: row.state in {"answered", "waiting_for_asker"})


def open_case_ids(lawyer_id: str) -> list[str]:
    """Return which open tickets a lawyer works on."""
    return list(db.session.scalars(select(Ticket.id).where(IS_IN_WORK, Ticket.lawyer_id == lawyer_id)))


def in_work(*, after: str | None = None, limit: int = PAGE_SIZE) -> tuple[list[Ticket], str | None]:
    """Return tickets that lawyers work on, those that stand still longest first (for moderators)."""
    query = select(Ticket).where(IS_IN_WORK)
    if (key := _read_key(after)) is not None:
        query = query.where(tuple_(Ticket.waiting_since, Ticket.id) > key)
    query = query.order_by(Ticket.waiting_since, Ticket.id).limit(limit + 1)
    found = list(db.session.scalars(query))
    rows = found[:limit]
    return rows, _write_key(rows[-1].waiting_since, rows[-1].id) if len(found) > limit else None


def waiting_summary_with_mine() -> WaitingSummary:
    """Return the numbers for whoever waits: counted up to a minute ago, perhaps before this very question."""
    summary = waiting_summary()
    return replace(summary, waiting=max(1, summary.waiting))


def waiting_summary() -> WaitingSummary:
    """Return the numbers for the public pages; each process counts at most once a minute."""
    cached: tuple[datetime, WaitingSummary] | None = current_app.extensions.get("kenes_waiting")
    if cached and timedelta() <= now() - cached[0] < timedelta(seconds=SUMMARY_SECONDS):
        return cached[1]
    waiting = db.session.scalar(select(func.count()).select_from(Ticket).where(IS_QUEUED)) or 0
    summary = WaitingSummary(waiting, _usual_time())
    current_app.extensions["kenes_waiting"] = (now(), summary)
    return summary


def _usual_time() -> timedelta | None:
    query = (
        select(Ticket.created_at, Ticket.first_reply_at)
        .where(Ticket.first_reply_at > now() - REPLIES_NOT_OLDER_THAN)
        .order_by(Ticket.first_reply_at.desc())
        .limit(REPLIES_LOOKED_AT)
    )
    spans = [(replied - opened).total_seconds() for opened, replied in db.session.execute(query) if replied]
    return timedelta(seconds=median(spans)) if len(spans) >= 5 else None


def _declared(lawyer_id: str | None, *, is_clear: bool) -> Select[str]:
    return select(ConflictDeclaration.ticket_id).where(
        ConflictDeclaration.lawyer_id == (lawyer_id or ""), ConflictDeclaration.is_clear.is_(is_clear)
    )


def _narrow(query: Select[Any], lawyer_id: str | None, filters: Filters) -> Select[Any]:
    query = query.where(IS_QUEUED, Ticket.id.not_in(_declared(lawyer_id, is_clear=False)))
    if filters.languages:
        query = query.where(Ticket.language.in_(filters.languages))
    if filters.topics:
        query = query.where(Ticket.topic_slug.in_(filters.topics))
    if filters.district:
        place = (Ticket.district_code == filters.district) | (Ticket.region_code == filters.district)
        query = query.where(place)
    if filters.urgency:
        query = query.where(Ticket.urgency == filters.urgency)
    if filters.waiting_hours:
        query = query.where(Ticket.waiting_since <= now() - timedelta(hours=filters.waiting_hours))
    if filters.only_overdue:
        query = query.where(Ticket.respond_by <= now())
    return query


def _write_key(moment: datetime, last_id: str) -> str:
    return f"{moment.isoformat()}~{last_id}"


def _read_key(key: str | None) -> Tuple | None:
    moment, _, last_id = (key or "").partition("~")
    try:
        parsed = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return tuple_(literal(parsed, UtcDateTime()), last_id) if parsed.tzinfo else None
