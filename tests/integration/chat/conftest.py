"""A room with two people in it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.accounts.browser import token_hash
from app.accounts.models import BrowserSession, SessionTicket
from app.authz.access import Actor
from app.core.clock import now
from app.core.database import new_id
from app.core.transaction import transaction
from app.extensions import db
from app.tickets.life import move
from app.tickets.models import Ticket
from app.tickets.rules import Action
from tests.actors import asker_of, lawyer
from tests.factories import make_ticket
from tests.support.client import CheckedClient


@dataclass
class Room:
    """A claimed ticket, its asker and its lawyer."""

    ticket: Ticket
    asker: Actor
    lawyer: Actor


def claimed(**values: Any) -> Room:
    ticket, worker = make_ticket(**values), lawyer()
    with transaction():
        move(worker, ticket, Action.CLAIM, lawyer_id=worker.account_id, claimed_at=now())
    return Room(ticket, asker_of(ticket), worker)


@pytest.fixture
def room(db_session: object) -> Room:
    return claimed()


def token_of(actor: Actor) -> str:
    """Store a browser session with the rights of an actor and return its token."""
    token = secrets.token_urlsafe(24)
    with transaction():
        row = BrowserSession(
            id=new_id(),
            token_hash=token_hash(token),
            account_id=actor.account_id,
            expires_at=now() + timedelta(hours=1),
        )
        row.tickets = [SessionTicket(ticket_id=each) for each in sorted(actor.ticket_ids)]
        db.session.add(row)
    return token


def browser_of(app: Flask, actor: Actor) -> CheckedClient:
    """Return a browser that acts for an actor."""
    client = app.test_client()
    assert isinstance(client, CheckedClient)
    with client.session_transaction() as session:
        session["_user_id"] = token_of(actor)
        session["_fresh"] = True
    return client
