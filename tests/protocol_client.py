"""A client of the room written from docs/protocol.md alone: nothing of the service is imported here."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import requests
import socketio
from socketio.exceptions import ConnectionError as NotConnected
from socketio.exceptions import SocketIOError

PROTOCOL = 1
# Errors that pass by themselves: repeat the same event after a pause.
PASSING = frozenset({"too_many", "server_error", "busy", "no_hello"})
Entry = dict[str, Any]


class NoAnswer(SocketIOError):
    """No acknowledgement came: the event may have been carried out or not. Repeat it."""


class Refused(Exception):
    """An acknowledgement with an error."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(error["code"])
        self.code: str = error["code"]
        self.error = error

    @property
    def passes(self) -> bool:
        """Tell whether the same event may be accepted later."""
        return self.code in PASSING


@dataclass
class Timeline:
    """What a client knows of a room: entries by id, and the cursor up to which it has missed nothing."""

    last: int = -1
    entries: dict[str, Entry] = field(default_factory=dict)
    waiting: list[tuple[int, int]] = field(default_factory=list)

    def apply(self, entry: Entry) -> None:
        """Take an entry in whatever order it comes; an older form of it never replaces a newer one."""
        known = self.entries.get(entry["id"])
        if known is None or known["cursor"] <= entry["cursor"]:
            self.entries[entry["id"]] = entry
        if entry["after"] is not None:
            self.waiting.append((entry["after"], entry["cursor"]))
            self._advance()

    def reach(self, cursor: int) -> None:
        """Note that everything up to a cursor has been read."""
        self.last = max(self.last, cursor)
        self._advance()

    def has_gap(self) -> bool:
        """Tell whether something is known to be missing."""
        return bool(self.waiting)

    def in_order(self) -> list[Entry]:
        """Return the entries at their places."""
        return sorted(self.entries.values(), key=lambda entry: entry["place"])

    def state(self) -> list[Entry]:
        """Return what the reader sees, however it came here."""
        return [{**entry, "after": None, "ticket_state": None} for entry in self.in_order()]

    def _advance(self) -> None:
        moved = True
        while moved:
            moved = False
            for link in list(self.waiting):
                after, cursor = link
                if after <= self.last:
                    self.waiting.remove(link)
                    self.last = max(self.last, cursor)
                    moved = True


class RoomClient:
    """One window on one room."""

    def __init__(
        self, url: str, cookie: str, ticket: str, *, language: str = "kk", transports: list[str] | None = None
    ) -> None:
        self.url, self.cookie, self.ticket, self.language = url, cookie, ticket, language
        self.transports = transports or ["websocket"]
        self.agent = f"kenes-client/{uuid.uuid4().hex[:8]}"
        self.timeline = Timeline()
        self.events: list[tuple[str, dict[str, Any]]] = []
        self.lock = threading.RLock()
        self.socket = self._new_socket()

    # ------------------------------------------------------------ connection

    def open(self, *, join: bool = True) -> RoomClient:
        """Connect and read everything that is new."""
        if not self.socket.connected:
            self.socket = self._new_socket()
            self.socket.connect(
                self.url,
                headers={"Cookie": self.cookie, "User-Agent": self.agent},
                auth={"protocol": PROTOCOL, "language": self.language},
                transports=self.transports,
                wait_timeout=10,
            )
        if join:
            self.join()
        return self

    def close(self) -> None:
        """Say good-bye."""
        self.socket.disconnect()

    def cut(self) -> None:
        """Lose the connection without a word, as in a tunnel."""
        line = getattr(self.socket.eio.ws, "sock", None)
        self.socket.eio.state = "disconnected"
        if line is not None:
            with suppress(OSError):
                line.shutdown(2)
            line.close()
        self.socket.connected = False

    def call(self, event: str, *payload: Any, timeout: float = 5) -> dict[str, Any]:
        """Emit an event and return its acknowledgement, whatever it says."""
        answered, acks = threading.Event(), []

        def receive(ack: dict[str, Any]) -> None:
            acks.append(ack)
            answered.set()

        socket, deadline = self.socket, time.monotonic() + timeout
        socket.emit(event, payload if len(payload) != 1 else payload[0], callback=receive)
        while not answered.wait(0.2):
            if not socket.connected or time.monotonic() > deadline:
                raise NoAnswer
        return dict(acks[0])

    def ask(self, event: str, *, timeout: float = 5, **payload: Any) -> dict[str, Any]:
        """Emit an event about this room; raise Refused when it is refused."""
        ack = self.call(event, {"ticket": self.ticket, **payload}, timeout=timeout)
        if not ack["ok"]:
            raise Refused(ack["error"])
        return ack

    # ------------------------------------------------------------ reading

    def join(self) -> None:
        """Enter the room, then read page by page from the last known cursor to the end."""
        more = True
        while more:
            ack = self.ask("chat:join", after=self.timeline.last)
            more = ack["more"]
            with self.lock:
                for entry in ack["entries"]:
                    self.timeline.apply(entry)
                self.timeline.reach(ack["cursor"])

    def heal(self) -> None:
        """Ask again when an entry names a predecessor that never came."""
        with self.lock:
            gap = self.timeline.has_gap()
        if gap:
            self.join()

    def texts(self) -> list[str]:
        """Return the texts of the messages in their order."""
        with self.lock:
            return [entry["text"] for entry in self.timeline.in_order() if entry["kind"] == "message"]

    def wait_for(self, condition: Callable[[], Any], *, seconds: float = 15) -> Any:
        """Return the condition's first true value; fail when it does not come."""
        deadline = time.monotonic() + seconds
        while not (value := condition()):
            assert time.monotonic() < deadline, "what was waited for did not happen"
            time.sleep(0.01)
        return value

    def heard(self, event: str) -> list[dict[str, Any]]:
        """Return the payloads of an event received so far."""
        return [payload for name, payload in list(self.events) if name == event]

    # ------------------------------------------------------------ writing

    def send(
        self, body: str, *, event: str = "chat:send", client_id: str | None = None, attempts: int = 20
    ) -> Entry:
        """Send a text again and again, always under the same id, until it is acknowledged."""
        client_id = client_id or str(uuid.uuid4())
        for attempt in range(attempts):
            try:
                if not self.socket.connected:
                    self.open()
                ack = self.ask(event, client_id=client_id, body=body)
            except (SocketIOError, NotConnected, OSError):
                time.sleep(min(0.05 * 2**attempt, 1))
                continue
            with self.lock:
                self.timeline.apply(ack["entry"])
            return dict(ack["entry"])
        raise AssertionError("never acknowledged")

    # ------------------------------------------------------------ inside

    def _new_socket(self) -> socketio.Client:
        browser = requests.Session()  # long polling: every request comes from the same browser
        browser.headers.update({"User-Agent": self.agent, **({"Cookie": self.cookie} if self.cookie else {})})
        socket = socketio.Client(reconnection=False, http_session=browser)
        socket.on("*", self._receive)
        return socket

    def _receive(self, event: str, payload: dict[str, Any]) -> None:
        self._note(event, payload)
        if event == "chat:entry":
            with self.lock:
                self.timeline.apply(payload)

    def _note(self, event: str, payload: dict[str, Any]) -> None:
        self.events.append((event, payload))
