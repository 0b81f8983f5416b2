"""Tables filled from app/content; the same rows may be edited by moderators later."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import now
from app.core.database import IdColumn, JsonValue, Model, UtcDateTime, new_id

Names = dict[str, str]  # {"kk": …, "ru": …, "en": …}


class Topic(Model):
    """A field of questions; its slug is its key."""

    __tablename__ = "topics"

    slug: Mapped[str] = mapped_column(String(40), primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    position: Mapped[int]
    name: Mapped[Names] = mapped_column(JsonValue)
    description: Mapped[Names] = mapped_column(JsonValue)
    law: Mapped[list[str]] = mapped_column(JsonValue, default=list)
    sla_hours: Mapped[int]
    sla_voting_day_minutes: Mapped[int]
    is_active: Mapped[bool] = mapped_column(default=True)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # by a moderator: files leave it alone


class Region(Model):
    """A region or a city of republican significance."""

    __tablename__ = "regions"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    position: Mapped[int]
    name: Mapped[Names] = mapped_column(JsonValue)


class District(Model):
    """A district or a town of regional significance."""

    __tablename__ = "districts"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    position: Mapped[int]
    name: Mapped[Names] = mapped_column(JsonValue)
    region: Mapped[Region] = relationship()


class Act(Model):
    """A law or a code, in the edition the texts rest on."""

    __tablename__ = "acts"

    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    title: Mapped[Names] = mapped_column(JsonValue)
    short: Mapped[Names] = mapped_column(JsonValue)
    number: Mapped[str] = mapped_column(String(60), default="")
    adopted: Mapped[date | None]
    edition: Mapped[date | None]
    edition_note: Mapped[str] = mapped_column(Text, default="")
    official_url: Mapped[str] = mapped_column(String(300), default="")
    confidence: Mapped[str] = mapped_column(String(8))
    position: Mapped[int] = mapped_column(default=0)


class Provision(Model):
    """An article or paragraph of an act; the id is how it is cited, "EL:41(6-1)"."""

    __tablename__ = "provisions"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    act_code: Mapped[str] = mapped_column(ForeignKey("acts.code"), index=True)
    article: Mapped[str] = mapped_column(String(16), index=True)
    paragraph: Mapped[str] = mapped_column(String(16), default="")
    subparagraph: Mapped[str] = mapped_column(String(16), default="")
    summary: Mapped[Names] = mapped_column(JsonValue)
    edition: Mapped[date | None]
    checked_on: Mapped[date]
    confidence: Mapped[str] = mapped_column(String(8))
    act: Mapped[Act] = relationship(lazy="joined")


class Deadline(Model):
    """A term of the electoral calendar, counted from voting day."""

    __tablename__ = "deadlines"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    days: Mapped[int]
    time: Mapped[str | None] = mapped_column(String(5))
    provision_id: Mapped[str | None] = mapped_column(String(40))
    name: Mapped[Names] = mapped_column(JsonValue)
    confidence: Mapped[str] = mapped_column(String(8))
    position: Mapped[int] = mapped_column(default=0)


class Election(Model):
    """An election or referendum that moderators have announced: data, never text in code."""

    __tablename__ = "elections"

    id: Mapped[str] = mapped_column(IdColumn(), primary_key=True, default=new_id)
    name: Mapped[Names] = mapped_column(JsonValue)
    voting_day: Mapped[date] = mapped_column(index=True)
    is_announced: Mapped[bool] = mapped_column(default=True)


class GlossaryTerm(Model):
    """A term with its words in three languages, the preferred one first."""

    __tablename__ = "glossary_terms"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    words: Mapped[dict[str, list[str]]] = mapped_column(JsonValue)
    note: Mapped[str] = mapped_column(Text, default="")


class PreparedReply(Model):
    """A text lawyers can start from; `owner_id` is empty for those everybody shares."""

    __tablename__ = "prepared_replies"

    id: Mapped[str] = mapped_column(IdColumn(), primary_key=True, default=new_id)
    key: Mapped[str | None] = mapped_column(String(60), unique=True)
    topic_slug: Mapped[str | None] = mapped_column(ForeignKey("topics.slug"))
    owner_id: Mapped[str | None] = mapped_column(IdColumn(), index=True)
    title: Mapped[Names] = mapped_column(JsonValue)
    body: Mapped[Names] = mapped_column(JsonValue)
    is_active: Mapped[bool] = mapped_column(default=True)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class ContentLoad(Model):
    """Which content file was loaded with which digest, so that a second load is quick."""

    __tablename__ = "content_loads"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    loaded_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    details: Mapped[dict[str, Any]] = mapped_column(JsonValue, default=dict)
