"""How the installation is: for administrators, without a word of any ticket."""

from __future__ import annotations

import platform
import shutil
import time
import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from flask import current_app
from sqlalchemy import func, select, text

from app.config import ROOT, Settings
from app.core.clock import now
from app.core.outbox import MAX_ATTEMPTS, OutboxJob
from app.core.runs import HEARTBEAT, JobRun
from app.extensions import db

WORKER_SILENT = timedelta(minutes=2)
OUTBOX_LATE = timedelta(minutes=10)
DISK_LOW = 0.1
LIBRARIES = ("Flask", "SQLAlchemy", "Flask-SocketIO", "gunicorn")


@dataclass(frozen=True)
class Database:
    """Which database it is, how quickly it answers, which tables it has."""

    kind: str
    version: str
    milliseconds: float
    revision: str
    size: int


@dataclass(frozen=True)
class Outbox:
    """What waits to be done: mails and the like."""

    waiting: int
    oldest: datetime | None
    given_up: int

    @property
    def is_late(self) -> bool:
        """Tell whether something waits for longer than it should."""
        return self.oldest is not None and now() - self.oldest > OUTBOX_LATE


@dataclass(frozen=True)
class Disk:
    """Room on the disk that holds the instance folder, in bytes."""

    free: int
    total: int

    @property
    def is_low(self) -> bool:
        """Tell whether it is time to make room."""
        return self.free < self.total * DISK_LOW


def database() -> Database:
    """Ask the database about itself."""
    begun = time.perf_counter()
    db.session.execute(text("SELECT 1"))
    took = (time.perf_counter() - begun) * 1000
    is_postgres = db.session.connection().dialect.name == "postgresql"
    asked = "SHOW server_version" if is_postgres else "SELECT sqlite_version()"
    size = (
        "SELECT pg_database_size(current_database())"
        if is_postgres
        else "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    )
    return Database(
        kind="PostgreSQL" if is_postgres else "SQLite",
        version=str(db.session.scalar(text(asked))),
        milliseconds=round(took, 1),
        revision=str(db.session.scalar(text("SELECT version_num FROM alembic_version"))),
        size=int(db.session.scalar(text(size)) or 0),
    )


def outbox() -> Outbox:
    """Count what waits and what was given up."""
    open_jobs = select(func.count(), func.min(OutboxJob.created_at)).where(OutboxJob.attempts < MAX_ATTEMPTS)
    waiting, oldest = db.session.execute(open_jobs).one()
    given_up = select(func.count()).select_from(OutboxJob).where(OutboxJob.attempts >= MAX_ATTEMPTS)
    return Outbox(waiting, oldest, db.session.scalar(given_up) or 0)


def disk() -> Disk:
    """Measure the disk of the instance folder."""
    settings: Settings = current_app.extensions["kenes_settings"]
    usage = shutil.disk_usage(settings.instance)
    return Disk(usage.free, usage.total)


def job_runs() -> list[JobRun]:
    """Return when each periodic job ran last."""
    return list(db.session.scalars(select(JobRun).order_by(JobRun.name)))


def is_worker_alive(runs: list[JobRun]) -> bool:
    """Tell whether the worker has given a sign lately."""
    beat = next((run for run in runs if run.name == HEARTBEAT), None)
    return beat is not None and now() - beat.ran_at < WORKER_SILENT


def versions(project: Path = ROOT / "pyproject.toml") -> dict[str, str]:
    """Return the versions of what runs here."""
    own = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"]
    return {
        "Kenes": own,
        "Python": platform.python_version(),
        **{name: version(name) for name in LIBRARIES},
    }
