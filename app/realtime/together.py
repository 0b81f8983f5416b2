"""Work that waits at the same time is done in one go: many messages, one transaction.

No task of its own and no timer: whoever comes first does the work of all who came meanwhile, then hands
on to the first of those who came after. Alone, one waits for nobody. Works with greenlets and threads.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from app.extensions import socketio

Job = TypeVar("Job")
Result = TypeVar("Result")
MOST = 64  # so that the first of a batch does not wait long for the last


class _Waiting(Generic[Job, Result]):
    """A job, and what became of it."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.result: Result | None = None
        self.error: Exception | None = RuntimeError("never done")  # unless somebody does it
        self.leads = False
        self.bell = threading.Lock()
        self.bell.acquire()


class Together(Generic[Job, Result]):
    """A queue in front of a function that takes many jobs and returns as many results."""

    def __init__(self, work: Callable[[Sequence[Job]], Sequence[Result]], most: int = MOST) -> None:
        self.work, self.most = work, most
        self.lock = threading.Lock()
        self.queue: list[_Waiting[Job, Result]] = []
        self.is_led = False

    def do(self, job: Job) -> Result:
        """Return the result of `job`. The caller may hold no database connection: the leader needs it."""
        own: _Waiting[Job, Result] = _Waiting(job)
        with self.lock:
            self.queue.append(own)
            own.leads, self.is_led = not self.is_led, True
        if not own.leads:
            own.bell.acquire()  # rung with the result, or to lead
        if own.leads:
            self._lead()
        if own.error is not None:
            raise own.error
        return own.result  # type: ignore[return-value]  # set whenever there is no error

    def _lead(self) -> None:
        socketio.sleep(0)  # let those who are ready now come along
        with self.lock:
            batch, self.queue = self.queue[: self.most], self.queue[self.most :]
        try:
            self._work(batch)
        finally:
            self._hand_on(batch)

    def _work(self, batch: list[_Waiting[Job, Result]]) -> None:
        try:
            for each, result in zip(batch, self.work([each.job for each in batch]), strict=True):
                each.result, each.error = result, None
        except Exception as error:  # noqa: BLE001 - given to whoever waits for the result
            if len(batch) == 1:
                batch[0].error = error
                return
            for each in batch:  # what broke may be one job's fault: it shall fail alone
                self._work([each])

    def _hand_on(self, batch: list[_Waiting[Job, Result]]) -> None:
        with self.lock:
            self.is_led = bool(self.queue)
            heir = self.queue[0] if self.queue else None
            if heir is not None:
                heir.leads = True
        if heir is not None:
            heir.bell.release()
        for each in batch:
            each.bell.release()
