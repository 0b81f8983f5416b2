"""One command, one commit. This is the only file that commits."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from app.core.database import WRITES
from app.extensions import db

log = logging.getLogger(__name__)


@dataclass
class UnitOfWork:
    """What belongs to the running transaction of one session."""

    depth: int = 0
    events: list[Any] = field(default_factory=list)
    callbacks: list[Callable[[], None]] = field(default_factory=list)
    last_steps: list[Callable[[], None]] = field(default_factory=list)


def current_unit() -> UnitOfWork:
    """Return the unit of work of the present session, made on first use."""
    unit: UnitOfWork = db.session().info.setdefault("unit_of_work", UnitOfWork())
    return unit


def on_commit(callback: Callable[[], None]) -> None:
    """Run `callback` once the outermost transaction is safely stored; drop it on rollback."""
    unit = current_unit()
    if unit.depth == 0:
        raise RuntimeError("on_commit() needs a transaction")
    unit.callbacks.append(callback)


def before_commit(step: Callable[[], None]) -> None:
    """Run `step` inside the transaction, last of all: for what takes a lock that all writers share."""
    unit = current_unit()
    if unit.depth == 0:
        raise RuntimeError("before_commit() needs a transaction")
    unit.last_steps.append(step)


@contextmanager
def transaction() -> Iterator[None]:
    """Store everything that happens inside, or nothing. Nested calls join the outermost."""
    unit = current_unit()
    if unit.depth:
        unit.depth += 1
        try:
            yield
        finally:
            unit.depth -= 1
        return
    _begin_write()
    unit.depth = 1
    try:
        yield
        _run_in_transaction_listeners(unit)
        db.session.commit()
    except BaseException:
        db.session.rollback()
        unit.events.clear()
        unit.callbacks.clear()
        unit.last_steps.clear()
        raise
    finally:
        unit.depth = 0
    callbacks, unit.callbacks = unit.callbacks, []
    for callback in callbacks:
        _run_safely(callback)


def read_anew() -> None:
    """End the read transaction: what is read from here on includes everything committed by now."""
    if current_unit().depth:
        raise RuntimeError("read_anew() would lose the running transaction")
    db.session.rollback()


def _begin_write() -> None:
    """Take SQLite's write lock before the first read that the write depends on.

    The read transaction that loaded the actor ends here; otherwise another process
    could write in between and SQLite would refuse the upgrade at once.
    """
    if not db.session().in_transaction():
        db.session.connection(execution_options={WRITES: True})
        return
    connection = db.session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _run_in_transaction_listeners(unit: UnitOfWork) -> None:
    from app.core.events import dispatch_in_transaction  # noqa: PLC0415 - events builds on this file

    while unit.events:
        dispatch_in_transaction(unit.events.pop(0))
        db.session.flush()
    while unit.last_steps:
        unit.last_steps.pop(0)()


def _run_safely(callback: Callable[[], None]) -> None:
    try:
        callback()
    except Exception:
        # The change is stored; a push that failed may not look like a failed change.
        log.exception("after-commit callback failed")
