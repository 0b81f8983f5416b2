"""Counters that say whether something derived is still up to date, on every process."""

from __future__ import annotations

from sqlalchemy import String, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Model, changed_rows
from app.extensions import db


class ContentVersion(Model):
    """How often a body of content has changed."""

    __tablename__ = "content_versions"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    number: Mapped[int] = mapped_column(default=0)


def version_of(name: str) -> int:
    """Return the present number; 0 before the first change."""
    return db.session.scalar(select(ContentVersion.number).where(ContentVersion.name == name)) or 0


def bump(name: str) -> None:
    """Count one change, in the caller's transaction."""
    counted = changed_rows(
        update(ContentVersion)
        .where(ContentVersion.name == name)
        .values(number=ContentVersion.number + 1)
        .execution_options(synchronize_session=False)
    )
    if counted == 0:
        db.session.add(ContentVersion(name=name, number=1))
        db.session.flush()
