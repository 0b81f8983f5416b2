"""What the worker does for publication by the clock."""

from __future__ import annotations

from sqlalchemy import or_, select

from app.articles.linkage import asker_words, fingerprint, fingerprint_context
from app.articles.models import TicketFingerprint
from app.core.sealing import SealBroken, ticket_seal
from app.core.transaction import transaction
from app.extensions import db
from app.tickets.models import Ticket
from app.worker import periodic

BATCH = 200


@periodic("articles.fingerprints", every_seconds=600)
def take_fingerprints() -> int:
    """Keep the word sequences of questions that changed, sealed with their own keys; return how many."""
    query = (
        select(Ticket)
        .outerjoin(TicketFingerprint, TicketFingerprint.ticket_id == Ticket.id)
        .where(or_(TicketFingerprint.cursor.is_(None), TicketFingerprint.cursor != Ticket.cursor))
        .order_by(Ticket.id)
        .limit(BATCH)
    )
    done = 0
    for ticket in list(db.session.scalars(query)):
        done += _take(ticket)
    return done


def _take(ticket: Ticket) -> bool:
    cursor = ticket.cursor
    try:
        packed = fingerprint(asker_words(ticket))
    except SealBroken:
        packed = b""
    with transaction():
        if db.session.get(Ticket, ticket.id, populate_existing=True) is None:
            return False  # deleted meanwhile
        sealed = ticket_seal(ticket).seal_bytes(packed, fingerprint_context(ticket.id))
        db.session.merge(TicketFingerprint(ticket_id=ticket.id, cursor=cursor, sealed=sealed))
    return True
