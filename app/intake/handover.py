"""The receipt between sending a question and writing it down.

It travels sealed in this browser's own cookie: the database never holds the secret, and whoever reads the
cookie cannot read it either.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import session

from app.core.clock import now
from app.core.sealing import SealBroken, installation_seal
from app.extensions import db
from app.tickets.models import Ticket
from app.web.actor import current_actor

KEY = "receipt"
SHOWN_FOR = timedelta(minutes=30)


@dataclass(frozen=True)
class Receipt:
    """What is shown once."""

    ticket: Ticket
    secret: str


def hand_over(ticket: Ticket, secret: str) -> None:
    """Keep the receipt for its page."""
    text = json.dumps({"id": ticket.id, "secret": secret, "at": now().isoformat()})
    sealed = installation_seal(KEY).seal(text, KEY)
    session[KEY] = base64.b64encode(sealed).decode()


def handed_over() -> Receipt | None:
    """Return the receipt that waits to be written down in this browser, if any."""
    try:
        sealed = base64.b64decode(session.get(KEY, ""), validate=True)
        held = json.loads(installation_seal(KEY).open(sealed, KEY))
    except (SealBroken, binascii.Error, ValueError):
        return None
    is_old = now() - datetime.fromisoformat(held["at"]) > SHOWN_FOR
    if is_old or held["id"] not in current_actor().ticket_ids:
        return None
    ticket = db.session.get(Ticket, held["id"])
    return Receipt(ticket, held["secret"]) if ticket is not None else None


def written_down() -> None:
    """Forget the receipt for good."""
    session.pop(KEY, None)
