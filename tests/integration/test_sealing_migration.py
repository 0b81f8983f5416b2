"""Values sealed before the associated data named table and column open after the migration, and after taking it back."""

from __future__ import annotations

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from app.config import Settings
from app.extensions import db
from app.tickets.models import Ticket
from app.tickets.queries import find_by_number
from app.tickets.receipts import question_text
from tests.factories import QUESTION, make_ticket
from tests.integration.test_migrations import MIGRATIONS


def test_what_was_sealed_before_opens_after_the_migration(app: Flask) -> None:
    with app.app_context():
        ticket = make_ticket()
        number, ticket_id = ticket.number, ticket.id
        db.session.remove()
        downgrade(directory=MIGRATIONS, revision="0009")
        with db.engine.connect() as connection:
            query = text("SELECT key_sealed, question_sealed FROM tickets")
            wrapped, sealed = map(bytes, connection.execute(query).one())
        settings: Settings = app.extensions["kenes_settings"]
        master = AESGCM(settings.sealing_keys[wrapped[0]])
        key = master.decrypt(wrapped[1:13], wrapped[13:], f"key:{ticket_id}".encode())
        assert (
            AESGCM(key).decrypt(sealed[:12], sealed[12:], f"question:{ticket_id}".encode()).decode()
            == QUESTION
        )
        upgrade(directory=MIGRATIONS)
        found = find_by_number(number)
        assert isinstance(found, Ticket)
        assert question_text(found) == QUESTION
