"""The message queue between processes: what several messages publish at one moment leaves in one go.

A message that waited for Redis once per room and language would be slower than its own transaction.
Order is kept. What Redis does not take is given up after a second attempt: readers heal gaps from the
database.
"""

from __future__ import annotations

import logging
import threading
from typing import Any

from socketio import RedisManager  # type: ignore[import-untyped]

log = logging.getLogger(__name__)
CHANNEL = "flask-socketio"
ATTEMPTS = 2


class Queue(RedisManager):
    """Socket.IO's own queue, with a letter box in front."""

    connected: bool
    thread: Any = None  # the listener; commands and jobs have none and publish at once

    def __init__(self, url: str) -> None:
        super().__init__(url, channel=CHANNEL)
        self.lock = threading.Lock()
        self.letters: list[str] = []
        self.is_emptied = False

    def _publish(self, data: Any) -> None:
        if self.thread is None:
            super()._publish(data)
            return
        with self.lock:
            self.letters.append(self.json.dumps(data))
            starts, self.is_emptied = not self.is_emptied, True
        if starts:
            self.server.start_background_task(self._empty)

    def _empty(self) -> None:
        while True:
            with self.lock:
                letters, self.letters = self.letters, []
                self.is_emptied = bool(letters)
            if not letters:
                return
            self._send(letters)

    def _send(self, letters: list[str]) -> None:
        for _attempt in range(ATTEMPTS):
            try:
                if not self.connected:
                    self._redis_connect()
                with self.redis.pipeline(transaction=False) as pipe:
                    for letter in letters:
                        pipe.publish(self.channel, letter)
                    pipe.execute()
            except Exception as error:  # noqa: BLE001 - whatever the driver raises, the next attempt connects anew
                log.warning("cannot publish to the other processes: %s", type(error).__name__)
                self.connected = False
            else:
                return
