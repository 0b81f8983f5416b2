"""A served installation and the people in it, for tests that speak the protocol."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import requests
from flask import Flask

from app.authz.access import Actor
from app.extensions import db
from app.tickets.models import Ticket
from tests.integration.chat.conftest import Room, claimed, token_of
from tests.protocol_client import RoomClient
from tests.support.fixtures_server import LiveServer


@dataclass
class Person:
    """A browser with a cookie: opens windows on rooms, and pages."""

    service: Service
    cookie: str

    def window(self, ticket: Ticket, *, join: bool = True, **options: Any) -> RoomClient:
        client = RoomClient(self.service.url, self.cookie, ticket.number, **options)
        self.service.windows.append(client)
        return client.open(join=join)

    def get(self, path: str, **headers: str) -> requests.Response:
        return requests.get(
            self.service.url + path,
            headers={"Cookie": self.cookie, **headers},
            timeout=10,
            allow_redirects=False,
        )

    def post(self, path: str, data: dict[str, Any] | None = None, **headers: str) -> requests.Response:
        browser = requests.Session()
        browser.headers["Cookie"] = self.cookie
        page = browser.get(self.service.url + "/sign-in", timeout=10)
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
        renewed = page.cookies.get("kenes")
        cookie = f"kenes={renewed}" if renewed else self.cookie
        assert token is not None
        return requests.post(
            self.service.url + path,
            data={"csrf_token": token[1], **(data or {})},
            headers={"Cookie": cookie, **headers},
            timeout=10,
            allow_redirects=False,
        )


@dataclass
class Service:
    """The server under test and, beside it, the same application in this process for looking into it."""

    server: LiveServer
    app: Flask
    windows: list[RoomClient] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.server.url

    def person(self, actor: Actor) -> Person:
        with self.app.app_context():
            token = token_of(actor)
        signer: Any = self.app.session_interface
        value = signer.get_signing_serializer(self.app).dumps({"_user_id": token, "_fresh": True})
        return Person(self, f"kenes={value}")

    def room(self, **values: Any) -> Room:
        with self.app.app_context():
            return claimed(**values)

    def stop(self) -> None:
        self.close_windows()
        self.server.stop()
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()

    def close_windows(self) -> None:
        for window in self.windows:
            window.socket.disconnect()
        self.windows.clear()
