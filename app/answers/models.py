"""The lawyer's answer in its versions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import now
from app.core.database import IdColumn, Model, UtcDateTime, new_id
from app.reference.models import Provision
from app.tickets.models import Ticket


class Answer(Model):
    """One version of an answer. The body is sealed JSON: short, explanation, steps."""

    __tablename__ = "answers"
    __table_args__ = (UniqueConstraint("ticket_id", "version"),)

    id: Mapped[str] = mapped_column(IdColumn(), primary_key=True, default=new_id)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id", ondelete="CASCADE"))
    version: Mapped[int]
    author_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    state: Mapped[str] = mapped_column(String(12), default="draft")  # draft, given, accepted, asked_back
    body_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    given_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    rating: Mapped[int | None]
    rating_note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    ticket: Mapped[Ticket] = relationship()
    provisions: Mapped[list[AnswerProvision]] = relationship(
        order_by="AnswerProvision.position", cascade="all, delete-orphan", lazy="selectin"
    )


class AnswerProvision(Model):
    """A provision the answer rests on."""

    __tablename__ = "answer_provisions"

    answer_id: Mapped[str] = mapped_column(ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True)
    provision_id: Mapped[str] = mapped_column(ForeignKey("provisions.id"), primary_key=True)
    position: Mapped[int]
    provision: Mapped[Provision] = relationship(lazy="joined")
