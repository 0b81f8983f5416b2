"""Making what was deleted disappear from the database's files as well.

SQLite overwrites deleted rows (secure_delete), but the old pages stay in the write-ahead log until it is
emptied. PostgreSQL keeps dead rows until VACUUM and never zeroes its own log: what lies there is sealed, and
opens with the installation's key only until that key is dropped (`flask vault rotate`, `drop-old`).
"""

from __future__ import annotations

import logging
import sqlite3
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, text

from app.core.clock import now
from app.core.outbox import enqueue, outbox_handler
from app.extensions import db

log = logging.getLogger(__name__)
JOB = "database.scrub"
# A deletion is committed at most so long after its job was written.
COMMITTED = timedelta(seconds=10)
_last_scrub: dict[str, datetime] = {}


class StillRead(Exception):
    """Somebody reads an older state of the database; the log cannot be emptied yet."""


def scrub_later() -> None:
    """Have the worker clear the files once the running transaction is committed."""
    enqueue(JOB, {"at": now().isoformat()})


@outbox_handler(JOB)
def scrub_for(payload: dict[str, Any]) -> None:
    """Clear the files unless that happened after the deletion."""
    last = _last_scrub.get(str(db.engine.url))
    if last is None or last <= datetime.fromisoformat(payload["at"]) + COMMITTED:
        scrub()


def scrub() -> None:
    """Clear the files now; raise StillRead when a reader stands in the way."""
    begun = now()
    db.session.remove()
    if db.engine.dialect.name == "sqlite":
        _empty_log()
    else:
        _vacuum()
    _last_scrub[str(db.engine.url)] = begun


def _empty_log() -> None:
    connection = db.engine.raw_connection()
    try:
        driver: sqlite3.Connection = connection.driver_connection  # type: ignore[assignment]
        driver.execute("PRAGMA busy_timeout=1000")  # writers wait meanwhile
        busy, _pages, _moved = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        driver.execute("PRAGMA busy_timeout=5000")
    finally:
        connection.close()
    if busy:
        raise StillRead


def _vacuum() -> None:
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in _touched():
            connection.execute(text(f"VACUUM {connection.dialect.identifier_preparer.format_table(table)}"))


def _touched() -> list[Table]:
    """Return every table whose rows go with a ticket, found by the foreign keys."""
    tables = db.metadata.sorted_tables  # what is referred to comes first
    reached = {"tickets", "outbox_jobs"}
    for table in tables:
        if any(key.column.table.name in reached for key in table.foreign_keys):
            reached.add(table.name)
    return [table for table in tables if table.name in reached]
