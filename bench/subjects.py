"""What is measured: the pages, the data they need, and the SQL each of them runs."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, insert, select, update

from app import create_app
from app.accounts.models import Account
from app.authz.access import VISITOR
from app.chat.service import send_message
from app.core.clock import now
from app.core.database import new_id
from app.core.sealing import new_wrapped_key
from app.core.transaction import transaction
from app.extensions import db
from app.tickets.models import Ticket
from bench.load import Request
from tests.actors import actor_of
from tests.factories import make_receipt
from tests.support import databases

TICKETS = 10_000
MESSAGES = 200
PASSWORD = "apple-river-lamp-27"
FORM = "application/x-www-form-urlencoded"
Statement = tuple[str, Any]


@dataclass
class Subject:
    """One page: how it is asked for and what it asks of the database."""

    name: str
    request: Request
    statements: list[Statement] = field(default_factory=list)

    @property
    def key(self) -> str:
        return re.sub(r"\W+", "-", self.name).strip("-").lower()

    @property
    def bare_request(self) -> Request:
        return Request(self.request.method, f"/{self.key}", self.request.headers, self.request.body)


def prepare(url: str, folder: Path) -> list[Subject]:
    """Fill the database and return the pages with their recorded SQL."""
    app = create_app(databases.environment(url, folder / "prepare"))
    with app.app_context():
        fill_queue()
        number, secret = fill_room()
    lawyer, asker, visitor = app.test_client(), app.test_client(), app.test_client()
    sign_in(lawyer)
    open_room(asker, number, secret)
    subjects = [
        Subject("home", Request("GET", "/")),
        Subject("article", Request("GET", "/a/steps-at-the-polling-station")),
        Subject(
            "search",
            Request("GET", "/search?" + urlencode({"q": "жатақханада тұрамын, қайда дауыс беремін"})),
        ),
        Subject("ask GET", Request("GET", "/ask", cookies(visitor))),
        Subject("ask POST", ask_request(visitor)),
        Subject(f"queue of {TICKETS}", Request("GET", "/desk", cookies(lawyer))),
        Subject(f"room of {MESSAGES}", Request("GET", f"/t/{number}", cookies(asker))),
    ]
    for subject in subjects:
        subject.statements = record(app, subject.request)
    with app.app_context():
        db.engine.dispose()
    return subjects


def fill_queue() -> None:
    """Put tickets into the queue by bulk: their texts are never read here."""
    key, moment = new_wrapped_key("bench"), now()
    topics = ["away", "access", "observer", "first-vote", "complaint"]
    rows = [
        {
            "id": new_id(),
            "number": f"{10_000_000 + place}",
            "secret_hash": "-",
            "key_sealed": key,
            "question_sealed": key,
            "state": "new",
            "language": ("kk", "ru", "en")[place % 3],
            "topic_slug": topics[place % len(topics)],
            "adult": "yes",
            "urgency": "normal",
            "cursor": 0,
            "message_count": 0,
            "consent_handling_at": moment,
            "consent_publication": "later",
            "created_at": moment - timedelta(seconds=place),
            "respond_by": moment + timedelta(seconds=place % 86_400),
            "waiting_since": moment - timedelta(seconds=place),
            "delete_on": moment.date(),
        }
        for place in range(TICKETS)
    ]
    with transaction():
        for start in range(0, TICKETS, 1000):
            db.session.execute(insert(Ticket), rows[start : start + 1000])


def fill_room() -> tuple[str, str]:
    """Return number and secret of a ticket with a long conversation."""
    ticket, secret = make_receipt(VISITOR, topic="away")
    lawyer = db.session.scalars(select(Account).where(Account.login == "lawyer@kenes.example")).one()
    with transaction():
        db.session.execute(
            update(Ticket)
            .where(Ticket.id == ticket.id)
            .values(lawyer_id=lawyer.id, state="waiting_for_lawyer")
        )
    db.session.refresh(ticket)
    for place in range(MESSAGES):
        send_message(
            actor_of(lawyer), ticket, client_id=secrets.token_hex(16), body=f"Message number {place}. " * 3
        )
    return ticket.number, secret


def sign_in(client: FlaskClient) -> None:
    form = {"login": "lawyer@kenes.example", "password": PASSWORD, "csrf_token": token(client, "/sign-in")}
    client.post("/sign-in", data=form)


def open_room(client: FlaskClient, number: str, secret: str) -> None:
    form = {"number": number, "secret": secret, "csrf_token": token(client, "/t")}
    client.post("/t", data=form)


def token(client: FlaskClient, path: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(path).text)
    if found is None:
        raise LookupError(f"no token on {path}")
    return found[1]


def ask_request(client: FlaskClient) -> Request:
    """The step "check": everything is validated, similar answers are searched, nothing is stored."""
    csrf = token(client, "/ask")
    form = {"question": "Жатақханада тұрамын, қай учаскеде дауыс беремін?", "language": "kk", "topic": "away"}
    form |= {"adult": "yes", "urgency": "normal", "handling": "y", "publication": "later", "step": "check"}
    form |= {"csrf_token": csrf, "token": secrets.token_hex(32), "place": ""}
    return Request("POST", "/ask", {**cookies(client), "Content-Type": FORM}, urlencode(form))


def cookies(client: FlaskClient) -> dict[str, str]:
    jar = client._cookies.values()  # noqa: SLF001 - there is no public way to read them all
    return {"Cookie": "; ".join(f"{cookie.key}={cookie.value}" for cookie in jar)}


def record(app: Flask, request: Request) -> list[Statement]:
    """Ask once in this process and return the statements the page sent."""
    found: list[Statement] = []

    def listen(_c: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            found.append((statement, parameters))

    client = app.test_client(use_cookies=False)
    client.open(request.path, method=request.method, headers=request.headers, data=request.body)
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", listen)
        answer = client.open(request.path, method=request.method, headers=request.headers, data=request.body)
        event.remove(db.engine, "before_cursor_execute", listen)
    if answer.status_code != request.status:
        raise RuntimeError(f"{request.method} {request.path} answered {answer.status_code}")
    return found
