"""The case and its history."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.core.clock import now
from app.core.database import IdColumn, Model, UtcDateTime, new_id
from app.core.vault import keep_data_keys
from app.reference.models import District, Region, Topic

# rules.QUEUE and rules.IN_WORK in SQL. A partial index serves only queries that say exactly the same.
IN_QUEUE = "state IN ('new', 'returned', 'reopened')"
WITH_LAWYER = "state IN ('claimed', 'waiting_for_asker', 'waiting_for_lawyer', 'answered')"


class Ticket(Model):
    """One question on its way. `number` is public, the secret is stored only as a slow hash."""

    __tablename__ = "tickets"
    __table_args__ = (
        Index(
            "ix_tickets_in_work",
            "waiting_since",
            "id",
            sqlite_where=text(WITH_LAWYER),
            postgresql_where=text(WITH_LAWYER),
        ),
        Index(  # the queue in its order; the filters are read from the index alone
            "ix_tickets_waiting",
            "respond_by",
            "id",
            "language",
            "topic_slug",
            "region_code",
            "district_code",
            "urgency",
            "waiting_since",
            sqlite_where=text(IN_QUEUE),
            postgresql_where=text(IN_QUEUE),
        ),
    )

    id: Mapped[str] = mapped_column(IdColumn(), primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(String(12), unique=True)
    secret_hash: Mapped[str] = mapped_column(String(200))
    key_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    question_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    account_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"), index=True)
    lawyer_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"), index=True)
    # The lawyer was given the ticket and has not said yet that there is no conflict of interest.
    awaits_declaration: Mapped[bool] = mapped_column(default=False, server_default=false())
    state: Mapped[str] = mapped_column(String(20), default="new")
    language: Mapped[str] = mapped_column(String(2))
    topic_slug: Mapped[str] = mapped_column(ForeignKey("topics.slug"))
    region_code: Mapped[str | None] = mapped_column(ForeignKey("regions.code"))
    district_code: Mapped[str | None] = mapped_column(ForeignKey("districts.code"))
    adult: Mapped[str] = mapped_column(String(8))  # "18 on voting day?": yes, no, unsure
    urgency: Mapped[str] = mapped_column(String(8))  # normal, soon, station
    cursor: Mapped[int] = mapped_column(default=0)  # the newest change of the room
    public_cursor: Mapped[int] = mapped_column(default=0, server_default="0")  # ... that the asker sees
    message_count: Mapped[int] = mapped_column(default=0)
    consent_handling_at: Mapped[datetime] = mapped_column(UtcDateTime)
    consent_publication: Mapped[str] = mapped_column(String(8))  # yes, later, no
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    respond_by: Mapped[datetime] = mapped_column(UtcDateTime)
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    first_reply_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    waiting_since: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    delete_on: Mapped[date] = mapped_column(index=True)
    topic: Mapped[Topic] = relationship(lazy="joined")
    region: Mapped[Region | None] = relationship(lazy="joined")
    district: Mapped[District | None] = relationship(lazy="joined")
    lawyer: Mapped[Account | None] = relationship(foreign_keys=[lawyer_id], lazy="joined")


class TicketChange(Model):
    """A change of state; it takes a cursor of the room, so pages hear of it in order."""

    __tablename__ = "ticket_changes"
    __table_args__ = (UniqueConstraint("ticket_id", "cursor"),)

    id: Mapped[str] = mapped_column(IdColumn(), primary_key=True, default=new_id)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id", ondelete="CASCADE"))
    cursor: Mapped[int]
    action: Mapped[str] = mapped_column(String(20))
    from_state: Mapped[str] = mapped_column(String(20))
    to_state: Mapped[str] = mapped_column(String(20))
    actor_kind: Mapped[str] = mapped_column(String(10))  # asker, lawyer, moderator, system
    actor_id: Mapped[str | None] = mapped_column(IdColumn())
    reason_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    is_staff_only: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class ConflictDeclaration(Model):
    """A lawyer's answer to "do you know these people?", given before the text is shown."""

    __tablename__ = "conflict_declarations"
    __table_args__ = (Index("ix_conflict_declarations_lawyer", "lawyer_id", "is_clear", "ticket_id"),)

    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id", ondelete="CASCADE"), primary_key=True)
    lawyer_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    is_clear: Mapped[bool]
    declared_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


keep_data_keys(Ticket.__table__, "key_sealed")  # type: ignore[arg-type]  # it is a Table
