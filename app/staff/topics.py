"""Topics and voting days: data that moderators keep true."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import func, select

from app.articles.models import Article
from app.articles.queries import PUBLISHED
from app.authz.access import Actor, require
from app.authz.permissions import Permission
from app.core.clock import now, today
from app.core.database import new_id
from app.core.errors import Conflict, Invalid
from app.core.events import record
from app.core.transaction import transaction
from app.extensions import db
from app.i18n import lazy_gettext as _l
from app.reference.models import Election, Topic
from app.staff.events import ElectionChanged, TopicChanged

Names = Mapping[str, str]


def all_topics() -> list[Topic]:
    """Return every topic in its order, closed ones too."""
    return list(db.session.scalars(select(Topic).order_by(Topic.position, Topic.slug)))


def edit_topic(
    actor: Actor, topic: Topic, *, names: Names, about: Names, sla_hours: int, voting_day_minutes: int
) -> None:
    """Rename and describe a topic, set its terms. From now on the content files leave it alone."""
    require(actor, Permission.TOPIC_EDIT, topic)
    with transaction():
        topic.name, topic.description = dict(names), dict(about)
        topic.sla_hours, topic.sla_voting_day_minutes = sla_hours, voting_day_minutes
        _changed(actor, topic, "edited")


def move_topic(actor: Actor, topic: Topic, *, up: bool) -> None:
    """Swap a topic with its neighbour in the order that readers see."""
    require(actor, Permission.TOPIC_EDIT, topic)
    with transaction():
        order = all_topics()
        place = [each.slug for each in order].index(topic.slug)
        other = place - 1 if up else place + 1
        if not 0 <= other < len(order):
            return
        order[place], order[other] = order[other], order[place]
        for position, each in enumerate(order, start=1):
            each.position = position
        for each in (order[place], order[other]):
            each.edited_at = now()
        _changed(actor, topic, "moved")


def set_topic_active(actor: Actor, topic: Topic, *, is_active: bool) -> None:
    """Close a topic for new questions and lists, or open it again. What was written under it stays."""
    require(actor, Permission.TOPIC_EDIT, topic)
    with transaction():
        if topic.is_active == is_active:
            raise Conflict
        topic.is_active = is_active
        _changed(actor, topic, "opened" if is_active else "closed")


def articles_per_topic() -> dict[str, int]:
    """Return how many published answers each topic holds."""
    query = select(Article.topic_slug, func.count()).where(Article.status == PUBLISHED)
    return {str(slug): count for slug, count in db.session.execute(query.group_by(Article.topic_slug))}


def all_elections() -> list[Election]:
    """Return every voting day, the latest first."""
    return list(db.session.scalars(select(Election).order_by(Election.voting_day.desc(), Election.id)))


def announce_election(actor: Actor, *, names: Names, voting_day: date | None) -> Election:
    """Announce a voting day: shown on the home page, and what deadlines are counted from."""
    require(actor, Permission.ELECTION_EDIT)
    day = _future(voting_day)
    election = Election(id=new_id(), name=dict(names), voting_day=day)
    with transaction():
        db.session.add(election)
        record(ElectionChanged(actor=actor.reference, election_id=election.id, change="announced"))
    return election


def correct_election(actor: Actor, election: Election, *, names: Names, voting_day: date | None) -> None:
    """Correct the name or the day; a day that has passed stays as it was."""
    require(actor, Permission.ELECTION_EDIT, election)
    day = election.voting_day if voting_day == election.voting_day else _future(voting_day)
    with transaction():
        election.name, election.voting_day = dict(names), day
        record(ElectionChanged(actor=actor.reference, election_id=election.id, change="corrected"))


def set_election_announced(actor: Actor, election: Election, *, is_announced: bool) -> None:
    """Take a voting day back, or announce it again; the row stays for the record."""
    require(actor, Permission.ELECTION_EDIT, election)
    with transaction():
        if election.is_announced == is_announced:
            raise Conflict
        election.is_announced = is_announced
        change = "announced" if is_announced else "withdrawn"
        record(ElectionChanged(actor=actor.reference, election_id=election.id, change=change))


def _future(day: date | None) -> date:
    if day is None:
        raise Invalid(_l("Write the date as year-month-day, like 2027-03-21."), field="voting_day")
    if day < today():
        raise Invalid(_l("This day has passed."), field="voting_day")
    return day


def _changed(actor: Actor, topic: Topic, change: str) -> None:
    topic.edited_at = now()
    record(TopicChanged(actor=actor.reference, topic_slug=topic.slug, change=change))
