"""What every table shares: base class, column types, and SQLite made dependable."""

from __future__ import annotations

import secrets
import sqlite3
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, DateTime, Dialect, Engine, String, TypeDecorator, UpdateBase, event

from app.extensions import Base, db

if TYPE_CHECKING:

    class Model(Base):
        """Typed stand-in for `db.Model`, whose real type mypy cannot see."""

        __abstract__ = True

else:
    Model = db.Model

JsonValue = JSON
ID_LENGTH = 32
WRITES = "kenes_writes"  # the option of a connection that takes SQLite's write lock at once
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "foreign_keys=ON",
    "busy_timeout=5000",
    "secure_delete=ON",  # what is deleted is overwritten with zeros; each connection has to ask for it
)


def changed_rows(statement: UpdateBase) -> int:
    """Run an UPDATE or DELETE and return how many rows it found; of two at the same moment one finds none."""
    result = db.session.execute(statement)
    return int(result.rowcount)  # type: ignore[attr-defined]


def new_id() -> str:
    """Return an unguessable identifier: 128 random bits as 32 hexadecimal digits."""
    return secrets.token_hex(16)


def IdColumn() -> String:  # noqa: N802 - reads as a column type where it is used
    """Return the column type of every identifier made by `new_id`."""
    return String(ID_LENGTH)


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in Python on both databases; SQLite itself knows no time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive values, store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime: use app.core.clock.now()")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    # BEGIN is sent by us (below): the driver's own late BEGIN would let a read turn
    # into a write in the middle and fail with "database is locked".
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Any) -> None:
    if connection.dialect.name == "sqlite":
        writes = connection.get_execution_options().get(WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
