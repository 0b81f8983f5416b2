"""Reading reference data."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.core.clock import today
from app.extensions import db
from app.reference.models import Act, District, Election, PreparedReply, Provision, Region, Topic


def topics() -> list[Topic]:
    """Return the topics in use, in their order."""
    return list(db.session.scalars(select(Topic).where(Topic.is_active).order_by(Topic.position)))


def find_topic(slug: str) -> Topic | None:
    """Return a topic, also one that is no longer offered."""
    return db.session.get(Topic, slug)


def districts_of(region_code: str) -> list[District]:
    """Return a region's districts and towns, in their order."""
    query = select(District).where(District.region_code == region_code).order_by(District.position)
    return list(db.session.scalars(query))


def regions() -> list[Region]:
    """Return all regions and cities of republican significance, in their order."""
    return list(db.session.scalars(select(Region).order_by(Region.position)))


def provisions(ids: list[str]) -> list[Provision]:
    """Return the provisions of these ids, in the order of the ids; unknown ids are left out."""
    found = {row.id: row for row in db.session.scalars(select(Provision).where(Provision.id.in_(ids)))}
    return [found[each] for each in ids if each in found]


def provisions_of_act(act_code: str) -> list[Provision]:
    """Return an act's provisions that we know."""
    return list(db.session.scalars(select(Provision).where(Provision.act_code == act_code)))


def acts() -> list[Act]:
    """Return the acts in their order."""
    return list(db.session.scalars(select(Act).order_by(Act.position)))


def next_election(day: date | None = None) -> Election | None:
    """Return the announced election that comes next (or is today), if any."""
    query = (
        select(Election)
        .where(Election.is_announced, Election.voting_day >= (day or today()))
        .order_by(Election.voting_day)
        .limit(1)
    )
    return db.session.scalar(query)


def prepared_replies(owner_id: str | None, topic: str | None = None) -> list[PreparedReply]:
    """Return shared replies and one's own, those of the topic first."""
    query = select(PreparedReply).where(
        PreparedReply.is_active, (PreparedReply.owner_id.is_(None)) | (PreparedReply.owner_id == owner_id)
    )
    rows = list(db.session.scalars(query))
    return sorted(rows, key=lambda row: (row.topic_slug != topic, row.topic_slug or "", row.key or ""))
