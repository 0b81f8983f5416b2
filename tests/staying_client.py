"""A client of the room that looks after itself, written from docs/protocol.md alone."""

from __future__ import annotations

import random
import threading
import time
from contextlib import suppress
from typing import Any

from socketio.exceptions import ConnectionError as NotConnected
from socketio.exceptions import SocketIOError

from tests.protocol_client import Refused, RoomClient

HEAL_AFTER = 0.4  # seconds a gap may stay before the room is read again


def pause(attempt: int, *, first: float = 3.0, longest: float = 20.0) -> float:
    """Return the seconds before the next attempt: longer each time, and never the same for everybody."""
    return random.uniform(0.1, 1.0) * min(longest, first * 2.0**attempt)


class StayingClient(RoomClient):
    """A window that stays: comes back by itself with growing pauses, heals gaps, follows hints."""

    over: str | None = None
    first_pause = 3.0
    attempt = 0
    comebacks = 0
    heals = 0

    def stay(self) -> StayingClient:
        """Begin to look after the connection; `over` says why it ended for good."""
        self.suspicious_since: float | None = None
        self.standing = -1
        self.was_open = self.is_seated = self.socket.connected
        threading.Thread(target=self._look_after, daemon=True).start()
        return self

    def leave(self) -> None:
        """Close for good."""
        self.over = self.over or "left"
        with suppress(SocketIOError, OSError):
            self.socket.disconnect()

    def is_behind(self) -> bool:
        """Tell whether something is known to be missing: a gap, or a hint at a higher cursor."""
        with self.lock:
            return self.timeline.has_gap() or self.standing > self.timeline.last

    def _look_after(self) -> None:
        while self.over is None:
            try:
                self._look()
            except NotConnected as error:
                if str(error) in {"session", "protocol"}:
                    self.over = str(error)
            except Refused as refused:
                if not refused.passes:
                    self.over = refused.code
            except (SocketIOError, OSError):
                pass  # the next round tries again
            time.sleep(0.05)

    def _look(self) -> None:
        if not self.socket.connected:
            self._come_back()
        elif not self.is_seated:  # the line is there, but the server could not let us in: ask again
            time.sleep(pause(self.attempt, first=self.first_pause))
            self.attempt += 1
            self._sit_down()
        else:
            self._heal_soon()

    def _come_back(self) -> None:
        if self.was_open:
            time.sleep(pause(self.attempt, first=self.first_pause))
        self.attempt += 1
        self.is_seated = False
        self.open(join=False)
        self.comebacks += self.was_open
        self.was_open = True
        self._sit_down()

    def _sit_down(self) -> None:
        self.join()
        self.is_seated, self.attempt = True, 0

    def _heal_soon(self) -> None:
        if not self.is_behind():
            self.suspicious_since = None
        elif self.suspicious_since is None:
            self.suspicious_since = time.monotonic()
        elif time.monotonic() - self.suspicious_since > HEAL_AFTER:
            self.heals += 1
            self.join()
            self.suspicious_since = None

    def _note(self, event: str, payload: dict[str, Any]) -> None:
        if payload.get("ticket") not in {self.ticket, None}:
            return
        if event == "chat:cursor":
            self.standing = max(self.standing, payload["cursor"])
        elif event == "chat:closed":
            self.over = payload["reason"]
