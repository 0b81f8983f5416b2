"""Reading reference data."""

from __future__ import annotations

import re
from datetime import date

from sqlalchemy import select

from app.core.clock import today
from app.extensions import db
from app.reference.models import (
    Act,
    District,
    Election,
    GlossaryTerm,
    PreparedReply,
    Provision,
    Region,
    Topic,
)

_NUMBERS = re.compile(r"(\d+)([^\d]*)")


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


def find_provision(provision_id: str) -> Provision | None:
    """Return a provision with its act."""
    return db.session.get(Provision, provision_id)


def provisions_of(act_code: str, article: str) -> list[Provision]:
    """Return what we know of one article of an act, in the order of its paragraphs."""
    query = select(Provision).where(Provision.act_code == act_code, Provision.article == article)
    return sorted(db.session.scalars(query), key=in_order)


def in_order(provision: Provision) -> tuple[list[tuple[int, str]], ...]:
    """Return a sort key that puts 9 before 41 and 6 before 6-1."""
    parts = (provision.article, provision.paragraph, provision.subparagraph)
    return tuple([(int(number or 0), rest) for number, rest in _NUMBERS.findall(part)] for part in parts)


def all_provisions() -> dict[str, list[Provision]]:
    """Return every provision by act, in the order of the act."""
    found: dict[str, list[Provision]] = {}
    for row in sorted(db.session.scalars(select(Provision)), key=in_order):
        found.setdefault(row.act_code, []).append(row)
    return found


def glossary() -> list[GlossaryTerm]:
    """Return the glossary, sorted by key."""
    return list(db.session.scalars(select(GlossaryTerm).order_by(GlossaryTerm.key)))


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
