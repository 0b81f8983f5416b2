"""Which notices have gone out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.database import Model, UtcDateTime


class SentNotice(Model):
    """A notice that must not go out twice; `key` says what about whom, for which date."""

    __tablename__ = "sent_notices"

    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
