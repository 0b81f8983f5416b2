"""`flask worker`: does what waits in the outbox and what is due by the clock."""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event as Stop
from typing import Any

from flask import Flask

from app.core.outbox import drain
from app.core.runs import HEARTBEAT, note_run
from app.extensions import db

log = logging.getLogger(__name__)
PAUSE_SECONDS = 1.0


@dataclass
class PeriodicJob:
    """A function that runs every so many seconds; it must bear running twice."""

    name: str
    every_seconds: int
    run: Callable[[], Any]
    due_at: float = 0.0


_periodic: dict[str, PeriodicJob] = {}


def periodic(name: str, *, every_seconds: int) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    """Register a periodic job."""

    def register(run: Callable[[], Any]) -> Callable[[], Any]:
        _periodic[name] = PeriodicJob(name, every_seconds, run)
        return run

    return register


def register_worker(app: Flask) -> None:
    """Add the command."""

    @app.cli.command("worker")
    def worker() -> None:
        """Work until told to stop."""
        stop = Stop()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            run_due(time.monotonic())
            stop.wait(PAUSE_SECONDS)


def run_due(moment: float) -> None:
    """Drain the outbox and run the periodic jobs whose time has come."""
    _guarded("outbox", drain)
    for job in _periodic.values():
        if job.due_at <= moment:
            job.due_at = moment + job.every_seconds
            _guarded(job.name, lambda job=job: _noted(job))  # type: ignore[misc]


def _noted(job: PeriodicJob) -> None:
    try:
        result = job.run()
    except Exception as error:
        db.session.rollback()
        note_run(job.name, failed_as=type(error).__name__)
        raise
    note_run(job.name, result=result)


def _guarded(name: str, run: Callable[[], Any]) -> None:
    try:
        run()
    except Exception as error:  # noqa: BLE001 - one broken job may not stop the others
        log.error("job %s failed: %s", name, type(error).__name__)
    finally:
        db.session.remove()


@periodic(HEARTBEAT, every_seconds=30)
def beat() -> None:
    """Do nothing: that it ran is what the health page wants to know."""
