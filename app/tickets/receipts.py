"""The receipt: a public number and a secret code of six groups, the asker's only key.

The database keeps a slow hash of the secret with a salt of its own for each ticket, so nobody can look a
ticket up by its secret.
"""

from __future__ import annotations

import secrets
import unicodedata
from typing import Protocol

from sqlalchemy import select

from app.core.codes import code_from, codes_in, grouped, is_code, read_code
from app.core.limits import forgive, slow_down
from app.core.sealing import ticket_seal
from app.core.slowhash import is_same
from app.extensions import db
from app.tickets.models import Ticket

GROUPS = 6
# How many look-alikes of the secret in one message are compared with it: each costs a slow hash.
COMPARED = 2

# Attempts per hour that cost no waiting.
FREE_PER_TICKET, FREE_PER_NETWORK, FREE_FOR_ALL = 5, 40, 2000


class HashedSecret(Protocol):
    """Anything that carries the slow hash of a receipt's secret."""

    secret_hash: str


def new_number() -> str:
    """Return a random public number: it tells neither how many asked nor who asked before."""
    return str(10_000_000 + secrets.randbelow(90_000_000))


def normal_number(text: str) -> str:
    """Return only the digits of a number as typed, with spaces or hyphens."""
    return "".join(str(unicodedata.digit(mark)) for mark in text if mark.isdecimal())[:12]


def grouped_number(number: str) -> str:
    """Return a number as people read it aloud: 4827-1936."""
    return f"{number[:4]}-{number[4:]}"


def new_secret() -> str:
    """Return a fresh secret: 23 random characters of 19, over 97 bits, and a check character."""
    return secret_from(secrets.token_bytes(32))


def secret_from(seed: bytes) -> str:
    """Return the secret of a random seed: the same for the same seed."""
    return code_from(seed, GROUPS)


def verify(number: str, secret: str, *, network: str = "") -> Ticket | None:
    """Return the ticket that number and secret open, or None; None always takes the same work.

    Attempts are slowed down per number (existing or not), per network and altogether; none is locked out.
    What cannot be a secret at all, whoever asks, costs nothing.
    """
    digits, typed = normal_number(number), read_code(secret)
    if not is_code(typed, GROUPS):
        return None
    slow_down("receipt-all", "*", free=FREE_FOR_ALL)
    slow_down("receipt-network", network, free=FREE_PER_NETWORK)
    slow_down("receipt-number", digits, free=FREE_PER_TICKET)
    row = db.session.execute(select(Ticket.id, Ticket.secret_hash).where(Ticket.number == digits)).first()
    if not is_same(row.secret_hash if row else None, grouped(typed)) or row is None:
        return None
    forgive("receipt-number", digits)
    return db.session.get(Ticket, row.id)


def holds_secret(ticket: HashedSecret, text: str) -> bool:
    """Tell whether `text` gives away the ticket's own secret, so that it can be stopped before storing."""
    found = codes_in(text, GROUPS)[:COMPARED]
    return any(is_same(ticket.secret_hash, grouped(plain)) for plain in found)


def question_text(ticket: Ticket) -> str:
    """Return the question as it was typed. Ask for permission first."""
    return ticket_seal(ticket).open(ticket.question_sealed, f"tickets.question_sealed:{ticket.id}")
