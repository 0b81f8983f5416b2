"""What needs a hand now, and what was done lately. Help-desk work only, nobody's preferences."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy import case as when

from app.articles.curation_queries import review_is_due
from app.articles.models import Article
from app.articles.publication_rules import DraftState
from app.articles.queries import PUBLISHED
from app.core.clock import now, today
from app.core.days import local_day
from app.extensions import db
from app.staff.models import AuditEntry
from app.tickets.models import Ticket
from app.tickets.queries import IS_QUEUED

DAYS = 30
ASKED, ANSWERED, PUBLISHED_ACTION = "ticket_opened", "answer_given", "article_published"
COUNTED = (ASKED, ANSWERED, PUBLISHED_ACTION)


@dataclass(frozen=True)
class Due:
    """How many tickets wait for a lawyer, and for how many the first reply is late."""

    waiting: int = 0
    overdue: int = 0
    oldest: list[Ticket] = field(default_factory=list)


@dataclass(frozen=True)
class ArticleWork:
    """What articles need."""

    awaiting_consent: int = 0
    ready: int = 0
    editorial: int = 0
    review_due: int = 0
    to_confirm: int = 0


@dataclass(frozen=True)
class Day:
    """The work of one day."""

    day: date
    asked: int
    answered: int
    published: int


def tickets_due(limit: int = 5) -> Due:
    """Return the state of the queue, with the tickets that are late for longest."""
    late = Ticket.respond_by <= now()
    query = select(func.count(), func.count(when((late, 1)))).select_from(Ticket).where(IS_QUEUED)
    waiting, overdue = db.session.execute(query).one()
    oldest = select(Ticket).where(IS_QUEUED, late).order_by(Ticket.respond_by, Ticket.id).limit(limit)
    return Due(waiting, overdue, list(db.session.scalars(oldest)))


def article_work() -> ArticleWork:
    """Count what waits for the asker's consent, for publication, for review, for confirmation."""
    published = Article.status == PUBLISHED
    query = select(
        _count(Article.draft_state == DraftState.AWAITING.value),
        _count(Article.draft_state == DraftState.APPROVED.value),
        _count(Article.status == "ready"),
        _count(published & review_is_due()),
        _count(published & (Article.confidence != "high")),
    )
    return ArticleWork(*db.session.execute(query).one())


def last_days() -> list[Day]:
    """Return what was done on each of the last thirty days, the oldest first.

    Counted from the log of events, because tickets themselves are deleted when their time is over.
    """
    first = today() - timedelta(days=DAYS - 1)
    day = local_day(AuditEntry.at)
    query = (
        select(AuditEntry.action, day, func.count())
        .where(AuditEntry.action.in_(COUNTED), AuditEntry.at >= now() - timedelta(days=DAYS))
        .where(AuditEntry.actor != "system")  # loading the starter content is nobody's work of that day
        .group_by(AuditEntry.action, day)
    )
    counted = Counter({(action, text): count for action, text, count in db.session.execute(query)})
    days = (first + timedelta(days=number) for number in range(DAYS))
    return [Day(each, *(counted[action, each.isoformat()] for action in COUNTED)) for each in days]


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(when((condition, 1)))
