"""Who takes part: rooms with askers on two tabs, lawyers, readers, people who are shown out, intruders."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask import Flask

from app.accounts.models import BrowserSession
from app.authz.access import Actor
from app.core.clock import now
from app.core.transaction import transaction
from app.extensions import db
from tests.actors import asker_of, moderator
from tests.factories import make_ticket
from tests.faults.campaign.script import Window
from tests.integration.chat.conftest import claimed, token_of

POLLING = ("polling", "websocket")


@dataclass
class RoomCast:
    """One room: its ticket, who reads each side, the sessions that will end."""

    name: str
    ticket_id: str
    number: str
    actors: dict[str, Actor]
    windows: list[Window] = field(default_factory=list)
    cookies: dict[str, str] = field(default_factory=dict)
    is_handed_over: bool = False


class Cast:
    """Makes rooms and windows; `ports` are the doors of the bad network."""

    def __init__(self, app: Flask, ports: list[int]) -> None:
        self.app, self.ports = app, ports
        self.signer: Any = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        self.made = 0

    def cookie(self, actor: Actor) -> str:
        value = self.signer.dumps({"_user_id": token_of(actor), "_fresh": True})
        return f"kenes={value}"

    def room(self, name: str, share: int, *, handed_over: bool) -> RoomCast:
        """Make a room whose writers write `share` texts each; odd rooms swap the kinds of clients."""
        with self.app.app_context():
            made = claimed()
            actors = {"asker": made.asker, "staff": made.lawyer}
            room = RoomCast(name, made.ticket.id, made.ticket.number, actors, is_handed_over=handed_over)
            people = {"asker": made.asker, "lawyer": made.lawyer, "moderator": moderator()}
            room.cookies = {kind: self.cookie(actor) for kind, actor in people.items()}
            stranger = self.cookie(asker_of(make_ticket())) if handed_over else ""
        first, second = ("python", "node") if len(name) and int(name, 36) % 2 else ("node", "python")
        self._window(room, "a1", "asker", first, share)
        self._window(room, "a2", "asker", second, share)
        self._window(room, "l", "lawyer", second, 0 if handed_over else share, polling=self.made % 4 == 0)
        self._window(room, "m", "moderator", first, 0)
        if handed_over:
            room.cookies["intruder"] = stranger
            self._window(room, "x", "intruder", "python", 0)
        return room

    def _window(
        self, room: RoomCast, suffix: str, kind: str, client: str, share: int, *, polling: bool = False
    ) -> None:
        port = self.ports[self.made % len(self.ports)]
        self.made += 1
        room.windows.append(
            Window(
                name=f"{room.name}-{suffix}",
                kind=kind,
                room=room.name,
                ticket=room.number,
                url=f"http://127.0.0.1:{port}",
                cookie=room.cookies[kind],
                client=client,
                messages=share,
                transports=POLLING if polling else ("websocket",),
            )
        )

    def lengthen_sessions(self) -> None:
        """Let sessions last as long as the campaign and its jumping clocks."""
        with self.app.app_context(), transaction():
            db.session.execute(db.update(BrowserSession).values(expires_at=now() + timedelta(hours=9)))
