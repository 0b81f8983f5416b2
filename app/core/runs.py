"""When each periodic job ran last and how it went: one row per job, for the health page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.database import Model, UtcDateTime
from app.core.transaction import transaction
from app.extensions import db

HEARTBEAT = "heartbeat"


class JobRun(Model):
    """The last run of a job. `result` is how many things it dealt with, where it counts any."""

    __tablename__ = "job_runs"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    ran_at: Mapped[datetime] = mapped_column(UtcDateTime)
    succeeded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    result: Mapped[int | None]
    failed_as: Mapped[str] = mapped_column(String(120), default="")


def note_run(name: str, *, result: Any = None, failed_as: str = "") -> None:
    """Remember that a job ran; a failure keeps the time of the last success."""
    with transaction():
        row = db.session.get(JobRun, name) or JobRun(name=name)
        row.ran_at, row.failed_as = now(), failed_as
        if not failed_as:
            row.succeeded_at = row.ran_at
            row.result = result if isinstance(result, int) else None
        db.session.add(row)
