"""Work that must happen: rows written with the change, done by the worker afterwards.

A row is claimed with one conditional UPDATE, so several workers never do it twice at once;
a crash between doing and marking repeats it, so handlers must bear repetition.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.database import IdColumn, JsonValue, Model, UtcDateTime, changed_rows, new_id
from app.core.transaction import transaction
from app.extensions import db

log = logging.getLogger(__name__)

Handler = Callable[[dict[str, Any]], None]
LEASE = timedelta(minutes=5)
MAX_ATTEMPTS = 10
_handlers: dict[str, Handler] = {}


class OutboxJob(Model):
    """One thing to do; payloads hold identifiers and addresses, never message text."""

    __tablename__ = "outbox_jobs"

    id: Mapped[str] = mapped_column(IdColumn(), primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(60))
    payload: Mapped[dict[str, Any]] = mapped_column(JsonValue)
    run_after: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    failed_as: Mapped[str | None] = mapped_column(String(120), default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


def outbox_handler(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that does jobs of `kind`."""

    def register(handler: Handler) -> Handler:
        _handlers[kind] = handler
        return handler

    return register


def enqueue(kind: str, payload: dict[str, Any], *, run_after: datetime | None = None) -> None:
    """Write a job in the caller's transaction; it is lost or kept together with the change."""
    if kind not in _handlers:
        raise LookupError(f"no outbox handler for {kind}")
    db.session.add(OutboxJob(id=new_id(), kind=kind, payload=payload, run_after=run_after or now()))


def drain(limit: int = 50) -> int:
    """Do what is due, oldest first; return how many jobs were done."""
    due = (
        select(OutboxJob.id)
        .where(OutboxJob.run_after <= now(), OutboxJob.attempts < MAX_ATTEMPTS)
        .order_by(OutboxJob.run_after)
        .limit(limit)
    )
    ids = list(db.session.scalars(due))
    db.session.rollback()
    return sum(_do(job_id) for job_id in ids)


def _do(job_id: str) -> bool:
    job = _claim(job_id)
    if job is None:
        return False
    try:
        _handlers[job.kind](job.payload)
    except Exception as error:  # noqa: BLE001 - whatever broke, the job is tried again later
        log.warning("outbox job %s failed: %s", job.kind, type(error).__name__)
        with transaction():
            delay = timedelta(seconds=30 * 2 ** min(job.attempts, 8))
            db.session.execute(
                update(OutboxJob)
                .where(OutboxJob.id == job_id)
                .values(run_after=now() + delay, failed_as=type(error).__name__)
            )
        return False
    with transaction():
        db.session.delete(db.session.merge(job))
    return True


def _claim(job_id: str) -> OutboxJob | None:
    with transaction():
        claimed = changed_rows(
            update(OutboxJob)
            .where(OutboxJob.id == job_id, OutboxJob.run_after <= now())
            .values(run_after=now() + LEASE, attempts=OutboxJob.attempts + 1)
        )
        if claimed != 1:
            return None
    return db.session.get(OutboxJob, job_id, populate_existing=True)
